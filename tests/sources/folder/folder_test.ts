import assert from "node:assert/strict";
import { join } from "node:path";
import { byCodePoint, isPresent, subfolder } from "../../../src/sources/folder/folder.ts";
import { localFolder } from "../../../src/sources/folder/local_folder.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { withFolder } from "../temporary_folder.ts";

const FILES = new Map(["a", "b/c.pt", "b/d/e.pt"].map((path) => [path, new Uint8Array(3)]));

Deno.test("isPresent() is false below a file and below nothing", async () => {
  const folder = memoryFolder("x", FILES);
  for (const path of ["a", "b", "b/c.pt", "b/d"]) assert.equal(await isPresent(folder, path), true);
  for (const path of ["c", "a/b", "c/d", "b/c", "b/d/e"]) {
    assert.equal(await isPresent(folder, path), false, path);
  }
});

Deno.test("isPresent() refuses a link to nothing, naming it as the user would", () =>
  withFolder({ "b/c": "" }, async (folder) => {
    await Deno.symlink("gone", join(folder, "b", "link"));
    await assert.rejects(isPresent(localFolder(`${folder}/`), "b/link"), {
      message: new RegExp(
        `^Cannot open ${folder}/b/link: a link to gone: its target is missing; a snapshot`,
      ),
    });
  }));

Deno.test("subfolder() is the folder within, under its own name", async () => {
  const inner = subfolder(memoryFolder("data/x", FILES), "b");
  assert.deepEqual([inner.label, inner.name], ["b", "data/x/b"]);
  assert.equal(inner.pathOf(""), "data/x/b");
  assert.equal(inner.pathOf("c.pt"), "data/x/b/c.pt");
  assert.deepEqual((await inner.list("")).files, ["c.pt"]);
  assert.deepEqual((await inner.list("d")).files, ["e.pt"]);
  assert.equal((await inner.open("d/e.pt")).name, "e.pt");
});

Deno.test("byCodePoint() puts a name before a longer one that starts with it", () => {
  assert.ok(byCodePoint("a", "ab") < 0);
  assert.ok(byCodePoint("ab", "a") > 0);
  assert.equal(byCodePoint("ab", "ab"), 0);
});
