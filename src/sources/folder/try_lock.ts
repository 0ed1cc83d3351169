/**
 * Locks of the operating system on files: they end with the process that has them, however that ends.
 *
 * @module
 */

/**
 * Tries for the lock of an opened file, and waits for nobody. Null where the file system has no such locks.
 *
 * @param options.isShared Whether others may have it at the same time, who ask for it shared too.
 */
export async function tryLock(
  file: Deno.FsFile,
  { isShared = false }: { isShared?: boolean } = {},
): Promise<boolean | null> {
  try {
    return await file.tryLock(!isShared);
  } catch {
    return null;
  }
}
