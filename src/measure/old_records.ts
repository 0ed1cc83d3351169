/**
 * Records of the user's cache that go: those not used for a month, and the oldest where there are too many.
 *
 * @module
 */

import { join } from "node:path";
import { isRunFolder } from "../sources/folder/own_files.ts";

const DAY_MS = 86_400_000;
/** Records of runs that were not used for longer go. */
const MAX_AGE_MS = 30 * DAY_MS;
/** And beyond so many bytes the oldest, but none that a run of the last day may still be using. */
const MAX_BYTES = 5e9;

/** The records of one run. */
export interface CachedRun {
  readonly name: string;
  readonly sizeBytes: number;
  /** When they were last used, in milliseconds since 1970. */
  readonly usedMs: number;
}

/** What {@link removeOldRecords} is told. */
export interface RetentionOptions {
  /** The key whose records stay, whatever their age. */
  readonly key: string;
  readonly now?: number;
  readonly maxBytes?: number;
}

/** Counts the records of one run as used now. */
export async function useRecords(folder: string, key: string, now = new Date()): Promise<void> {
  await Deno.utime(join(folder, key), now, now).catch(() => {});
}

/**
 * Removes records of other runs and counts those of this one as used now. What cannot be removed stays: it is in nobody's way.
 *
 * @returns How many runs' records went and how many bytes they had.
 */
export async function removeOldRecords(
  folder: string,
  { key, now = Date.now(), maxBytes = MAX_BYTES }: RetentionOptions,
): Promise<{ nRuns: number; nBytes: number }> {
  await useRecords(folder, key, new Date(now));
  const all = listRuns(folder).sort((a, b) => b.usedMs - a.usedMs);
  let kept = 0;
  const gone = all.filter(({ name, sizeBytes, usedMs }) => {
    const isOld = now - usedMs > MAX_AGE_MS;
    const isInUse = name === key || now - usedMs < DAY_MS;
    if (!isInUse && (isOld || kept + sizeBytes > maxBytes)) return true;
    kept += sizeBytes;
    return false;
  });
  const removed = [];
  for (const run of gone) {
    const isRemoved = await Deno.remove(join(folder, run.name), { recursive: true })
      .then(() => true, () => false);
    if (isRemoved) removed.push(run);
  }
  return {
    nRuns: removed.length,
    nBytes: removed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/**
 * What a folder of records holds, anything else in it apart; nothing where it is not there. There may be thousands of files: to wait
 * for each would take several times as long.
 *
 * @throws {Error} if the folder is there and cannot be read.
 */
export function listRuns(folder: string): CachedRun[] {
  if (orNull(() => Deno.lstatSync(folder)) === null) return [];
  const isKey = ({ name, isDirectory }: Deno.DirEntry) => isDirectory && isRunFolder(name);
  return [...Deno.readDirSync(folder)].filter(isKey).flatMap(({ name }) => {
    const path = join(folder, name);
    const used = orNull(() => Deno.lstatSync(path).mtime);
    if (used === null) return [];
    const files = orNull(() => [...Deno.readDirSync(path)]) ?? [];
    const sizes = files.map((file) =>
      orNull(() => Deno.lstatSync(join(path, file.name)).size) ?? 0
    );
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0);
    return { name, sizeBytes, usedMs: used.getTime() };
  });
}

/** Null of what cannot be looked at, or goes meanwhile. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
