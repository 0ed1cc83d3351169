import assert from "node:assert/strict";
import { openZip } from "../../src/sources/torch/zip.ts";
import { readEntry } from "../../src/sources/torch/zip_entry.ts";
import { storedZip } from "../../src/demonstration/zip_writer.ts";
import { concatenated } from "../../src/math/concatenated.ts";
import { memoryBytes } from "../sources/memory_bytes.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

Deno.test("storedZip() writes headers by the format, data at multiples of 64 bytes", () => {
  const name = "archive/data/0";
  const view = new DataView(storedZip([{ name, data: bytesOf("123456789") }]).buffer);
  assert.equal(view.getUint32(0, true), 0x04034b50);
  assert.equal(view.getUint16(8, true), 0, "method: stored");
  assert.equal(view.getUint32(14, true), 0xcbf43926, "check value of CRC-32");
  assert.equal(view.getUint32(18, true), 9, "stored size");
  assert.equal(view.getUint32(22, true), 9, "size");
  const nameLength = view.getUint16(26, true);
  const dataStart = 30 + nameLength + view.getUint16(28, true);
  assert.equal(nameLength, name.length);
  assert.equal(dataStart, 64);
  assert.equal(String.fromCharCode(view.getUint8(64), view.getUint8(72)), "19");
});

Deno.test("storedZip() writes what openZip() reads, empty entries included", async () => {
  const entries = [
    { name: "archive/data.pkl", data: bytesOf("pickle") },
    { name: "archive/data/0", data: new Uint8Array(0) },
    { name: "archive/data/1", data: new Uint8Array(1000).fill(7) },
    { name: "archive/version", data: bytesOf("3\n") },
  ];
  const archive = await openZip(memoryBytes(storedZip(entries), "four.pt"));
  assert.deepEqual([...archive.entries.keys()], entries.map(({ name }) => name));
  for (const { name, data } of entries) {
    const entry = archive.entries.get(name);
    assert.ok(entry);
    assert.deepEqual(await readEntry(archive, { entry, maxBytes: 1000 }), data);
  }
});

Deno.test("concatenated() keeps order", () => {
  assert.deepEqual(
    concatenated([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)]),
    Uint8Array.of(1, 2, 3),
  );
});
