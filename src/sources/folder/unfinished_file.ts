/**
 * Files under another name until they are whole. Whoever writes one holds the system's lock on it, so that those of killed processes
 * can be told from those that are being written.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { ABANDONED_MS, isSameFile } from "./file_lock.ts";
import { tryLock } from "./try_lock.ts";

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const UNFINISHED = new RegExp(`^(.+)\\.${UUID}\\.tmp$`);

/** Makes one for the file at `path`, open for writing. */
export async function openUnfinished(path: string): Promise<{ file: Deno.FsFile; path: string }> {
  for (;;) {
    const unfinished = `${path}.${crypto.randomUUID()}.tmp`;
    const file = await Deno.open(unfinished, { write: true, createNew: true });
    // Whoever clears up may have come by before the lock.
    if (await tryLock(file) !== false && isSameFile(file, unfinished)) {
      return { file, path: unfinished };
    }
    file.close();
  }
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
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const [, finished] = UNFINISHED.exec(name) ?? [];
      if (!isFile || finished === undefined || (of !== undefined && finished !== of)) continue;
      await removeAbandoned(join(folder, name), now).catch(() => {});
    }
  } catch {
    // there is no such folder, or it cannot be looked into
  }
}

/** The same, of one file: those that earlier writes of it left. */
export async function removeUnfinishedOf(path: string): Promise<void> {
  await removeUnfinished(dirname(path), { of: basename(path) });
}

async function removeAbandoned(path: string, now: () => number): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  const isFree = await tryLock(file) ??
    now() - ((await file.stat()).mtime?.getTime() ?? 0) > ABANDONED_MS;
  if (isFree) await Deno.remove(path);
}
