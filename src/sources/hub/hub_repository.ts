/**
 * A repository on the Hub at a revision: its commit, and its files.
 *
 * @module
 */

import type { ListFileEntry } from "@huggingface/hub";
import { shownName } from "../../text/quote.ts";
import type { HubCommit, HubFileInfo } from "./hub_file.ts";
import type { HubId } from "./hub_id.ts";
import { HubRefusal, refusal } from "./hub_refusals.ts";
import { ask, PassingError, PATIENCE, type Patience } from "./hub_request.ts";
import type { HubSettings } from "./hub_settings.ts";

/** A repository whose commit and files are known. */
export interface HubRepository extends HubCommit {
  /** By path from the repository down. */
  readonly files: ReadonlyMap<string, HubFileInfo>;
}

const MAX_REDIRECTS = 5;

/**
 * Asks the Hub for the commit that a revision stands for and for its files: two requests, more for more than a thousand files.
 *
 * @throws {Error} in one line, if there is no such repository or revision, or it may not be read.
 */
export async function openRepository(
  id: HubId,
  { settings, patience = PATIENCE, listed }: {
    settings: HubSettings;
    patience?: Patience;
    /** The files of a commit where they are known already. */
    listed?: (commit: string) => Promise<HubRepository["files"] | null>;
  },
): Promise<HubRepository> {
  // Loaded only where an id is given.
  const { datasetInfo, listFiles, modelInfo } = await import("@huggingface/hub");
  const fetch = checkedFetch({ id, settings, patience });
  const asked = { hubUrl: settings.endpoint, fetch, revision: id.revision ?? "main" };
  try {
    const { sha } = id.kind === "models"
      ? await modelInfo({ ...asked, name: id.repository, additionalFields: ["sha"] })
      : await datasetInfo({ ...asked, name: id.repository, additionalFields: ["sha"] });
    const commit = String(sha);
    if (!/^[0-9a-f]{40}$/.test(commit)) {
      throw new Error(
        `Cannot open ${shownName(id.typed)}: expected a commit of 40 letters and figures, found ${
          shownName(commit)
        }`,
      );
    }
    const known = await listed?.(commit) ?? null;
    if (known !== null) return { id, commit, settings, patience, files: known };
    const repo = { type: id.kind === "models" ? "model" : "dataset", name: id.repository } as const;
    const rows = listFiles({ ...asked, repo, revision: commit, recursive: true });
    const files = new Map<string, HubFileInfo>();
    try {
      for await (const row of rows) {
        if (row.type === "file") files.set(row.path, infoOf(row, id));
      }
    } catch (error) {
      // Some mirrors have no listing with sizes; what they serve is held against less.
      if (!(error instanceof HubRefusal) || error.status !== 404) throw error;
      for (const path of await namesOf({ id, commit, settings }, fetch)) {
        expectPath(path, id);
        files.set(path, { path, sizeBytes: null, sha256: null, gitSha1: null });
      }
    }
    return { id, commit, settings, patience, files };
  } catch (error) {
    if (!(error instanceof PassingError)) throw error;
    throw new Error(
      `Cannot open ${shownName(id.typed)}: ${error.message}, ${patience.tries} times in a row; ` +
        "with --offline what is cached is used",
    );
  }
}

/** @throws {Error} if the row is none that a file can be kept by: a path that leads elsewhere, a size that is none. */
function infoOf({ path, size, oid, lfs }: ListFileEntry, id: HubId): HubFileInfo {
  expectPath(path, id);
  const sizeBytes = lfs?.size ?? size;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
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
  const isPlain = typeof path === "string" &&
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
  const { siblings = [] }: { siblings?: { rfilename: string }[] } = await reply.json();
  return siblings.map(({ rfilename }) => rfilename);
}

/** A page of a captive portal, or a proxy's, is no answer: the library would tell it in the engine's words. */
function expectJson(bytes: Uint8Array, host: string): void {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(
      `Cannot understand what ${host} answers: expected JSON; what answers there is no Hub, or stands before it`,
    );
  }
}

/** A `fetch` for the library: with our token, tried again, refused in our words, sent on within the Hub alone. */
function checkedFetch(
  { id, settings, patience }: { id: HubId; settings: HubSettings; patience: Patience },
): typeof globalThis.fetch {
  const endpoint = new URL(settings.endpoint);
  return async (input) => {
    const given = new URL(input instanceof Request ? input.url : input);
    // The next page of a listing names the Hub itself, behind a mirror too.
    let url = new URL(given.pathname + given.search, endpoint);
    for (let n = 0; n < MAX_REDIRECTS; n++) {
      const { token } = settings;
      const isOwn = url.origin === endpoint.origin;
      const headers = {
        accept: "application/json",
        ...isOwn && token !== null && { authorization: `Bearer ${token.value}` },
      };
      const reply = await ask(url, { headers, patience });
      const location = reply.headers.get("location");
      if (reply.status >= 300 && reply.status < 400 && location !== null) {
        await reply.cancel();
        url = new URL(location, url);
        continue;
      }
      if (reply.status !== 200) throw await refusal(reply, { id, settings, path: null });
      const bytes = await reply.bytes();
      expectJson(bytes, url.host);
      return new Response(bytes, {
        headers: { "content-type": "application/json", link: reply.headers.get("link") ?? "" },
      });
    }
    throw new Error(
      `Cannot open ${shownName(id.typed)}: it was sent on more than ${MAX_REDIRECTS} times`,
    );
  };
}
