/**
 * What files take on the disk, and when they were last written.
 *
 * @module
 */

import { join } from "node:path";

/** The unit of blocks, whatever the file system's own is. */
const BLOCK_BYTES = 512;

/** What was found at a place. */
export interface DiskUse {
  /** Bytes on the disk: of a file with holes those that were written. */
  readonly allocatedBytes: number;
  /** When the newest file was last written, in milliseconds since 1970. */
  readonly usedMs: number;
}

/** Of what is not there. */
export const NOTHING: DiskUse = { allocatedBytes: 0, usedMs: 0 };

/** All files below a folder. @throws {Error} of the disk, if it cannot be read. */
export async function measure(folder: string): Promise<DiskUse> {
  let { allocatedBytes, usedMs } = NOTHING;
  for await (const { name, isDirectory } of entriesOf(folder)) {
    const inner = await (isDirectory ? measure : measureFile)(join(folder, name));
    allocatedBytes += inner.allocatedBytes;
    usedMs = Math.max(usedMs, inner.usedMs);
  }
  return { allocatedBytes, usedMs };
}

/** What is not there, or goes while it is looked at, takes nothing. */
export async function measureFile(path: string): Promise<DiskUse> {
  const info = await Deno.lstat(path).catch(() => null);
  if (info === null) return NOTHING;
  return { allocatedBytes: allocatedBytesOf(info), usedMs: info.mtime?.getTime() ?? 0 };
}

/** Names of the folders in a folder, links apart; none where it is not there. */
export async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isDirectory } of entriesOf(folder)) if (isDirectory) names.push(name);
  return names;
}

/** Entries of a folder, links as links; none where it is not there. */
export async function* entriesOf(folder: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** What a file takes on the disk, in bytes; its size where the platform does not count blocks. */
export function allocatedBytesOf({ blocks, size }: Pick<Deno.FileInfo, "blocks" | "size">): number {
  return blocks === null ? size : blocks * BLOCK_BYTES;
}
