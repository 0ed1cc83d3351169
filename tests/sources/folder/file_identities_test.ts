import assert from "node:assert/strict";
import type { ByteSource } from "../../../src/sources/folder/bytes.ts";
import { identitiesOf, sampledIdentities } from "../../../src/sources/folder/file_identities.ts";
import type { Folder } from "../../../src/sources/folder/folder.ts";
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

Deno.test("identitiesOf() opens each file once, without a read", async () => {
  const opened: string[] = [];
  const found = await identitiesOf(
    withSources((path) => ({
      read: () => assert.fail("nothing is to be read"),
      close: () => void opened.push(`closed ${path}`),
    }), opened),
    ["b/c.pt", "a"],
  );
  assert.deepEqual(found.map(({ identity }) => identity), ["seen", "seen"]);
  assert.deepEqual(opened, ["a", "closed a", "b/c.pt", "closed b/c.pt"]);
});

Deno.test("sampledIdentities() tells files of one size and time apart by their ends, but for those whose hash is told", async () => {
  const reads: [string, number, number][] = [];
  const found = async (last: number, more: Partial<ByteSource> = {}) => {
    const [identity] = await sampledIdentities(
      withSources((path) => ({
        sizeBytes: 10_000,
        read(offset, into) {
          reads.push([path, offset, into.length]);
          into[into.length - 1] = last;
          return Promise.resolve();
        },
        ...more,
      })),
      ["a"],
    );
    return identity!.identity;
  };
  const first = await found(1);
  assert.match(first, /^seen, ends in [0-9a-f]{64}$/);
  assert.equal(await found(1), first);
  assert.notEqual(await found(2), first);
  assert.deepEqual(reads[0], ["a", 5904, 4096]);
  const nReads = reads.length;
  assert.equal(await found(3, { contentHash: "12" }), "seen");
  assert.equal(reads.length, nReads);
});

/** A folder whose files are told apart by nothing but what `sourceOf` gives them. */
function withSources(
  sourceOf: (path: string) => Partial<ByteSource>,
  opened: string[] = [],
): Folder {
  const folder = memoryFolder("x", FILES);
  return {
    ...folder,
    async open(path) {
      opened.push(path);
      const { name, sizeBytes, read, close } = await folder.open(path);
      return { name, sizeBytes, identity: "seen", read, close, ...sourceOf(path) };
    },
  };
}
