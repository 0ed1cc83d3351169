/**
 * The journal of a store: a header that names its format and what the bytes are of, then a line for each range that is held,
 * `start end sum.`, where the sum of both and the full stop tell a whole line from one that was cut.
 *
 * @module
 */

import { fill, writeAll } from "../folder/file_handle.ts";
import { isSameFile } from "../folder/file_lock.ts";
import { type ByteRange, ByteRanges } from "./ranges.ts";

/** Changes where the form of the files does. */
const FORMAT = "deltascope.ranges/1";
const NEWLINE = 0x0a;

/** What the bytes of a store are of. */
export interface StoredObject {
  /** Size in bytes of the whole. */
  readonly sizeBytes: number;
  /** What tells this content from another of the same name, such as an ETag. */
  readonly identity: string;
}

/** The first line, without its end. */
export function headerOf({ sizeBytes, identity }: StoredObject): string {
  return JSON.stringify({ format: FORMAT, sizeBytes, identity });
}

/** Size of the whole as the journal of a store tells it, in bytes; null where there is no store, or none whose file has it. */
export async function keptSize(path: string): Promise<number | null> {
  try {
    const [first = ""] = (await Deno.readTextFile(`${path}.ranges`)).split("\n", 1);
    const { format, sizeBytes } = Object(JSON.parse(first));
    const isTold = format === FORMAT && Number.isSafeInteger(sizeBytes);
    return isTold && (await statIfThere(path))?.size === sizeBytes ? sizeBytes : null;
  } catch {
    return null;
  }
}

/** Opens or makes a journal and locks it. */
export async function lockedJournal(path: string): Promise<Deno.FsFile> {
  while (true) {
    const journal = await Deno.open(path, { read: true, append: true, create: true });
    try {
      await lockIfThere(journal);
      // While this one waited for the lock, its holder may have put a new journal in its place.
      if (isSameFile(journal, path)) return journal;
    } catch (error) {
      journal.close();
      throw error;
    }
    journal.close();
  }
}

/** Ranges that a journal tells; null if it is of something else. */
export function rangesIn(text: string, header: string, sizeBytes: number): ByteRanges | null {
  const [first, ...lines] = text.split("\n");
  if (first !== header) return null;
  const ranges = new ByteRanges();
  for (const line of lines) {
    const [, start = NaN, end = NaN] = /^(\d+) (\d+) \d+\.$/.exec(line)?.map(Number) ?? [];
    // One that is not exactly what its range is written as was cut, or is none of ours.
    if (end <= sizeBytes && line === lineOf({ start, end })) ranges.add({ start, end });
  }
  return ranges;
}

/** The line of a range, without its end. */
export function lineOf({ start, end }: ByteRange): string {
  return `${start} ${end} ${start + end}.`;
}

/** All of a journal. */
export async function textOf(file: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array((await file.stat()).size);
  await fill(file, 0, bytes);
  return new TextDecoder().decode(bytes);
}

/** Adds whole lines to a journal, on lines of their own whatever a killed run has left there. */
export async function append(journal: Deno.FsFile, lines: string): Promise<void> {
  await lockIfThere(journal);
  try {
    const last = new Uint8Array(1);
    await fill(journal, (await journal.stat()).size - 1, last);
    const text = last[0] === NEWLINE ? lines : `\n${lines}`;
    await writeAll(journal, new TextEncoder().encode(text));
  } finally {
    await journal.unlock().catch(() => {});
  }
}

/** A file system without locks is no reason to go without a cache: two runs at once are then not told of each other. */
export async function lockIfThere(file: Deno.FsFile): Promise<void> {
  await file.lock(true).catch(() => {});
}

/** What lies at a path; null where nothing does. */
export async function statIfThere(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
