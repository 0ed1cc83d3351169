/**
 * Room for what a run is about to fetch: within the limit of the cache, and without filling the disk.
 *
 * @module
 */

import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { shownName } from "../../text/quote.ts";
import { bytesText } from "../../text/words.ts";
import { type KeptCommit, keptFolder, listKept, removeKept } from "./kept.ts";

/** Bytes of the disk that stay free: a full one fails whatever else runs there. */
export const SPARE_BYTES = 5e9;

/** What is to be fetched, and what there is room for. */
export interface RoomRequest {
  /** Where commits are kept, as of `keptFolder()`. */
  readonly cacheFolder: string;
  /** Bytes that a run fetches beyond what is kept. */
  readonly neededBytes: number;
  /** Most bytes that the cache may take; null: any. */
  readonly limitBytes: number | null;
  /** Bytes of the disk that are free, as of {@link freeBytesAt}; null: unknown, and not looked at. */
  readonly freeBytes: number | null;
}

/**
 * Makes room for what a run is about to fetch. With a limit, commits that no running command holds go, the least recently used
 * first; for the disk's sake nothing goes. A run holds its own commits before. Where nothing is to be fetched nothing is done.
 *
 * @returns What was removed.
 * @throws {Error} in one line, if there is no room; then nothing was removed.
 */
export async function makeRoom(request: RoomRequest): Promise<KeptCommit[]> {
  const evicted: KeptCommit[] = [];
  let { freeBytes } = request;
  while (true) {
    const kept = (await listKept(request.cacheFolder)).flatMap(({ commits }) => commits);
    const plan = planRoom(kept, { ...request, freeBytes });
    if (plan.length === 0) return evicted;
    // What came to be held in between is counted as such at the next look.
    const { removed, freedBytes } = await removeKept(plan);
    evicted.push(...removed);
    if (freeBytes !== null) freeBytes += freedBytes;
  }
}

/**
 * The same in {@link keptFolder}, with what is free on its disk as it is now; says what was removed.
 *
 * @throws {Error} in one line, if there is no room.
 */
export async function makeKeptRoom(
  neededBytes: number,
  { limitBytes, say }: { limitBytes: number | null; say: (text: string) => void },
): Promise<void> {
  if (neededBytes <= 0) return;
  const cacheFolder = keptFolder();
  const freeBytes = await freeBytesAt(cacheFolder);
  for (const { path } of await makeRoom({ cacheFolder, neededBytes, limitBytes, freeBytes })) {
    say(`Removed ${shownName(path)} to stay within --cache-limit`);
  }
}

/**
 * Which commits have to go.
 *
 * @throws {Error} in one line, if there is no room whatever goes.
 */
export function planRoom(kept: readonly KeptCommit[], request: RoomRequest): KeptCommit[] {
  const { neededBytes, limitBytes, freeBytes } = request;
  if (neededBytes <= 0) return [];
  const evicted = limitBytes === null ? [] : evictedFor(kept, { ...request, limitBytes });
  if (freeBytes !== null && freeBytes + sumOf(evicted) - neededBytes < SPARE_BYTES) {
    throw noDisk({ ...request, freeBytes });
  }
  return evicted;
}

/**
 * Bytes that are free on the disk of a folder, which may not exist yet; null where that cannot be found out. Needs the permission
 * `--allow-sys=statfs`.
 */
export async function freeBytesAt(folder: string): Promise<number | null> {
  for (let place = resolve(folder);; place = dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch (error) {
      const isAbsent = (error as { code?: string }).code === "ENOENT";
      if (!isAbsent || dirname(place) === place) return null;
    }
  }
}

function evictedFor(
  kept: readonly KeptCommit[],
  { cacheFolder, neededBytes, limitBytes }: RoomRequest & { limitBytes: number },
): KeptCommit[] {
  const [held, free] = [
    kept.filter(({ holders }) => holders.length > 0),
    kept.filter(({ holders }) => holders.length === 0).sort((a, b) => a.usedMs - b.usedMs),
  ];
  const heldBytes = sumOf(held);
  if (heldBytes + neededBytes > limitBytes) {
    throw new Error(
      `Cannot fetch ${bytesText(neededBytes)}: the limit of the cache ${
        shownName(cacheFolder)
      } is ${bytesText(limitBytes)}, and running commands, this one among them, hold ${
        bytesText(heldBytes)
      } of it; set a larger limit, or none`,
    );
  }
  const evicted: KeptCommit[] = [];
  let takenBytes = heldBytes + sumOf(free);
  for (const commit of free) {
    if (takenBytes + neededBytes <= limitBytes) break;
    takenBytes -= commit.allocatedBytes;
    evicted.push(commit);
  }
  return evicted;
}

function noDisk(
  { cacheFolder, neededBytes, freeBytes }: RoomRequest & { freeBytes: number },
): Error {
  const [needed, free, spare] = [neededBytes, freeBytes, SPARE_BYTES].map(bytesText);
  return new Error(
    `Cannot fetch ${needed} into ${shownName(cacheFolder)}: ${free} of its disk are free, ` +
      `of which ${spare} stay so; remove what is kept (deno task cache clear), ` +
      "or set XDG_CACHE_HOME to a folder on a larger disk",
  );
}

function sumOf(commits: readonly KeptCommit[]): number {
  return commits.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
}
