import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const SOURCES = new URL("../../src/sources/", import.meta.url);

/** What reads the local disk, writes to it or finds places on it; all else reads bytes through `Folder` and `ByteSource`. */
const ON_DISK = [
  "cache_folder.ts",
  "file_bytes.ts",
  "input_folder.ts",
  "local_folder.ts",
  "path_state.ts",
  "safetensors_writer.ts",
];

const DISK =
  /from "node:(path|fs)|\bDeno\.(open|stat|lstat|readDir|readFile|readTextFile|readLink|realPath|mkdir|remove|rename|write)/;

Deno.test("nothing but the local folder, its files and the writers knows paths of the disk", async () => {
  const found: string[] = [];
  for await (const { name, isFile } of Deno.readDir(fileURLToPath(SOURCES))) {
    if (!isFile) continue;
    const code = (await Deno.readTextFile(new URL(name, SOURCES))).replace(/\/\*[\s\S]*?\*\//g, "");
    if (DISK.test(code)) found.push(name);
  }
  deepEqual(found.sort(), ON_DISK);
});
