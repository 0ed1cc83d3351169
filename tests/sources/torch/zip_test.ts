import assert from "node:assert/strict";
import { openZip } from "../../../src/sources/torch/zip.ts";
import { memoryBytes } from "../memory_bytes.ts";
import { readFixture } from "../torch_fixtures.ts";
import {
  END_RECORDS_BYTES,
  joined,
  moveDirectory,
  partsOf,
  realArchive,
  type ZipParts,
} from "../zip_edits.ts";

function open(bytes: Uint8Array) {
  return openZip(memoryBytes(bytes, "x.pt"));
}

/** Registers a test that an edit of the real archive is refused with a message. */
function testRefused(
  name: string,
  { edit, message }: { edit: (parts: ZipParts) => Uint8Array | void; message: string | RegExp },
): void {
  Deno.test(`openZip() refuses ${name}`, async () => {
    const parts = realArchive();
    const bytes = edit(parts) ?? parts.bytes;
    const expected = typeof message === "string"
      ? `Cannot read x.pt as a zip archive: ${message}`
      : message;
    await assert.rejects(open(bytes), { message: expected });
  });
}

Deno.test("openZip() lists the entries of an archive of torch 1.13", async () => {
  const { entries } = await open(realArchive().bytes);
  assert.deepEqual([...entries.keys()], ["bard/data.pkl", "bard/data/0", "bard/version"]);
  assert.equal(entries.get("bard/data/0")?.sizeBytes, 4 * 6 * 2);
});

Deno.test("openZip() reads the end of the file once and nothing else of a small archive", async () => {
  const source = memoryBytes(realArchive().bytes, "x.pt");
  await openZip(source);
  assert.deepEqual(source.ranges, [{ offsetBytes: 0, sizeBytes: source.sizeBytes }]);
});

Deno.test("openZip() reads a directory that is longer than one read", async () => {
  // 200 copies of the entry bard/data/0 under names of their own.
  const { bytes, view, central, local, directory } = realArchive();
  const start = local[1] ?? 0;
  const entry = bytes.subarray(start, local[2]);
  const record = bytes.subarray(central[1], central[2]);
  const nBytesEach = entry.byteLength;
  const bodies: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  for (let i = 0; i < 200; i++) {
    const name = new TextEncoder().encode(`bard/d/${i.toString().padStart(4, "0")}`);
    const body = entry.slice();
    body.set(name, 30);
    bodies.push(body);
    const copy = record.slice();
    copy.set(name, 46);
    new DataView(copy.buffer).setUint32(42, i * nBytesEach, true);
    records.push(copy);
  }
  assert.equal(view.getUint16(start + 26, true), "bard/d/0000".length);
  const end = new Uint8Array(22);
  const endView = new DataView(end.buffer);
  endView.setUint32(0, 0x06054b50, true);
  endView.setUint16(8, 200, true);
  endView.setUint16(10, 200, true);
  endView.setUint32(12, 200 * record.byteLength, true);
  endView.setUint32(16, 200 * nBytesEach, true);
  const { entries } = await open(joined(...bodies, ...records, end));
  assert.equal(entries.size, 200);
  assert.equal(entries.get("bard/d/0199")?.startByte, 199 * nBytesEach);
  assert.ok(directory > 0);
});

Deno.test("openZip() accepts an archive without ZIP64 records", async () => {
  const { bytes, end } = realArchive();
  const { entries } = await open(joined(bytes.subarray(0, end - 20 - 56), bytes.subarray(end)));
  assert.equal(entries.size, 3);
});

Deno.test("openZip() refuses an archive cut short at every length", async () => {
  const { bytes } = realArchive();
  for (let nBytes = 0; nBytes < bytes.byteLength; nBytes++) {
    await assert.rejects(open(bytes.subarray(0, nBytes)), /^Error: Cannot read x.pt as a zip/);
  }
});

testRefused("bytes after the archive", {
  edit: ({ bytes }) => joined(bytes, new Uint8Array(1)),
  message:
    "expected its end record in the last 22 bytes; the file is cut short, or something follows the archive",
});

testRefused("an archive comment, where a second end record can hide", {
  edit: ({ bytes, view, end }) => {
    view.setUint16(end + 20, 22, true);
    return joined(bytes, bytes.subarray(end));
  },
  message: "expected no archive comment",
});

testRefused("two end records", {
  edit: ({ bytes, end }) => joined(bytes, bytes.subarray(end)),
  message: /expected its directory to end at byte|ZIP64 end record/,
});

testRefused("two archives in one file", {
  edit: ({ bytes }) => joined(bytes, bytes),
  message: /ZIP64 end record right before the ZIP64 locator/,
});

testRefused("bytes before the archive", {
  edit: ({ bytes }) => joined(new TextEncoder().encode("#!/bin/sh\n"), bytes),
  message: /ZIP64 end record right before the ZIP64 locator/,
});

testRefused("bytes before the archive whose offsets count them", {
  edit: ({ bytes }) => {
    const parts = partsOf(joined(new Uint8Array(16), bytes));
    moveDirectory(parts, 16);
    const moved = partsOf(parts.bytes);
    for (const at of moved.central) {
      moved.view.setUint32(at + 42, moved.view.getUint32(at + 42, true) + 16, true);
    }
    return moved.bytes;
  },
  message: "expected its first entry at byte 0; something precedes it",
});

testRefused("bytes before an archive without ZIP64 records", {
  edit: ({ bytes, end }) =>
    joined(new Uint8Array(7), bytes.subarray(0, end - 20 - 56), bytes.subarray(end)),
  message:
    "expected its directory to end at byte 647, found 174 bytes from byte 466; something precedes the archive or lies within it",
});

testRefused("bytes between directory and end records", {
  edit: ({ bytes, end }) => {
    const start = end - 20 - 56;
    const parts = partsOf(
      joined(bytes.subarray(0, start), new Uint8Array(4), bytes.subarray(start)),
    );
    const locator = parts.end - 20;
    parts.view.setBigUint64(locator + 8, parts.view.getBigUint64(locator + 8, true) + 4n, true);
    return parts.bytes;
  },
  message: /expected its directory to end at byte/,
});

testRefused("end records that disagree", {
  edit: ({ view, end }) => view.setUint16(end + 10, 2, true) ?? view.setUint16(end + 8, 2, true),
  message: "expected its two end records to agree",
});

testRefused("a number of entries that the directory does not have", {
  edit: ({ view, end }) => {
    const zip64 = end - 20 - 56;
    for (const at of [8, 10]) view.setUint16(end + at, 4, true);
    for (const at of [24, 32]) view.setBigUint64(zip64 + at, 4n, true);
  },
  message: "expected another entry in its directory",
});

testRefused("entries that the number does not count", {
  edit: ({ view, end }) => {
    const zip64 = end - 20 - 56;
    for (const at of [8, 10]) view.setUint16(end + at, 2, true);
    for (const at of [24, 32]) view.setBigUint64(zip64 + at, 2n, true);
  },
  message: "expected 2 entries to fill its directory of 174 bytes, found 116",
});

testRefused("several disks", {
  edit: ({ view, end }) => view.setUint16(end + 4, 1, true),
  message: "expected one disk",
});

testRefused("an encrypted entry", {
  edit: ({ view, central }) => view.setUint16((central[1] ?? 0) + 8, 0x0809, true),
  message: 'entry "bard/data/0" is marked as encrypted',
});

for (const flag of [0x0020, 0x0040, 0x2000]) {
  testRefused(`flag 0x${flag.toString(16)}`, {
    edit: ({ view, central }) => view.setUint16((central[1] ?? 0) + 8, 0x0808 | flag, true),
    message: `entry "bard/data/0" has unknown flags 0x${(0x0808 | flag).toString(16)}`,
  });
}

testRefused("a compressed entry", {
  edit: ({ view, central }) => view.setUint16((central[0] ?? 0) + 10, 8, true),
  message:
    'entry "bard/data.pkl" is compressed (deflate); torch.save only stores: save the file again with it',
});

testRefused("an entry of two sizes", {
  edit: ({ view, central }) => view.setUint32((central[1] ?? 0) + 20, 47, true),
  message: 'entry "bard/data/0" has two sizes, 47 and 48 bytes',
});

testRefused("an entry that claims more bytes than lie before the next", {
  edit: ({ view, central }) => {
    for (const at of [20, 24]) view.setUint32((central[1] ?? 0) + at, 4096, true);
  },
  message: 'entry "bard/data/0" overlaps what follows it',
});

testRefused("entries on one another", {
  edit: ({ view, central, local }) => view.setUint32((central[2] ?? 0) + 42, local[1] ?? 0, true),
  message: 'entry "bard/data/0" overlaps what follows it',
});

testRefused("two entries of one name", {
  edit: ({ bytes, view, central }) => {
    // bard/data/0 becomes bard/version by name alone.
    const record = central[1] ?? 0;
    assert.equal(view.getUint16(record + 28, true), "bard/data/0".length);
    bytes.set(new TextEncoder().encode("bard/data/0"), (central[2] ?? 0) + 46);
    view.setUint16((central[2] ?? 0) + 28, "bard/data/0".length, true);
    return adjustDirectory(bytes, -"n".length);
  },
  message: 'entry "bard/data/0" occurs twice',
});

/** Drops the last byte of the directory, which a shortened name has left over. */
function adjustDirectory(bytes: Uint8Array, delta: number): Uint8Array {
  const start = bytes.byteLength - END_RECORDS_BYTES;
  const parts = partsOf(joined(bytes.subarray(0, start + delta), bytes.subarray(start)));
  const { view, end } = parts;
  view.setUint32(end + 12, view.getUint32(end + 12, true) + delta, true);
  const zip64 = end - 20 - 56;
  view.setBigUint64(zip64 + 40, view.getBigUint64(zip64 + 40, true) + BigInt(delta), true);
  view.setBigUint64(end - 20 + 8, view.getBigUint64(end - 20 + 8, true) + BigInt(delta), true);
  return parts.bytes;
}

for (
  const name of [
    "../a/data/0",
    "/ard/data/0",
    "bard/../a/0",
    "C:/d/data/0",
    "bard\\data\\0",
    "bard//ata/0",
    "bard/data/.",
  ]
) {
  testRefused(`the name ${name}`, {
    edit: ({ bytes, central }) => bytes.set(new TextEncoder().encode(name), (central[1] ?? 0) + 46),
    message: `entry ${JSON.stringify(name)} has a name that leaves its folder`,
  });
}

testRefused("a name that is not UTF-8", {
  edit: ({ bytes, central }) => bytes.set([0xff], (central[1] ?? 0) + 46),
  message: "an entry has a name that is not UTF-8",
});

testRefused("a comment on an entry", {
  edit: ({ view, central }) => view.setUint16((central[1] ?? 0) + 32, 1, true),
  message: 'entry "bard/data/0" has a comment or lies on another disk',
});

testRefused("ZIP64 markers without ZIP64 data", {
  edit: ({ view, central }) => {
    for (const at of [20, 24]) view.setUint32((central[1] ?? 0) + at, 0xffffffff, true);
  },
  message: 'entry "bard/data/0" has an unexpected extra field',
});

testRefused("an offset beyond 2^53", {
  edit: ({ view, end }) => view.setBigUint64(end - 20 - 56 + 48, 1n << 60n, true),
  message: "a size or offset exceeds 2^53",
});

Deno.test("openZip() refuses other files", async () => {
  for (const name of ["refused/legacy.pt", "values/plain-protocol-2.json"]) {
    await assert.rejects(open(readFixture(name)), /expected its end record in the last 22 bytes/);
  }
});
