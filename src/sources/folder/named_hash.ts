/**
 * The hash that the tools of the Hugging Face Hub wrote down beside a file, or named it by, when they fetched it.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";

/** SHA-256 of a large file, and Git's id of a small one. */
const HASH = /^(?:[0-9a-f]{64}|[0-9a-f]{40})$/;
/** A commit, a hash and a time. */
const MAX_NOTE_BYTES = 4096;

/**
 * The hash by which the content of a local file is known: of a file in the Hub's cache that of the blob it leads to, of one that was
 * downloaded into a folder what stands in `.cache/huggingface/download` there. Null where there is neither. That the bytes have it
 * is not checked.
 */
export async function hashNaming(path: string): Promise<string | null> {
  return await blobName(path) ?? await notedHash(path);
}

async function blobName(path: string): Promise<string | null> {
  try {
    const real = await Deno.realPath(path);
    const name = basename(real);
    return basename(dirname(real)) === "blobs" && HASH.test(name) ? name : null;
  } catch {
    return null;
  }
}

/** The second line of what `hf download --local-dir` notes of a file. */
async function notedHash(path: string): Promise<string | null> {
  const note = join(
    dirname(path),
    ".cache",
    "huggingface",
    "download",
    `${basename(path)}.metadata`,
  );
  try {
    if ((await Deno.stat(note)).size > MAX_NOTE_BYTES) return null;
    const [, hash = ""] = (await Deno.readTextFile(note)).split("\n").map((line) => line.trim());
    return HASH.test(hash) ? hash : null;
  } catch {
    return null;
  }
}
