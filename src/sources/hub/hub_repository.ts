/**
 * A repository on the Hub at a revision: its commit, and its files.
 *
 * @module
 */

import type { ListFileEntry } from "@huggingface/hub";
import { shownName } from "../../text/quote.ts";
import { checkedFetch } from "./hub_fetch.ts";
import type { HubCommit, HubFileInfo } from "./hub_file.ts";
import { type HubId, isCommit } from "./hub_id.ts";
import { HubRefusal, refusal } from "./hub_refusals.ts";
import {
  askPassing,
  PassingError,
  PATIENCE,
  type Patience,
  tryAgain,
  Unreachable,
} from "./hub_request.ts";
import { authorization, type HubSettings } from "./hub_settings.ts";
import type { OnReply } from "./hub_warnings.ts";

/** A repository whose commit and files are known. */
export interface HubRepository extends HubCommit {
  /** By path from the repository down. */
  readonly files: ReadonlyMap<string, HubFileInfo>;
}

/** Whether the server told sizes and hashes, and not the names alone. */
export function isListed(files: HubRepository["files"]): boolean {
  return files.values().every(({ sizeBytes }) => sizeBytes !== null);
}

/** Far above what the Hub takes, and below what file systems do. */
const MAX_FILE_BYTES = 2 ** 43;

/**
 * Asks the Hub for the commit that a revision stands for and for its files: two requests, more for more than a thousand files.
 *
 * @throws {Error} in one line, if there is no such repository or revision, or it may not be read.
 */
export async function openRepository(
  id: HubId,
  { settings, patience = PATIENCE, onReply, listed }: {
    settings: HubSettings;
    patience?: Patience;
    /** Hears the head of every reply. */
    onReply?: OnReply;
    /** The files of a commit where they are known already. */
    listed?: (commit: string) => Promise<HubRepository["files"] | null>;
  },
): Promise<HubRepository> {
  // Loaded only where an id is given.
  const { datasetInfo, listFiles, modelInfo } = await import("@huggingface/hub");
  const hub = { id, settings, patience, ...onReply && { onReply } };
  const fetch = checkedFetch(hub);
  const asked = { hubUrl: settings.endpoint, fetch, revision: id.revision ?? "main" };
  try {
    const { sha, gated } = id.kind === "models"
      ? await modelInfo({ ...asked, name: id.repository, additionalFields: ["sha"] })
      : await datasetInfo({ ...asked, name: id.repository, additionalFields: ["sha"] });
    const commit = String(sha);
    if (!isCommit(commit)) {
      throw new Error(
        `Cannot open ${shownName(id.typed)}: expected a commit of 40 letters and figures, found ${
          shownName(commit)
        }`,
      );
    }
    if (gated) await expectAccess(hub);
    const at = { ...hub, commit };
    const known = await listed?.(commit) ?? null;
    if (known !== null && isListed(known)) return { ...at, files: known };
    const repo = { type: id.kind === "models" ? "model" : "dataset", name: id.repository } as const;
    const rows = listFiles({ ...asked, repo, revision: commit, recursive: true });
    const files = new Map<string, HubFileInfo>();
    try {
      for await (const row of rows) {
        if (row.type === "file") files.set(row.path, infoOf(row, id));
      }
    } catch (error) {
      // Some mirrors know no listing; what they serve is held against less.
      const isUnknown = error instanceof HubRefusal && error.status === 404 && error.code === null;
      if (!isUnknown || files.size > 0) throw error;
      for (const path of await namesOf(at, fetch)) {
        expectPath(path, id);
        files.set(path, { path, sizeBytes: null, sha256: null, gitSha1: null });
      }
    }
    return { ...at, files };
  } catch (error) {
    // The library takes for granted what an answer holds.
    if (error instanceof TypeError) {
      throw new Error(
        `Cannot understand what ${new URL(settings.endpoint).host} answers of ${
          shownName(id.typed)
        }: expected its commit and its files as the Hub lists them`,
        { cause: error },
      );
    }
    if (!(error instanceof PassingError)) throw error;
    throw new Unreachable(
      `Cannot open ${shownName(id.typed)}: ${error.message}, ${patience.tries} times in a row; ` +
        "with --offline what is cached is used",
    );
  }
}

/** Description and listing of a gated repository are open to all: whether its files are, is asked before anything of it moves. */
async function expectAccess(
  { id, settings, patience }: Pick<HubCommit, "id" | "settings"> & { patience: Patience },
): Promise<void> {
  const url = new URL(`${settings.endpoint}/api/${id.kind}/${id.repository}/auth-check`);
  const reply = await tryAgain(
    () => askPassing(url, { headers: authorization(settings), stallMs: patience.stallMs }),
    patience,
  );
  if (reply.status === 401 || reply.status === 403) {
    throw await refusal(reply, { id, settings, path: null });
  }
  await reply.cancel(); // a mirror that knows no such question is found out by its files
}

/** @throws {Error} if the row is none that a file can be kept by: a path that leads elsewhere, a size that is none. */
function infoOf({ path, size, oid, lfs }: ListFileEntry, id: HubId): HubFileInfo {
  expectPath(path, id);
  const sizeBytes = lfs?.size ?? size;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || sizeBytes > MAX_FILE_BYTES) {
    throw new Error(
      `Cannot open ${shownName(id.typed)}: expected the size of ${shownName(path)}, found ${
        shownName(String(sizeBytes))
      }`,
    );
  }
  return {
    path,
    sizeBytes,
    sha256: lfs?.oid ?? null,
    gitSha1: lfs === undefined ? oid ?? null : null,
  };
}

/** Files are kept by their paths, which a server could lead out of the cache. */
function expectPath(path: unknown, id: HubId): void {
  const isPlain = typeof path === "string" && path.isWellFormed() &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..") &&
    !/[\\\p{Cc}]|^[a-z]:/iu.test(path);
  if (isPlain) return;
  throw new Error(
    `Cannot open ${shownName(id.typed)}: expected paths of files in its listing, found ${
      shownName(String(path))
    }`,
  );
}

/** The names of all files, as the repository's own description has them. */
async function namesOf(
  { id, commit, settings }: Pick<HubCommit, "id" | "commit" | "settings">,
  fetch: typeof globalThis.fetch,
): Promise<string[]> {
  const reply = await fetch(
    `${settings.endpoint}/api/${id.kind}/${id.repository}/revision/${commit}`,
  );
  const { siblings }: { siblings: { rfilename: string }[] } = await reply.json();
  return siblings.map(({ rfilename }) => rfilename);
}
