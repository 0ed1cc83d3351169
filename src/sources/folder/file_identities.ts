/**
 * What tells the files of an input from others, for keys of results that are kept between runs.
 *
 * @module
 */

import { ChangedFile } from "./changed_file.ts";
import { byCodePoint, type Folder } from "./folder.ts";

/** What tells the content of one file from another, without reading it. */
export interface FileIdentity {
  /** From the folder down. */
  readonly name: string;
  /** As the byte source has it; `missing` where there is no file that can be opened. */
  readonly identity: string;
}

/**
 * The identities of files, by name in code point order; nothing of them is read.
 *
 * @param opened Those of files that are open, which may have been replaced since.
 */
export async function identitiesOf(
  folder: Folder,
  names: Iterable<string>,
  opened: ReadonlyMap<string, string> = new Map(),
): Promise<FileIdentity[]> {
  const identities: FileIdentity[] = [];
  // One at a time: there are hundreds of files of vectors, and a process may hold as few as 256 open.
  for (const name of [...new Set(names)].sort(byCodePoint)) {
    identities.push({ name, identity: opened.get(name) ?? await identityOf(folder, name) });
  }
  return identities;
}

async function identityOf(folder: Folder, path: string): Promise<string> {
  try {
    const source = await folder.open(path);
    source.close();
    return source.identity;
  } catch (error) {
    if (error instanceof ChangedFile) throw error;
    return "missing"; // said in words where the file is needed
  }
}
