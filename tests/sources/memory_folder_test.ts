import {
  deepStrictEqual as deepEqual,
  notStrictEqual,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { join } from "node:path";
import { type Folder, identitiesOf, subfolder } from "../../src/sources/folder.ts";
import { localFolder } from "../../src/sources/local_folder.ts";
import { memoryBytes, memoryFolder } from "../../src/sources/memory_folder.ts";
import { withFolder } from "./temporary_folder.ts";

const text = (words: string) => new TextEncoder().encode(words);
const FILES = {
  "config.json": text("{}"),
  "b/\u{10000}.pt": text("1"),
  "b/\uffff.pt": text("22"),
  "b/c/d": text("333"),
  ".hidden": text(""),
};

/** The same files on the disk and in memory. */
async function withBoth(use: (folder: Folder) => Promise<void>): Promise<void> {
  await withFolder(FILES, async (path) => await use(localFolder(path)));
  await use(memoryFolder("a/model", new Map(Object.entries(FILES))));
}

async function read(folder: Folder, path: string): Promise<string> {
  const source = await folder.open(path);
  const bytes = new Uint8Array(source.sizeBytes);
  await source.read(0, bytes);
  source.close();
  return new TextDecoder().decode(bytes);
}

Deno.test("folders on the disk and in memory list, tell and open alike", () =>
  withBoth(async (folder) => {
    const unreadable: never[] = [];
    deepEqual(await folder.list(""), { files: ["config.json"], folders: ["b"], unreadable });
    const inner = { files: ["\uffff.pt", "\u{10000}.pt"], folders: ["c"], unreadable };
    deepEqual(await folder.list("b"), inner);
    deepEqual(await folder.list("absent"), { files: [], folders: [], unreadable });
    const there = ["", "config.json", "b", "b/c/d", "absent", "b/absent"].map((it) =>
      folder.has(it)
    );
    deepEqual(await Promise.all(there), [true, true, true, true, false, false]);
    equal(await read(folder, "b/c/d"), "333");
    equal(folder.pathOf("b/c"), `${folder.name}/b/c`);
    const b = subfolder(folder, "b");
    deepEqual([b.label, b.name, await b.list("")], ["b", `${folder.name}/b`, inner]);
    equal(await read(subfolder(b, "c"), "d"), "333");
    await rejects(folder.open("absent"), {
      message: `Cannot open ${folder.name}/absent: no such file`,
    });
    const source = await folder.open("b/c/d");
    equal(source.name, "d");
    await rejects(source.read(2, new Uint8Array(2)), {
      name: "RangeError",
      message: "Cannot read bytes 2 to 4 of d: it has 3 bytes",
    });
    source.close();
  }));

Deno.test("identitiesOf() tells files apart by content in memory, and names those that are missing", async () => {
  const identity = (bytes: Uint8Array<ArrayBuffer>) =>
    identitiesOf(memoryFolder("a", new Map([["b", bytes]])), ["c", "b", "b"]);
  const [first, same, other] = [
    await identity(text("1")),
    await identity(text("1")),
    await identity(text("2")),
  ];
  deepEqual(first.map(({ path }) => path), ["b", "c"]);
  equal(first[1]!.identity, null);
  deepEqual(same, first);
  notStrictEqual(other[0]!.identity, first[0]!.identity);
});

Deno.test("the identity of a local file is its size and the nanosecond at which it was written", () =>
  withFolder({ a: "1" }, async (path) => {
    const folder = localFolder(path);
    const identity = await folder.identity("a");
    equal(/^1 bytes, written at \d{19} ns$/.test(identity!), true);
    equal(await folder.identity("a"), identity);
    const written = new Date(1_700_000_000_123);
    await Deno.utime(join(path, "a"), written, written);
    equal(await folder.identity("a"), "1 bytes, written at 1700000000123000000 ns");
    equal(await folder.identity("absent"), null);
  }));

Deno.test("localFolder() calls a snapshot of the Hub's cache by its repository and commit", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  equal(localFolder(`/c/models--org--name/snapshots/${commit}`).label, `org/name@${commit}`);
  equal(localFolder("/c/name/").label, "name");
});

Deno.test("memoryBytes() fills from anywhere", async () => {
  const into = new Uint8Array(2);
  await memoryBytes("a", text("1234")).read(1, into);
  deepEqual(into, text("23"));
});
