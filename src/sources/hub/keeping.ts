/**
 * Writing what is kept: other commands may remove folders meanwhile, and the disk may refuse.
 *
 * @module
 */

import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { FULL_DISK, limitOf } from "../folder/full_disk.ts";
import { namelessPath, unfinishedPath } from "../folder/unfinished_file.ts";
import { shownName } from "../../text/quote.ts";
import { messageOf } from "../../text/error_message.ts";

/** A folder that is removed again and again while it is written to is no accident. */
const TRIES = 20;

/**
 * Writes a file whole or not at all, and the folders above it: another run may read it at the same time.
 *
 * @param options.isSynced Whether its bytes are on the disk before it has its name.
 * @throws {Error} in one line, if the disk refuses.
 */
export async function keepFile(
  path: string,
  content: Uint8Array | string,
  { isSynced = false }: { isSynced?: boolean } = {},
): Promise<void> {
  const unfinished = namelessPath(path);
  try {
    await whileRemoved(async () => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(unfinished, content, { flush: isSynced });
      await rename(unfinished, path);
    });
  } catch (cause) {
    await rm(unfinished, { force: true }).catch(() => {});
    throw unkept(path, cause);
  }
}

/** Makes a file under another name, and gives it its own once it is prepared; it stays open. @throws {Error} of the disk. */
export async function putInPlace(
  path: string,
  options: Deno.OpenOptions,
  prepare: (file: Deno.FsFile) => Promise<void>,
): Promise<Deno.FsFile> {
  const temporary = unfinishedPath(path);
  const file = await Deno.open(temporary, options);
  try {
    await prepare(file);
    await Deno.rename(temporary, path);
    return file;
  } catch (error) {
    file.close();
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Does `work` again where a file or folder went from under it, as `deno task cache clear` has it. */
export async function whileRemoved<T>(work: () => Promise<T>): Promise<T> {
  for (let n = 1;; n++) {
    try {
      return await work();
    } catch (error) {
      const isGone = error instanceof Deno.errors.NotFound || Object(error).code === "ENOENT";
      if (!isGone || n >= TRIES) throw error;
      await new Promise((resume) => setTimeout(resume, n));
    }
  }
}

/** What cannot be kept, in one line. */
export function unkept(path: string, cause: unknown): Error {
  const finding = limitOf(cause) ?? messageOf(cause);
  return new Error(
    `Cannot keep ${shownName(path)}: ${finding}${
      finding === FULL_DISK ? "; make some, as by deno task cache clear, or" : ";"
    } set XDG_CACHE_HOME to a folder that can be written to`,
    { cause },
  );
}
