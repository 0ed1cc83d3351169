/**
 * Which code computes: numbers that other code wrote down are not taken for its own.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { VERSION } from "./version.ts";

/** What numbers depend on; pages and the command line may change beside them. */
const FOLDERS = ["kernels", "src/analysis", "src/compute", "src/measure", "src/sources"];

/**
 * The version, and of a checkout the SHA-256 of the files that numbers depend on, since one version is many states there.
 *
 * @param root Of the checkout, or of a package.
 * @throws {Error} if the checkout cannot be read.
 */
export async function codeVersion(root: URL = new URL("../", import.meta.url)): Promise<string> {
  if (root.protocol !== "file:") return VERSION;
  const files = (await Promise.all(FOLDERS.map((folder) => filesOf(new URL(`${folder}/`, root)))))
    .flat();
  const texts = await Promise.all(files.map((file) => Deno.readFile(file)));
  const hash = createHash("sha256");
  for (const [ix, file] of files.entries()) {
    hash.update(JSON.stringify([file.href.slice(root.href.length), texts[ix]?.length]));
    hash.update(texts[ix] as Uint8Array);
  }
  return `${VERSION} ${hash.digest("hex")}`;
}

/** All files below a folder, in one order. */
async function filesOf(folder: URL): Promise<URL[]> {
  const files: URL[] = [];
  for await (const { name, isDirectory } of Deno.readDir(fileURLToPath(folder))) {
    if (isDirectory) files.push(...await filesOf(new URL(`${name}/`, folder)));
    else files.push(new URL(name, folder));
  }
  return files.sort((a, b) => a.href < b.href ? -1 : 1);
}
