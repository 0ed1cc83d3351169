import assert from "node:assert/strict";
import { join } from "node:path";
import { localFolder } from "../../../src/sources/folder/local_folder.ts";
import { withFolder } from "../temporary_folder.ts";

Deno.test("localFolder() sorts by code point and leaves out hidden files", async () => {
  const names = ["b.pt", "B.pt", "a.pt", "é.pt", "\u{1f989}.pt", "\uff5e.pt", "a1.pt", "a-1.pt"];
  const files = Object.fromEntries(
    [...names, "._a.pt", ".DS_Store", "sub/x.pt"].map((name) => [name, ""]),
  );
  await withFolder(files, async (folder) => {
    // The order of Python's sorted().
    const sorted = ["B.pt", "a-1.pt", "a.pt", "a1.pt", "b.pt", "é.pt", "\uff5e.pt", "\u{1f989}.pt"];
    assert.deepEqual(await localFolder(folder).list(""), {
      files: sorted,
      folders: ["sub"],
      unreadable: [],
    });
  });
});

Deno.test("localFolder() follows links, as the snapshots of a Hub cache need", async () => {
  await withFolder({ "blobs/1": "x", "snapshot/here": "" }, async (folder) => {
    await Deno.symlink(join(folder, "blobs", "1"), join(folder, "snapshot", "a.pt"));
    await Deno.symlink(join(folder, "blobs"), join(folder, "snapshot", "linked"));
    assert.deepEqual(await localFolder(join(folder, "snapshot")).list(""), {
      files: ["a.pt", "here"],
      folders: ["linked"],
      unreadable: [],
    });
  });
});

Deno.test("localFolder() finds nothing where there is no folder", async () => {
  await withFolder({ file: "" }, async (folder) => {
    const nothing = { files: [], folders: [], unreadable: [] };
    assert.deepEqual(await localFolder(join(folder, "absent")).list(""), nothing);
    assert.deepEqual(await localFolder(join(folder, "file")).list(""), nothing);
  });
});

Deno.test("localFolder() names links that lead nowhere or round in a circle, and lists the rest", async () => {
  await withFolder({ "a.pt": "" }, async (folder) => {
    await Deno.symlink("../../blobs/1", join(folder, "b.pt"));
    await Deno.symlink("d.pt", join(folder, "c.pt"));
    await Deno.symlink("c.pt", join(folder, "d.pt"));
    const { files, unreadable } = await localFolder(folder).list("");
    assert.deepEqual(files, ["a.pt"]);
    assert.deepEqual(unreadable.map(({ name, finding }) => [name, finding]), [
      ["b.pt", "a link to ../../blobs/1: its target is missing"],
      ["c.pt", "a loop of links"],
      ["d.pt", "a loop of links"],
    ]);
  });
});

Deno.test("localFolder() refuses a folder that is itself a link to nothing, or lies below one", async () => {
  await withFolder({}, async (folder) => {
    await Deno.symlink("absent", join(folder, "roles"));
    for (const path of [join(folder, "roles"), join(folder, "roles", "vectors")]) {
      await assert.rejects(localFolder(path).list(""), {
        message:
          `Cannot open ${path}: a link to absent: its target is missing; a snapshot of the Hub's cache is ` +
          "copied with its files by cp -rL, or copy its whole models-- folder",
      });
    }
  });
});

Deno.test("localFolder() names what is in it as it was typed, and publishes its base name alone", () => {
  const folder = localFolder("./models/base/");
  assert.deepEqual([folder.name, folder.pathOf("")], ["./models/base/", "./models/base/"]);
  assert.equal(folder.pathOf("vectors/a.pt"), join("models", "base", "vectors", "a.pt"));
  assert.equal(folder.label, "base");
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const snapshot = `/cache/models--google--gemma-2-27b/snapshots/${commit}`;
  assert.equal(localFolder(snapshot).label, `google/gemma-2-27b@${commit}`);
});
