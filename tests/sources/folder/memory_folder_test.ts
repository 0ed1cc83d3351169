import assert from "node:assert/strict";
import { localFolder } from "../../../src/sources/folder/local_folder.ts";
import { memoryBytes, memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { withFolder } from "../temporary_folder.ts";

const TEXTS = {
  "B.pt": "B",
  "a.pt": "a",
  "\u{1f989}.pt": "owl",
  "\uff5e.pt": "tilde",
  ".hidden": "",
  ".git/config": "",
  "sub/x.pt": "x",
  "sub/deep/y.pt": "y",
  "sub.pt/z": "",
};
const files = new Map(
  Object.entries(TEXTS).map(([path, text]) => [path, new TextEncoder().encode(text)]),
);

Deno.test("memoryFolder() lists, opens and refuses as a folder of the disk does", () =>
  withFolder(TEXTS, async (path) => {
    const [inMemory, onDisk] = [memoryFolder(path, files), localFolder(path)];
    assert.deepEqual([inMemory.label, inMemory.name], [onDisk.label, onDisk.name]);
    for (const inner of ["", "sub", "sub/deep", "sub.pt", "a.pt", "absent", "su", "sub/x.pt/z"]) {
      assert.deepEqual(await inMemory.list(inner), await onDisk.list(inner), inner);
      assert.equal(inMemory.pathOf(inner), onDisk.pathOf(inner));
    }
    for (const inner of ["a.pt", "sub/deep/y.pt", "sub", "", "absent", "sub/x.pt/z", ".hidden"]) {
      const textOf = async (folder: typeof onDisk) => {
        const source = await folder.open(inner);
        const bytes = new Uint8Array(source.sizeBytes);
        await source.read(0, bytes);
        source.close();
        return `${source.name}: ${new TextDecoder().decode(bytes)}`;
      };
      const [ofMemory, ofDisk] = await Promise.all(
        [inMemory, onDisk].map((folder) => textOf(folder).catch((error: Error) => error.message)),
      );
      assert.equal(ofMemory, ofDisk);
    }
  }));

Deno.test("memoryBytes() has the identity of its content, whatever its name", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  // As sha256sum prints it.
  const abc = "sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.equal(memoryBytes("a", bytes("abc")).identity, abc);
  assert.equal(memoryBytes("b", bytes("abc")).identity, abc);
  assert.notEqual(memoryBytes("a", bytes("abd")).identity, abc);
});

Deno.test("memoryBytes() reads ranges, and refuses one that passes the end", async () => {
  const source = memoryBytes("a.bin", Uint8Array.of(1, 2, 3, 4));
  const into = new Uint8Array(2);
  await source.read(2, into);
  assert.deepEqual([...into], [3, 4]);
  for (const offsetBytes of [3, -1, 0.5]) {
    await assert.rejects(source.read(offsetBytes, into), {
      name: "RangeError",
      message: `Cannot read bytes ${offsetBytes} to ${offsetBytes + 2} of a.bin: it has 4 bytes`,
    });
  }
});

Deno.test("memoryFolder() gives a file of other bytes another identity, and hashes the same bytes once", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const files = new Map([["a", bytes]]);
  const folder = memoryFolder("given", files);
  const identity = async () => (await folder.open("a")).identity;
  const first = await identity();
  bytes[0] = 9; // as nobody may: it would be seen if they were hashed again
  assert.equal(await identity(), first);
  files.set("a", Uint8Array.of(1, 2, 4));
  assert.notEqual(await identity(), first);
});
