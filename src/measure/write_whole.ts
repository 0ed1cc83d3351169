/**
 * Files that are written whole or not at all.
 *
 * @module
 */

import { writeAll } from "../sources/folder/file_handle.ts";
import { openUnfinished } from "../sources/folder/unfinished_file.ts";

/**
 * Writes a file under another name, and gives it its own once the bytes are on the disk. Where the command is interrupted before,
 * nothing of it stays.
 *
 * @param options.isNew Leave a file that is there as it is.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  // Locked as long as it has this name.
  const { file, path: temporary } = await openUnfinished(path);
  const discard = () => removeIfThere(temporary);
  globalThis.addEventListener("unload", discard);
  try {
    await writeAll(file, bytes);
    await file.sync();
    if (isNew) {
      await Deno.link(temporary, path).catch(async (error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) await writeNew(path, bytes);
      });
      await Deno.remove(temporary);
    } else await Deno.rename(temporary, path);
  } catch (error) {
    discard();
    throw error;
  } finally {
    globalThis.removeEventListener("unload", discard);
    file.close();
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It has its own name by now, or nobody lets us: whoever writes there next clears up.
  }
}

/** Where a file system has no second names for a file, as some that are mounted over the network: the first still wins. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await Deno.writeFile(path, bytes, { createNew: true }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
}
