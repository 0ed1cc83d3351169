/**
 * Files under another name until they are whole. Whoever writes one beside its place holds the system's lock on it, so that those of
 * killed processes can be told from those that are being written; in a cache, where they have no lock, their age tells.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { ABANDONED_MS, isSameFile, MAX_ATTEMPTS } from "./file_lock.ts";
import { tryLock } from "./try_lock.ts";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
/** The first group is the name of the file that it is to be. */
const BESIDE = new RegExp(`^(.+)\\.${UUID}\\.tmp$`);
const NAMELESS = new RegExp(`^\\.${UUID}\\.part$`);

/** A name of its own for what is to be the file at `path`. */
export function unfinishedPath(path: string): string {
  return `${path}.${crypto.randomUUID()}.tmp`;
}

/** The same without the name of the file: a long one with more behind it would be too long. */
export function namelessPath(path: string): string {
  return join(dirname(path), `.${crypto.randomUUID()}.part`);
}

/**
 * Makes one for the file at `path`, open for writing and locked.
 *
 * @throws {Error} of the disk, also where its files are never the same when they are looked at again.
 */
export async function openUnfinished(path: string): Promise<{ file: Deno.FsFile; path: string }> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const unfinished = unfinishedPath(path);
    const file = await Deno.open(unfinished, { write: true, createNew: true });
    let isOurs = false;
    try {
      // Whoever clears up may have come by before the lock.
      isOurs = tryLock(file) !== false && isSameFile(file, unfinished);
      if (isOurs) return { file, path: unfinished };
    } finally {
      if (!isOurs) {
        file.close();
        await Deno.remove(unfinished).catch(() => {}); // whoever clears up has done so
      }
    }
  }
  throw new Deno.errors.NotSupported("the file system has another file where one was just made");
}

/**
 * Removes the unfinished files of a folder that nobody is writing any more; where there are no locks, those not written to for ten
 * minutes. What cannot be removed stays: it is in nobody's way.
 *
 * @param options.of Those of the file of that name alone.
 */
export async function removeUnfinished(
  folder: string,
  { of, now = Date.now }: { of?: string; now?: () => number } = {},
): Promise<void> {
  for (const { name, isFile } of await entriesOf(folder)) {
    const [, finished] = BESIDE.exec(name) ?? [];
    if (!isFile || finished === undefined || (of !== undefined && finished !== of)) continue;
    await removeUnlocked(join(folder, name), now).catch(() => {});
  }
}

/** The same, of one file: those that earlier writes of it left. */
export async function removeUnfinishedOf(path: string): Promise<void> {
  await removeUnfinished(dirname(path), { of: basename(path) });
}

/** Removes those of a folder and of all below it that were not written to for ten minutes, locked or not. */
export async function removeUnfinishedBelow(
  folder: string,
  { now = Date.now }: { now?: () => number } = {},
): Promise<void> {
  for (const { name, isFile, isDirectory } of await entriesOf(folder)) {
    const path = join(folder, name);
    if (isDirectory) await removeUnfinishedBelow(path, { now });
    else if (isFile && (BESIDE.test(name) || NAMELESS.test(name))) {
      await removeOld(path, now).catch(() => {}); // gone meanwhile, or for the next command
    }
  }
}

/** What there is; nothing of a folder that cannot be looked into, or went away meanwhile. */
async function entriesOf(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return [];
  }
}

async function removeUnlocked(path: string, now: () => number): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  if (tryLock(file) ?? isAbandoned(await file.stat(), now)) await Deno.remove(path);
}

async function removeOld(path: string, now: () => number): Promise<void> {
  if (isAbandoned(await Deno.stat(path), now)) await Deno.remove(path);
}

function isAbandoned({ mtime }: Deno.FileInfo, now: () => number): boolean {
  return now() - (mtime?.getTime() ?? 0) > ABANDONED_MS;
}
