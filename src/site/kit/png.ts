/**
 * PNG files, as small as they need be for a data address: eight bits a channel, no filter, one chunk of pixels.
 *
 * https://www.w3.org/TR/png-3/, sections 5.3 (chunks), 11.2 (IHDR) and 9.2 (filter type 0).
 *
 * @module
 */

import { concatenated } from "../../math/concatenated.ts";
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Red, green, blue and alpha. */
const N_CHANNELS = 4;
const COLOUR_TYPE_RGBA = 6;

/** An image, row by row from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]`: red, green, blue, alpha; not premultiplied. */
  readonly rgba: Uint8Array;
}

/** The file. @throws {RangeError} if there is no pixel, or not one for each place. */
export function pngBytes({ width, height, rgba }: Pixels): Uint8Array<ArrayBuffer> {
  if (width < 1 || height < 1 || rgba.length !== width * height * N_CHANNELS) {
    throw new RangeError(
      `Cannot write a PNG of ${width} x ${height} pixels: expected ${
        width * height * N_CHANNELS
      } bytes and a pixel at least, got ${rgba.length} bytes`,
    );
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOUR_TYPE_RGBA, 0, 0, 0], 8);
  const rowBytes = width * N_CHANNELS;
  const filtered = new Uint8Array(height * (rowBytes + 1)); // each row begins with its filter, 0
  for (let row = 0; row < height; row++) {
    filtered.set(rgba.subarray(row * rowBytes, (row + 1) * rowBytes), row * (rowBytes + 1) + 1);
  }
  return concatenated([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(filtered, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

/** The file as the address of an image. */
export function pngAddress(pixels: Pixels): string {
  return `data:image/png;base64,${pngBytes(pixels).toBase64()}`;
}

/** Length, name, data, and the CRC-32 of name and data. */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
