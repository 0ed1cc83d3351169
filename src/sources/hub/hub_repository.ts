/**
 * A repository on the Hub at a revision: its commit, and its files.
 *
 * @module
 */

import type { ListFileEntry } from "@huggingface/hub";
import { shownName } from "../../text/quote.ts";
import type { HubCommit, HubFileInfo } from "./hub_file.ts";
import { type HubId, isCommit } from "./hub_id.ts";
import { HubRefusal, refusal } from "./hub_refusals.ts";
import {
  askPassing,
  locationOf,
  MAX_REDIRECTS,
  PassingError,
  PATIENCE,
  type Patience,
  tryAgain,
  UnknownHost,
  Unreachable,
} from "./hub_request.ts";
import { authorization, type HubSettings, takesToken } from "./hub_settings.ts";
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
  const fetch = checkedFetch({ id, settings, patience, ...onReply && { onReply } });
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
    if (gated) await expectAccess({ id, settings, patience });
    const at = { id, commit, settings, patience, ...onReply && { onReply } };
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
      for (const path of await namesOf({ id, commit, settings }, fetch)) {
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

/** Whether bytes are JSON. @throws {PassingError} if they begin as JSON does and break off. */
function isJson(bytes: Uint8Array, host: string): boolean {
  const text = new TextDecoder().decode(bytes);
  try {
    JSON.parse(text);
    return true;
  } catch {
    if (/^\s*[[{]/.test(text)) throw new PassingError(`what ${host} answers broke off`);
    return false;
  }
}

/** A `fetch` for the library: with our token, tried again, refused in our words, sent on within the Hub alone. */
function checkedFetch(
  { id, settings, patience, onReply }: Pick<HubCommit, "id" | "settings" | "onReply"> & {
    patience: Patience;
  },
): typeof globalThis.fetch {
  const endpoint = new URL(settings.endpoint);
  const root = endpoint.pathname.replace(/\/$/, "");
  const pages = new Set<string>();
  /** The body of a reply that is no refusal; tried again with its head. */
  const answer = async (url: URL) => {
    const headers = {
      accept: "application/json",
      ...takesToken(url, endpoint) && authorization(settings),
    };
    const reply = await askPassing(url, { headers, stallMs: patience.stallMs });
    onReply?.(reply.headers, settings.token);
    const location = locationOf(reply, url);
    if (location !== null) {
      await reply.cancel();
      return location;
    }
    if (reply.status !== 200) throw await refusal(reply, { id, settings, path: null });
    const bytes = await reply.bytes();
    // A page of a captive portal, or a proxy's, is no answer: the library would tell it in the engine's words.
    if (!isJson(bytes, url.host)) {
      throw new Error(
        `Cannot understand what ${url.host} answers: expected JSON; what answers there is no Hub, or stands before it`,
      );
    }
    // The library takes an address that is whole alone, and the listing for ended otherwise.
    const link = (reply.headers.get("link") ?? "")
      .replace(/<([^>]*)>/g, (_, next: string) => `<${URL.parse(next, url)?.href ?? next}>`);
    return new Response(bytes, { headers: { "content-type": "application/json", link } });
  };
  return async (input) => {
    const given = new URL(input instanceof Request ? input.url : input);
    // The next page of a listing names the Hub itself, behind a mirror too.
    const path = given.pathname.startsWith(`${root}/`) ? given.pathname : root + given.pathname;
    let url = new URL(path + given.search, endpoint);
    if (path.includes("/tree/")) {
      if (pages.has(url.href)) {
        throw new Error(
          `Cannot open ${
            shownName(id.typed)
          }: expected the next page of its files, found one that was read`,
        );
      }
      pages.add(url.href);
    }
    for (let n = 0; n < MAX_REDIRECTS; n++) {
      const found = await tryAgain(
        () => answer(url).catch((error) => unlessUnknown(error, id)),
        patience,
      );
      if (found instanceof Response) return found;
      url = found;
    }
    throw new Error(
      `Cannot open ${shownName(id.typed)}: it was sent on more than ${MAX_REDIRECTS} times`,
    );
  };
}

/** Where the first that is asked has no name, there is no network to wait for. */
function unlessUnknown(error: unknown, { typed }: HubId): never {
  if (!(error instanceof UnknownHost)) throw error;
  throw new Unreachable(
    `Cannot open ${
      shownName(typed)
    }: no folder of that name, and the Hub cannot be reached: ${error.message}; ` +
      "without a network, --offline reads what is cached",
  );
}
