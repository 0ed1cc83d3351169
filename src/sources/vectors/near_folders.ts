/**
 * Folders of vectors that are called nearly as a layout has them, which are not read: they are told by what to call them.
 *
 * @module
 */

import { isVectorFolder } from "../folder/file_names.ts";
import type { Folder } from "../folder/folder.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import { shownName } from "../../text/quote.ts";
import { torchFiles } from "./vector_layout.ts";

const NEAR = /^(role|trait|persona)s?[\s_-]*(?:vectors?|(\d*))$/i;
/** Where the name has no number. */
const USUAL_NUMBER = "240";

/**
 * The name by which a folder of vectors would be read, by what lies in it: `.pt` files, as in the axis layout, or a folder `vectors`
 * of them, as in the persona layout; null where its name or that says nothing.
 */
async function rightName(folder: Folder, name: string): Promise<string | null> {
  const [found, of = "", number] = NEAR.exec(name) ?? [];
  if (found === undefined || isVectorFolder(name)) return null;
  const kind = /^trait$/i.test(of) ? "trait" : "role";
  const listed = (path: string) => folder.list(path).catch(() => null); // only a hint
  const inner = await listed(name);
  if (inner === null) return null;
  const deeper = inner.folders.includes("vectors") ? await listed(`${name}/vectors`) : null;
  if (deeper !== null && torchFiles(deeper.files).length > 0) {
    return `${kind}s_${number || USUAL_NUMBER}`;
  }
  return torchFiles(inner.files).length > 0 ? `${kind}_vectors` : null;
}

/** What to call folders so that they are read, as it reads after what was found; null where that is not known of any. */
export async function renameAdvice(
  folder: Folder,
  names: readonly string[],
): Promise<string | null> {
  const renamed: string[] = [];
  for (const name of names) {
    const right = await rightName(folder, name);
    if (right !== null) renamed.push(`${shownName(name)} to ${right}`);
  }
  return renamed.length === 0 ? null : `rename ${renamed.join(", ")}`;
}

/** The same of folders at the top that are not read, as a part of the reason. */
export async function withRenameAdvice(
  folder: Folder,
  unread: readonly UnreadFile[],
): Promise<UnreadFile[]> {
  return await Promise.all(unread.map(async ({ path, reason }) => {
    const right = path.endsWith("/") ? await rightName(folder, path.slice(0, -1)) : null;
    return { path, reason: right === null ? reason : `${reason}; rename it to ${right}` };
  }));
}
