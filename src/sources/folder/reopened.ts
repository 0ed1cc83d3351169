/**
 * A file of a folder that is open only while it is read, so that what was found in it may be kept as long as the folder.
 *
 * @module
 */

import { type ByteSource, inOneRead } from "./bytes.ts";
import { ChangedFile, changeOfSize } from "./changed_file.ts";
import type { Folder } from "./folder.ts";

/**
 * The bytes of a file, opened anew for each read; a small one is read once and kept. Closing it releases nothing.
 *
 * @throws {Error} naming it, if it cannot be opened.
 */
export async function reopenedBytes(folder: Folder, path: string): Promise<ByteSource> {
  const first = await folder.open(path);
  const { name, sizeBytes, identity, contentHash } = first;
  first.close();
  return inOneRead({
    name,
    sizeBytes,
    identity,
    ...contentHash !== undefined && { contentHash },
    async read(offsetBytes, into) {
      const source = await folder.open(path);
      try {
        if (source.sizeBytes !== sizeBytes) {
          throw new ChangedFile(
            folder.pathOf(path),
            changeOfSize(sizeBytes, source.sizeBytes),
          );
        }
        await source.read(offsetBytes, into);
      } finally {
        source.close();
      }
    },
    close() {},
  });
}
