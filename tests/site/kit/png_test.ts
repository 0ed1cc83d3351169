import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { pngBytes } from "../../../src/site/kit/png.ts";

/** CRC-32 bit by bit, as the specification defines it. */
function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

/** Chunks of a file as `[name, data]`, each with the checksum that it must have. */
function chunks(file: Uint8Array<ArrayBuffer>): [string, Uint8Array<ArrayBuffer>][] {
  deepEqual([...file.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  const view = new DataView(file.buffer);
  const found: [string, Uint8Array<ArrayBuffer>][] = [];
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const body = file.subarray(at + 4, at + 8 + length);
    equal(view.getUint32(at + 8 + length), crc(body));
    found.push([new TextDecoder().decode(body.subarray(0, 4)), body.slice(4)]);
    at += 12 + length;
  }
  return found;
}

Deno.test("pngBytes() writes chunks whose checksums hold, and every row with its pixels", async () => {
  const rgba = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => (37 * i) % 256);
  const [header, data, end] = chunks(pngBytes({ width: 3, height: 2, rgba }));
  deepEqual([header![0], [...header![1]]], ["IHDR", [0, 0, 0, 3, 0, 0, 0, 2, 8, 6, 0, 0, 0]]);
  equal(data![0], "IDAT");
  const inflated = new Blob([data![1]]).stream().pipeThrough(new DecompressionStream("deflate"));
  const rows = new Uint8Array(await new Response(inflated).arrayBuffer());
  deepEqual([...rows], [0, ...rgba.subarray(0, 12), 0, ...rgba.subarray(12)]);
  deepEqual([end![0], end![1].length], ["IEND", 0]);
});

Deno.test("pngBytes() refuses an image without pixels, or with others than its size has", () => {
  for (
    const pixels of [
      { width: 0, height: 2, rgba: new Uint8Array(0) },
      { width: 1, height: 1, rgba: new Uint8Array(3) },
    ]
  ) throws(() => pngBytes(pixels), /^RangeError: Cannot write a PNG of \d x \d pixels/);
});
