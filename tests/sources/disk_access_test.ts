import assert from "node:assert/strict";
import { readFiles } from "./temporary_folder.ts";

const SOURCES = decodeURIComponent(new URL("../../src/sources/", import.meta.url).pathname);

/** The only files of src/sources that may know of paths of the disk, and why. */
const OF_THE_DISK: ReadonlySet<string> = new Set([
  "input_folder.ts", // what the user typed, to a folder
  "folder/local_folder.ts", // a folder of the disk, made of the next two
  "folder/path_state.ts",
  "folder/absent_place.ts", // why there is none
  "folder/file_bytes.ts",
  "folder/named_hash.ts", // what the tools of the Hub say of a file, beside it
  "folder/file_lock.ts", // who writes a file
  "folder/unfinished_file.ts", // what killed runs left of such files
  "folder/tried_place.ts", // whether a place takes files that are made
  "folder/cache_folder.ts", // a place for files that are made
  "safetensors/safetensors_writer.ts", // writes
  "hub/hub_settings.ts", // where the Hub's own tools keep their token and their cache
  "hub/hub_cache.ts", // that cache, a folder of the disk
  "hub/open_hub_folder.ts", // the two caches of an id
  "hub/hub_folder.ts", // what came from the Hub, read from our cache
  "hub/range_store.ts", // our cache: shards by range,
  "hub/range_files.ts",
  "hub/range_handles.ts",
  "hub/range_journal.ts",
  "hub/whole_files.ts", // other files whole,
  "hub/kept_listing.ts", // commits and listings,
  "hub/keeping.ts", // how they are written,
  "hub/kept.ts", // what there is of it,
  "hub/kept_marks.ts", // who uses it,
  "hub/kept_room.ts", // and what it may take
  "hub/disk_use.ts",
]);

const PATH_IMPORT =
  /\bfrom\s*"(node:(path|fs|os)[^"]*)"|\bimport\s*\(\s*"(node:(path|fs|os)[^"]*)"/;
const FILE_CALL =
  /\bDeno\s*\.\s*(open|stat|lstat|read\w+|real\w+|write\w+|create|copyFile|link|make\w+|mkdir|remove|rename|symlink|truncate|utime|watchFs|cwd|chdir)\w*/;

/** Whether a file of this name, with or without its folder, is one of them. */
function isOfTheDisk(name: string): boolean {
  return [...OF_THE_DISK].some((path) => path === name || path.endsWith(`/${name}`));
}

/** Comments hold examples, which may do what the code may not. */
function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, "");
}

/** The first mention of the disk; null where there is none. */
function mentionOfDisk(code: string): string | null {
  const bare = withoutComments(code);
  return (PATH_IMPORT.exec(bare) ?? FILE_CALL.exec(bare))?.[0] ?? null;
}

Deno.test("no source knows of paths of the disk but the few files that make a folder of one", async () => {
  const found: string[] = [];
  for (const [path, bytes] of await readFiles(SOURCES)) {
    if (OF_THE_DISK.has(path)) continue;
    const mention = mentionOfDisk(new TextDecoder().decode(bytes));
    if (mention !== null) found.push(`${path}: ${mention}`);
  }
  assert.deepEqual(found, []);
});

Deno.test("no source but what the user typed and the writers imports a file that knows of the disk", async () => {
  const found: string[] = [];
  for (const [path, bytes] of await readFiles(SOURCES)) {
    // The road from the Hub knows of the cache that it keeps.
    if (OF_THE_DISK.has(path) || path.startsWith("hub/")) continue;
    const code = withoutComments(new TextDecoder().decode(bytes));
    for (const [, name = ""] of code.matchAll(/"(?:\.\.?\/)+([^"]+\.ts)"/g)) {
      if (isOfTheDisk(name)) found.push(`${path} imports ${name}`);
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("every file that may know of the disk does, so that the list stays as short as it can be", async () => {
  const files = await readFiles(SOURCES);
  for (const name of OF_THE_DISK) {
    const bytes = files.get(name);
    assert.ok(bytes !== undefined, `${name} is not there`);
    assert.notEqual(mentionOfDisk(new TextDecoder().decode(bytes)), null, name);
  }
});
