import assert from "node:assert/strict";
import { openZip, type ZipEntry } from "../../../src/sources/torch/zip.ts";
import { readEntry, readEntryRanges } from "../../../src/sources/torch/zip_entry.ts";
import type { ByteSource } from "../../../src/sources/folder/bytes.ts";
import { memoryBytes } from "../memory_bytes.ts";
import { storedZip } from "../../../src/demonstration/zip_writer.ts";
import { openTorchFile } from "../../../src/sources/torch/torch_file.ts";
import { isKind } from "../../../src/sources/torch/pickle_values.ts";
import { describe } from "../describe_value.ts";
import { readJsonFixture } from "../torch_fixtures.ts";
import { makeZip } from "../../fuzz/mutations/zip.ts";
import { randomOf } from "../../fuzz/random.ts";
import { realArchive, type ZipParts } from "../zip_edits.ts";

const DATA = "bard/data/0";

async function readData(bytes: Uint8Array): Promise<Uint8Array> {
  const archive = await openZip(memoryBytes(bytes, "x.pt"));
  const entry = expectEntry(archive.entries.get(DATA));
  return await readEntry(archive, { entry, maxBytes: 1000 });
}

function expectEntry(entry: ZipEntry | undefined): ZipEntry {
  assert.ok(entry);
  return entry;
}

Deno.test("readEntry() gives the bytes between local header and descriptor", async () => {
  const { bytes, local, view } = realArchive();
  const start = local[1] ?? 0;
  const dataByte = start + 30 + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  assert.equal(dataByte % 64, 0); // torch aligns data
  assert.deepEqual(await readData(bytes), bytes.slice(dataByte, dataByte + 48));
});

Deno.test("readEntryRanges() reads the entry's own bytes once, whatever the ranges", async () => {
  const { bytes, local } = realArchive();
  const source = memoryBytes(bytes, "x.pt");
  const archive = await openZip(source);
  source.ranges.length = 0;
  const ranges = [[40, 8], [0, 4], [0, 48], [48, 0]].map(([startByte = 0, nBytes = 0]) => ({
    startByte,
    into: new Uint8Array(nBytes),
  }));
  await readEntryRanges(archive, { entry: expectEntry(archive.entries.get(DATA)), ranges });
  const [offsetBytes = 0, end = 0] = local.slice(1);
  assert.deepEqual(source.ranges, [{ offsetBytes, sizeBytes: end - offsetBytes }]);
  const whole = await readData(bytes);
  for (const { startByte, into } of ranges) {
    assert.deepEqual(into, whole.slice(startByte, startByte + into.byteLength));
  }
});

Deno.test("readEntryRanges() throws for a range past the end of the entry", async () => {
  const archive = await openZip(memoryBytes(realArchive().bytes, "x.pt"));
  const entry = expectEntry(archive.entries.get(DATA));
  const ranges = [{ startByte: 45, into: new Uint8Array(4) }];
  await assert.rejects(readEntryRanges(archive, { entry, ranges }), {
    name: "RangeError",
    message: "Cannot read bytes 45 to 49 of entry bard/data/0: it has 48",
  });
});

Deno.test("readEntry() refuses an entry larger than the caller allows", async () => {
  const archive = await openZip(memoryBytes(realArchive().bytes, "x.pt"));
  const entry = expectEntry(archive.entries.get(DATA));
  await assert.rejects(readEntry(archive, { entry, maxBytes: 47 }), {
    message: 'Cannot read entry "bard/data/0" of x.pt: expected at most 47 bytes, found 48',
  });
});

/** Registers a test that reading `bard/data/0` is refused after an edit; `header` is where its local header starts. */
function testRefused(
  name: string,
  { edit, message }: { edit: (parts: ZipParts, header: number) => void; message: RegExp },
): void {
  Deno.test(`readEntry() refuses ${name}`, async () => {
    const parts = realArchive();
    edit(parts, parts.local[1] ?? 0);
    await assert.rejects(readData(parts.bytes), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /^Cannot read entry "bard\/data\/0" of x.pt: /);
      assert.match(error.message, message);
      return true;
    });
  });
}

testRefused("data of another CRC-32", {
  edit: ({ view, local }) => view.setUint8((local[2] ?? 0) - 16 - 1, 0x55),
  message: /expected CRC-32 [0-9a-f]{8}, got [0-9a-f]{8}; the file is damaged, or was saved/,
});

testRefused("a directory with another CRC-32 than the data", {
  edit: ({ view, central }) => view.setUint32((central[1] ?? 0) + 16, 0, true),
  message: /its data descriptor has another CRC-32 or size than the directory$/,
});

testRefused("a local header with another name", {
  edit: ({ bytes }, header) => bytes.set(new TextEncoder().encode("evil"), header + 30),
  message: /its local header names "evil\/data\/0"$/,
});

testRefused("a local header that is none", {
  edit: ({ view }, header) => view.setUint32(header, 0, true),
  message: /expected its local header$/,
});

testRefused("a local header with other flags", {
  edit: ({ view }, header) => view.setUint16(header + 6, 0x0809, true),
  message: /its local header has other flags or another method than the directory$/,
});

testRefused("a local header that says compressed", {
  edit: ({ view }, header) => view.setUint16(header + 8, 8, true),
  message: /its local header has other flags or another method than the directory$/,
});

testRefused("a local header with another size", {
  edit: ({ view }, header) => {
    view.setUint32(header + 18, 40, true);
    view.setUint32(header + 22, 40, true);
  },
  message: /its local header has another CRC-32 or size than the directory$/,
});

testRefused("a local header longer than its place", {
  edit: ({ view }, header) => view.setUint16(header + 28, 60_000, true),
  message: /expected its local header within its \d+ bytes, it says that it has 6\d{4}$/,
});

Deno.test("openTorchFile() names a local header whose field of wide sizes is cut off by the next entry", async () => {
  const members = [
    { name: "a/data.pkl", data: Uint8Array.of(1, 0, 16, 0, 0) },
    { name: "a/b", data: new Uint8Array(1) },
  ];
  const bytes = makeZip(randomOf("zip", 1, 1), { members, isDeflated: false, nFaults: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(18, 0xffffffff, true);
  view.setUint32(22, 0xffffffff, true);
  view.setUint16(28, 20, true);
  await assert.rejects(openTorchFile(memoryBytes(bytes, "x.pt")), {
    message:
      'Cannot read entry "a/data.pkl" of x.pt: expected its local header within its 45 bytes, it says that it has 60',
  });
});

testRefused("a gap between its data and the next entry", {
  edit: ({ view }, header) =>
    view.setUint16(header + 28, view.getUint16(header + 28, true) - 1, true),
  message: /expected 16 or 24 bytes between its data and the next entry, found 17$/,
});

testRefused("a descriptor with another size", {
  edit: ({ view, local }) => view.setUint32((local[2] ?? 0) - 4, 47, true),
  message: /its data descriptor has another CRC-32 or size than the directory$/,
});

Deno.test("readEntryRanges() checks and keeps ranges across chunks of a large entry", async () => {
  // 9 MiB at 4 MiB a chunk: the descriptor straddles nothing, the ranges do.
  const nBytes = 9 * 2 ** 20;
  const data = new Uint8Array(nBytes).map((_, i) => i * 31 + (i >> 13));
  const source = memoryBytes(storedZip([{ name: "a/data/0", data }]), "x.pt");
  const archive = await openZip(source);
  const entry = expectEntry(archive.entries.get("a/data/0"));
  const chunk = 4 * 2 ** 20;
  const ranges = [chunk - 100, 2 * chunk - 200, nBytes - 10].map((startByte) => ({
    startByte,
    into: new Uint8Array(Math.min(300, nBytes - startByte)),
  }));
  source.ranges.length = 0;
  await readEntryRanges(archive, { entry, ranges });
  for (const { startByte, into } of ranges) {
    assert.deepEqual(into, data.slice(startByte, startByte + into.byteLength));
  }
  assert.ok(source.ranges.every(({ sizeBytes }) => sizeBytes <= chunk));
});

/** What is not zero of an archive that torch.save wrote around a tensor of 4 GB. */
interface Zip64Fixture {
  readonly sizeBytes: number;
  readonly parts: readonly { readonly startByte: number; readonly base64: string }[];
  readonly small: unknown;
}

function sparseBytes({ sizeBytes, parts }: Zip64Fixture): ByteSource {
  return {
    name: "big.pt",
    sizeBytes,
    identity: "sparse",
    read(offsetBytes, into) {
      into.fill(0);
      for (const { startByte, base64 } of parts) {
        const part = Uint8Array.fromBase64(base64);
        const from = Math.max(startByte, offsetBytes);
        const to = Math.min(startByte + part.byteLength, offsetBytes + into.byteLength);
        if (to > from) {
          into.set(part.subarray(from - startByte, to - startByte), from - offsetBytes);
        }
      }
      return Promise.resolve();
    },
    close() {},
  };
}

Deno.test("readEntry() reads an entry beyond 4 GB by its ZIP64 data", async () => {
  const fixture = readJsonFixture<Zip64Fixture>("zip64.json");
  const file = await openTorchFile(sparseBytes(fixture));
  assert.ok(file.value instanceof Map);
  const big = file.value.get("big");
  assert.ok(isKind(big, "tensor"));
  assert.equal(big.storage.entry.name, "big/data/0");
  assert.equal(big.storage.entry.sizeBytes, 2 ** 32 + 64);
  assert.deepEqual(await describe(file, file.value.get("small")), fixture.small);
});
