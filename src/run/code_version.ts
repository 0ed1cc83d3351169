/**
 * Which code computes: numbers that other code wrote down are not taken for its own.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../version.ts";

/** Folders of what numbers depend on. */
const FOLDERS = ["kernels/", "src/"];
/** What may change beside them: pages, sentences, the command line. */
const OTHERS = /^src\/(?:cli|site|library|text|analyses\/[^/]+\/(?:words|view))(?:\/|\.ts$)/;
/** The packages and their versions. */
const LOCK = "deno.lock";
const CODE = /^[^.].*\.(ts|wgsl|json)$/;

/**
 * The version of deltascope and of Deno, and of a checkout the SHA-256 of the files that numbers depend on, since one version is
 * many states there.
 *
 * @param root Of the checkout, or of a package.
 * @throws {Error} if the checkout cannot be read.
 */
export async function codeVersion(root: URL = new URL("../../", import.meta.url)): Promise<string> {
  const versions = `${VERSION}, Deno ${Deno.version.deno}`;
  if (root.protocol !== "file:") return versions;
  const base = fileURLToPath(root);
  const found = await Promise.all(FOLDERS.map((folder) => filesOf(base, folder)));
  const files = [...found.flat(), LOCK].sort();
  const bytes = await Promise.all(files.map((file) => Deno.readFile(join(base, file))));
  const hash = createHash("sha256");
  for (const [ix, file] of files.entries()) {
    hash.update(JSON.stringify([file, bytes[ix]?.length])).update(bytes[ix] as Uint8Array);
  }
  return `${versions}, ${hash.digest("hex")}`;
}

/** Paths of the code below a folder, from the root down; hidden files, as editors leave them, are none. */
async function filesOf(root: string, folder: string): Promise<string[]> {
  if (OTHERS.test(folder)) return [];
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
    if (isDirectory) files.push(...await filesOf(root, `${folder}${name}/`));
    else if (CODE.test(name) && !OTHERS.test(`${folder}${name}`)) files.push(`${folder}${name}`);
  }
  return files;
}
