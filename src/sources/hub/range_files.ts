/**
 * The two files of a store, opened or made.
 *
 * Runs may share a store. Whoever opens it, or appends to the journal, holds a lock on the journal meanwhile, so that a journal
 * and the file beside it belong together. One that begins the store anew puts new files in place of the old, and a run that has
 * those open goes on with them, seen by none.
 *
 * @module
 */

import { writeAll } from "../folder/file_handle.ts";
import { putInPlace } from "./keeping.ts";
import {
  headerOf,
  lockedJournal,
  lockIfThere,
  rangesIn,
  statIfThere,
  type StoredObject,
  textOf,
} from "./range_journal.ts";
import { ByteRanges } from "./ranges.ts";

/** The two files of a store, and the ranges that its journal told. */
export interface StoreFiles {
  readonly data: Deno.FsFile;
  /**
   * The same file, for syncs alone: open before the first write, it is told of every error of the disk since, and never busy
   * with a read.
   */
  readonly sync: Deno.FsFile;
  readonly journal: Deno.FsFile;
  readonly held: ByteRanges;
  readonly isWritable: boolean;
}

/** Opens or makes them; those of something else are begun anew. @throws {Error} of the disk. */
export async function openFiles(path: string, of: StoredObject): Promise<StoreFiles> {
  let journal = await lockedJournal(`${path}.ranges`);
  try {
    const { sizeBytes } = of;
    const header = headerOf(of);
    let held = rangesIn(await textOf(journal), header, sizeBytes);
    if (held === null || !await isFileOf(path, sizeBytes)) {
      const old = journal;
      journal = await beginAnew(path, sizeBytes, header);
      old.close();
      held = new ByteRanges();
    }
    const [data, sync] = await openTwice(path);
    await journal.unlock().catch(() => {});
    return { data, sync, journal, held, isWritable: true };
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** What there is, unlocked: where one may not write, nobody else does to be waited for. Null where it is of something else. */
export async function openReadOnly(path: string, of: StoredObject): Promise<StoreFiles | null> {
  const journal = await Deno.open(`${path}.ranges`);
  try {
    const held = rangesIn(await textOf(journal), headerOf(of), of.sizeBytes);
    if (held !== null && await isFileOf(path, of.sizeBytes)) {
      const [data, sync] = await openTwice(path, { read: true });
      return { data, sync, journal, held, isWritable: false };
    }
  } catch (error) {
    journal.close();
    throw error;
  }
  journal.close();
  return null;
}

async function openTwice(
  path: string,
  options: Deno.OpenOptions = { read: true, write: true },
): Promise<[Deno.FsFile, Deno.FsFile]> {
  const first = await Deno.open(path, options);
  try {
    return [first, await Deno.open(path, options)];
  } catch (error) {
    first.close();
    throw error;
  }
}

/**
 * Puts new files in place of what there is, and gives the new journal, locked. Its header comes last: before it, the journal is
 * of nothing, so that neither the old ranges are ever beside the new file nor new ranges beside the old one.
 */
async function beginAnew(path: string, sizeBytes: number, header: string): Promise<Deno.FsFile> {
  const options = { read: true, append: true, createNew: true };
  const journal = await putInPlace(`${path}.ranges`, options, lockIfThere);
  try {
    const write = { write: true, createNew: true };
    (await putInPlace(path, write, (file) => file.truncate(sizeBytes))).close();
    await writeAll(journal, new TextEncoder().encode(`${header}\n`));
    return journal;
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Whether a path leads to a plain file of this size. */
async function isFileOf(path: string, sizeBytes: number): Promise<boolean> {
  const info = await statIfThere(path);
  return info !== null && info.isFile && info.size === sizeBytes;
}
