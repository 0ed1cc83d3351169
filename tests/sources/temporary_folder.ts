/** Folders that live as long as a test. */

import { dirname, join } from "node:path";

/** Makes a folder of these files, hands it to `use` and removes it; parts of names are made as folders. */
export async function withFolder<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  use: (folder: string) => Promise<T> | T,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-test-" });
  try {
    for (const [name, data] of Object.entries(files)) {
      const path = join(folder, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeFile(path, typeof data === "string" ? new TextEncoder().encode(data) : data);
    }
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All files of a folder, hidden ones too, by their path from there down. */
export async function readFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isDirectory) {
      files.set(name, await Deno.readFile(path));
      continue;
    }
    for (const [inner, bytes] of await readFiles(path)) files.set(`${name}/${inner}`, bytes);
  }
  return files;
}
