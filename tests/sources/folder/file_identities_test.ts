import assert from "node:assert/strict";
import { identitiesOf } from "../../../src/sources/folder/file_identities.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";

const FILES = new Map(["a", "b/c.pt"].map((path) => [path, new Uint8Array(3)]));

Deno.test("identitiesOf() is by name in code point order, and tells what is missing", async () => {
  const folder = memoryFolder("x", FILES);
  const { identity } = await folder.open("a");
  assert.deepEqual(
    await identitiesOf(folder, ["\u{1f989}", "\uff5e", "b/c.pt", "a", "b", "a"]),
    [
      { name: "a", identity },
      { name: "b", identity: "missing" },
      { name: "b/c.pt", identity },
      { name: "\uff5e", identity: "missing" },
      { name: "\u{1f989}", identity: "missing" },
    ],
  );
});

Deno.test("identitiesOf() takes that of a file that is open, and opens the others without a read", async () => {
  const folder = memoryFolder("x", FILES);
  const opened: string[] = [];
  const [a, c] = await identitiesOf(
    {
      ...folder,
      async open(path) {
        opened.push(path);
        const source = await folder.open(path);
        return {
          name: source.name,
          sizeBytes: source.sizeBytes,
          identity: "seen",
          read: () => assert.fail("nothing is to be read"),
          close: () => void opened.push(`closed ${path}`),
        };
      },
    },
    ["b/c.pt", "a"],
    new Map([["a", "as it was opened"]]),
  );
  assert.deepEqual([a?.identity, c?.identity], ["as it was opened", "seen"]);
  assert.deepEqual(opened, ["b/c.pt", "closed b/c.pt"]);
});
