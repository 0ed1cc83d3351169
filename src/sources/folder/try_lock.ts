/**
 * Locks of the operating system on files: they end with the process that has them, however that ends.
 *
 * @module
 */

/**
 * Tries for the lock of an opened file, and waits for nobody: between making a file and having its lock nothing else happens here, as
 * a signal that ends the process. Null where the file system has no such locks.
 *
 * @param options.isShared Whether others may have it at the same time, who ask for it shared too.
 */
export function tryLock(
  file: Deno.FsFile,
  { isShared = false }: { isShared?: boolean } = {},
): boolean | null {
  try {
    return file.tryLockSync(!isShared);
  } catch {
    return null;
  }
}
