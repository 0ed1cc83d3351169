/**
 * Zip by PKWARE's APPNOTE, of one archive that lies end to end: read forwards from byte 0, and every local header held against the
 * directory, so that whoever reads it from either end finds the same.
 */

import { crc32, inflateRawSync } from "node:zlib";
import { hex, rule } from "../format.ts";

/** What lies in the archive; the bytes are made, and their CRC-32 checked, when they are asked for. */
export interface FileEntry {
  readonly name: string;
  /** As the directory tells it. */
  readonly size: number;
  bytes(): Uint8Array;
}

/** Of an archive that uses what no writer uses here, though the format has it. */
export class Unusual extends Error {}

const WIDE = 0xffffffff;

export function readZip(
  bytes: Uint8Array,
  { isDeflatable }: { isDeflatable: boolean },
): Map<string, FileEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  rule(end >= 0 && view.getUint32(end, true) === 0x06054b50, "no end record at the end");
  rule(
    view.getUint16(end + 20, true) === 0 && view.getUint32(end + 4, true) === 0,
    "a comment or disks",
  );
  let [n, size, directory] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  rule(view.getUint16(end + 8, true) === n, "two numbers of entries");
  let endOfDirectory = end;
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const at = end - 76;
    rule(at >= 0 && view.getUint32(at, true) === 0x06064b50, "no ZIP64 record before its locator");
    const wide = (offset: number) => view.getBigUint64(at + offset, true);
    rule(
      wide(4) === 44n && view.getBigUint64(end - 12, true) === BigInt(at),
      "a ZIP64 record elsewhere",
    );
    rule(
      view.getUint32(end - 16, true) === 0 && view.getUint32(end - 4, true) === 1 &&
        wide(16) === 0n && wide(24) === wide(32),
      "disks",
    );
    const [n64, size64, directory64] = [wide(32), wide(40), wide(48)];
    rule(n === 0xffff || BigInt(n) === n64, "two numbers of entries");
    rule(size === WIDE || BigInt(size) === size64, "two sizes of the directory");
    rule(directory === WIDE || BigInt(directory) === directory64, "two places of the directory");
    [n, size, directory] = [n64, size64, directory64].map(Number) as [number, number, number];
    endOfDirectory = at;
  }
  rule(
    directory + size === endOfDirectory,
    "the directory does not end where the end records begin",
  );
  const central = [];
  let at = directory;
  for (let i = 0; i < n; i++) {
    rule(
      at + 46 <= endOfDirectory && view.getUint32(at, true) === 0x02014b50,
      "no directory record",
    );
    const [nName, nExtra, nComment] = [28, 30, 32].map((offset) =>
      view.getUint16(at + offset, true)
    ) as [number, number, number];
    rule(at + 46 + nName + nExtra <= endOfDirectory, "a record passes the directory");
    rule(nComment === 0 && view.getUint16(at + 34, true) === 0, "a comment or a disk");
    const sizes = {
      crc: view.getUint32(at + 16, true),
      stored: view.getUint32(at + 20, true),
      whole: view.getUint32(at + 24, true),
    };
    const offset = view.getUint32(at + 42, true);
    if (sizes.stored === WIDE || sizes.whole === WIDE || offset === WIDE) {
      throw new Unusual("ZIP64 sizes");
    }
    if (nExtra !== 0) throw new Unusual("an extra field in the directory");
    central.push({
      nameBytes: bytes.subarray(at + 46, at + 46 + nName),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      ...sizes,
      offset,
    });
    at += 46 + nName + nExtra;
  }
  rule(at === endOfDirectory, "the directory is longer");
  const entries = new Map<string, FileEntry>();
  let place = 0;
  for (
    const { nameBytes, flags, method, crc, stored, whole, offset } of central.sort((a, b) =>
      a.offset - b.offset
    )
  ) {
    const name = nameOf(nameBytes);
    rule(
      offset === place && place + 30 <= directory && view.getUint32(place, true) === 0x04034b50,
      "no local header there",
    );
    rule((flags & ~0x808) === 0 && view.getUint16(place + 6, true) === flags, "other flags");
    rule(method === 0 || isDeflatable && method === 8, "another method");
    rule(view.getUint16(place + 8, true) === method, "two methods");
    const [nName, nExtra] = [26, 28].map((it) => view.getUint16(place + it, true)) as [
      number,
      number,
    ];
    const start = place + 30 + nName + nExtra;
    rule(start + stored <= directory, "an entry passes the directory");
    rule(hex(bytes.subarray(place + 30, place + 30 + nName)) === hex(nameBytes), "two names");
    const told = [14, 18, 22].map((it) => view.getUint32(place + it, true)) as [
      number,
      number,
      number,
    ];
    const extra = place + 30 + nName;
    if (
      told[1] === WIDE && told[2] === WIDE && nExtra >= 20 && view.getUint16(extra, true) === 1 &&
      view.getUint16(extra + 2, true) >= 16
    ) {
      [told[2], told[1]] = [4, 12].map((it) => Number(view.getBigUint64(extra + it, true))) as [
        number,
        number,
      ];
    }
    const isLater = (flags & 8) !== 0;
    const isTold = told[0] === crc && told[1] === stored && told[2] === whole;
    rule(isTold || isLater && told.every((it) => it === 0), "two sizes or checksums");
    rule(method === 8 || stored === whole, "a stored entry of two sizes");
    rule(!entries.has(name), "a name repeats");
    const next = central.find((it) => it.offset > offset)?.offset ?? directory;
    rule(start + stored <= next, "an entry reaches into the next one");
    const descriptor = bytes.subarray(start + stored, next);
    const lengths = isLater ? [16, 24] : [0];
    rule(lengths.includes(descriptor.length), "something between two entries");
    place = next;
    entries.set(name, {
      name,
      size: whole,
      bytes() {
        if (isLater) expectDescriptor(descriptor, [crc, stored, whole]);
        let data = bytes.subarray(start, start + stored);
        if (method === 8) {
          try {
            data = inflateRawSync(data, { maxOutputLength: whole + 1 });
          } catch {
            rule(false, "not deflated");
          }
        }
        rule(data.length === whole && crc32(data) === crc, "another size or checksum");
        return data;
      },
    });
  }
  rule(place === directory, "something before the directory");
  return entries;
}

/** A signature, the CRC-32 and two sizes of 4 or 8 bytes. */
function expectDescriptor(bytes: Uint8Array, told: readonly number[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes = bytes.length === 16
    ? [view.getUint32(8, true), view.getUint32(12, true)]
    : [view.getBigUint64(8, true), view.getBigUint64(16, true)].map(Number);
  const found = [view.getUint32(4, true), ...sizes];
  rule(view.getUint32(0, true) === 0x08074b50, "no descriptor");
  rule(found.every((it, i) => it === told[i]), "another descriptor");
}

function nameOf(bytes: Uint8Array): string {
  let name = "";
  try {
    name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    rule(false, "a name that is not UTF-8");
  }
  rule(
    !/[\0\\]|^[A-Za-z]:|^\/|\/$|\/\/|(^|\/)\.\.?(\/|$)/.test(name) && name !== "",
    "a name that leads out",
  );
  return name;
}
