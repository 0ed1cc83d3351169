/**
 * Whole files of weights held against the hashes by which they are known.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { alignedBytes, type ByteSource } from "../folder/bytes.ts";
import { shownName } from "../../text/quote.ts";

/** A file of weights as far as its hash needs it, and what tells it from others without one. */
export type HashedFile = Pick<
  ByteSource,
  "name" | "identity" | "sizeBytes" | "read" | "missingBytes" | "namedHash"
>;

/** How the content of some files of weights is known. */
export interface FileHashes {
  readonly files: number;
  /** Files of which a hash is known. */
  readonly named: number;
  /** Files that were read whole and have it. */
  readonly verified: number;
}

const BLOCK_BYTES = 16 * 2 ** 20;

/** How many of the files have a hash by which they are known; nothing is read. */
export async function countNamed(files: readonly HashedFile[]): Promise<FileHashes> {
  const hashes = await Promise.all(files.map((file) => file.namedHash?.() ?? null));
  return {
    files: files.length,
    named: hashes.filter((hash) => hash !== null).length,
    verified: 0,
  };
}

/**
 * Reads every file whole that has a known hash and all of whose bytes are at hand.
 *
 * @param onFile Called before a file is read.
 * @throws {Error} naming the first that has another hash.
 */
export async function verifyHashes(
  files: readonly HashedFile[],
  { of, onFile }: {
    /** What messages call the checkpoint. */
    of: string;
    onFile: (file: HashedFile) => void;
  },
): Promise<FileHashes> {
  let [named, verified] = [0, 0];
  for (const file of files) {
    const known = await file.namedHash?.() ?? null;
    if (known === null) continue;
    named++;
    // Of a file that was fetched by range there is no whole to hash.
    if ((file.missingBytes?.(0, file.sizeBytes) ?? 0) > 0) continue;
    onFile(file);
    const found = await hashOf(file, known.length === 64 ? "sha256" : "git");
    if (found !== known) {
      throw new Error(
        `Cannot trust ${shownName(file.name)} of ${
          shownName(of)
        }: expected content with the hash ${known}, found ${found}; remove the file and fetch it again`,
      );
    }
    verified++;
  }
  return { files: files.length, named, verified };
}

/** SHA-256 of the content, or of the SHA-1 that Git takes of it and its length; in hexadecimal. */
async function hashOf(file: HashedFile, kind: "sha256" | "git"): Promise<string> {
  const hash = kind === "sha256"
    ? createHash("sha256")
    : createHash("sha1").update(`blob ${file.sizeBytes}\0`);
  // One block is hashed while the next is read.
  const blocks = [alignedBytes(BLOCK_BYTES), alignedBytes(BLOCK_BYTES)] as const;
  const read = async (start: number, ix: number) => {
    const into = blocks[ix % 2 === 0 ? 0 : 1].subarray(
      0,
      Math.min(BLOCK_BYTES, file.sizeBytes - start),
    );
    await file.read(start, into);
    return into;
  };
  let next: Promise<Uint8Array> | null = file.sizeBytes > 0 ? read(0, 0) : null;
  for (let start = 0, ix = 0; next !== null; ix++) {
    const block: Uint8Array = await next;
    start += block.byteLength;
    next = start < file.sizeBytes ? read(start, ix + 1) : null;
    next?.catch(() => {}); // said where it is awaited
    hash.update(block);
  }
  return hash.digest("hex");
}
