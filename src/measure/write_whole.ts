/**
 * Files that are written whole or not at all.
 *
 * @module
 */

/**
 * Writes a file under another name, and gives it its own once the bytes are on the disk.
 *
 * @param options.isNew Leave a file that is there as it is.
 */
export async function writeWhole(
  path: string,
  bytes: Uint8Array,
  { isNew = false }: { isNew?: boolean } = {},
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await Deno.open(temporary, { write: true, createNew: true });
    try {
      let offset = 0;
      while (offset < bytes.length) offset += await file.write(bytes.subarray(offset));
      await file.sync();
    } finally {
      file.close();
    }
    if (isNew) {
      await Deno.link(temporary, path).catch(async (error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) await writeNew(path, bytes);
      });
      await Deno.remove(temporary);
    } else await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Where a file system has no second names for a file, as some that are mounted over the network: the first still wins. */
async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await Deno.writeFile(path, bytes, { createNew: true }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
}
