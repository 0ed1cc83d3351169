/**
 * Folders of vectors that are called nearly as a layout has them, which are not read: they are told by what to call them, or how to lay
 * their files together.
 *
 * @module
 */

import { isVectorFolder, VECTOR_EXTENSIONS } from "../folder/file_names.ts";
import { type Folder, subfolder } from "../folder/folder.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import { withTorchFile } from "../torch/layered_tensor.ts";
import { shownName } from "../../text/quote.ts";
import { list } from "../../text/words.ts";
import { readFiles } from "./files_layout.ts";
import { loneVectorKey } from "./forms/torch_dict.ts";
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
  const kind = kindOf(of);
  const listed = (path: string) => folder.list(path).catch(() => null); // only a hint
  const inner = await listed(name);
  if (inner === null) return null;
  const deeper = inner.folders.includes("vectors") ? await listed(`${name}/vectors`) : null;
  if (deeper !== null && torchFiles(deeper.files).length > 0) {
    return `${kind}s_${number || USUAL_NUMBER}`;
  }
  const [first] = torchFiles(inner.files);
  if (first === undefined || await isInDict(folder, `${name}/${first}`)) return null;
  return `${kind}_vectors`;
}

/** Whether a `.pt` file holds its vector in a dict, which is read by names in one folder alone. */
async function isInDict(folder: Folder, path: string): Promise<boolean> {
  return await withTorchFile(
    { folder, path },
    ({ value }) => value instanceof Map && loneVectorKey(value) !== null,
  ).catch(() => false); // only a hint
}

/** What files of a form that is read by names in one folder alone are called there. */
interface Beside {
  /** `role.NAME` or `trait.NAME`. */
  readonly name: string;
  readonly extension: string;
  /** Whether a file holds several vectors, so that these are called so and not the files. */
  readonly areInFiles: boolean;
}

/** Null where a folder is not called as one of vectors is, or holds none of such a form. */
async function namesBeside(folder: Folder, name: string): Promise<Beside | null> {
  const [found, of = ""] = NEAR.exec(name) ?? [];
  if (found === undefined) return null;
  const inner = await folder.list(name).catch(() => null); // only a hint
  const extension = VECTOR_EXTENSIONS.find((it) => inner?.files.some((file) => file.endsWith(it)));
  if (extension === undefined) return null;
  const [first] = torchFiles(inner?.files ?? []);
  const isRead = extension !== ".pt" ||
    first !== undefined && await isInDict(folder, `${name}/${first}`);
  if (!isRead) return null;
  const read = await readFiles(subfolder(folder, name)).catch(() => undefined); // only a hint
  const paths = read?.found.vectors.map(({ rows }) => rows.path) ?? [];
  return {
    name: `${kindOf(of)}.NAME`,
    extension,
    areInFiles: new Set(paths).size < paths.length,
  };
}

/** As it reads behind what folder they are laid in. */
function calledBeside(beside: readonly Beside[]): string {
  const called = (names: readonly string[]) => list([...new Set(names)]);
  return beside.some(({ areInFiles }) => areInFiles)
    ? `, and call the vectors in them ${called(beside.map(({ name }) => name))}`
    : `, called ${called(beside.map(({ name, extension }) => name + extension))}`;
}

function kindOf(word: string): "role" | "trait" {
  return /^trait$/i.test(word) ? "trait" : "role";
}

/** How the files of several folders are laid so that they are read, as it reads after what was found; null where that is not known. */
export async function togetherAdvice(
  folder: Folder,
  names: readonly string[],
): Promise<string | null> {
  const beside = await Promise.all(names.map((name) => namesBeside(folder, name)));
  const found = beside.filter((it) => it !== null);
  return found.length === 0 ? null : `lay their files in one folder${calledBeside(found)}`;
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
  { isByName }: { /** Whether files are read by names, in one folder. */ isByName: boolean },
): Promise<UnreadFile[]> {
  return await Promise.all(unread.map(async ({ path, reason }) => {
    if (!path.endsWith("/")) return { path, reason };
    const name = path.slice(0, -1);
    const right = await rightName(folder, name);
    if (right !== null) return { path, reason: `${reason}; rename it to ${right}` };
    const beside = isByName ? await namesBeside(folder, name) : null;
    return {
      path,
      reason: beside === null
        ? reason
        : `no folder is read here; lay its files in this one${calledBeside([beside])}`,
    };
  }));
}
