/**
 * What tells the files of an input from others, for keys of results that are kept between runs.
 *
 * @module
 */

import { sha256Hex } from "../../math/sha256.ts";
import type { ByteSource } from "./bytes.ts";
import { ChangedFile } from "./changed_file.ts";
import { byCodePoint, type Folder } from "./folder.ts";

/** Bytes that are read of a file of which nothing but its size and time is known. */
const SAMPLE_BYTES = 4096;

/** What tells the content of one file from another, without reading all of it. */
export interface FileIdentity {
  /** From the folder down. */
  readonly name: string;
  /** As the byte source has it; `missing` where there is no file that can be opened. */
  readonly identity: string;
}

/** The identities of files, by name in code point order; nothing of them is read. */
export async function identitiesOf(
  folder: Folder,
  names: Iterable<string>,
): Promise<FileIdentity[]> {
  return await eachOf(names, (name) => identityOf(folder, name));
}

/**
 * The same, with a hash of the last 4 KB of every file that nobody tells the hash of: checkpoints of one recipe are of one size, and
 * copies may have been given one time.
 */
export async function sampledIdentities(
  folder: Folder,
  names: Iterable<string>,
): Promise<FileIdentity[]> {
  return await eachOf(names, (name) => identityOf(folder, name, endOf));
}

async function eachOf(
  names: Iterable<string>,
  identityOf: (name: string) => Promise<string>,
): Promise<FileIdentity[]> {
  const identities: FileIdentity[] = [];
  // One at a time: there are hundreds of files of vectors, and a process may hold as few as 256 open.
  for (const name of [...new Set(names)].sort(byCodePoint)) {
    identities.push({ name, identity: await identityOf(name) });
  }
  return identities;
}

async function identityOf(
  folder: Folder,
  path: string,
  more: (source: ByteSource) => Promise<string> = () => Promise.resolve(""),
): Promise<string> {
  try {
    const source = await folder.open(path);
    try {
      return source.identity + await more(source);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof ChangedFile) throw error;
    return "missing"; // said in words where the file is needed
  }
}

/** Nothing of a file whose hash is told: it may lie on a server. */
async function endOf(source: ByteSource): Promise<string> {
  if (source.contentHash !== undefined) return "";
  const end = new Uint8Array(Math.min(SAMPLE_BYTES, source.sizeBytes));
  await source.read(source.sizeBytes - end.length, end);
  return `, ends in ${sha256Hex(end)}`;
}
