/**
 * Bytes of a file on the Hub: what was fetched once is read from the disk.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { sha256Hex } from "../../math/sha256.ts";
import { fileNameOf } from "../folder/folder.ts";
import { type ByteSource, expectWithin } from "../folder/bytes.ts";
import { shownName } from "../../text/quote.ts";
import type { HubFile, HubFileInfo } from "./hub_file.ts";
import type { RangeStore } from "./range_store.ts";
import type { ByteRange } from "./ranges.ts";

/** The first read of a file asks for so much: the header of a shard comes along with its length. */
const FIRST_READ_BYTES = 64 * 2 ** 10;

/** So much is written at once: of 256 KiB, 1, 2 and 4 MiB, the steadiest at two gigabytes over loopback, and a third faster than the first. */
const PIECE_BYTES = 2 ** 20;

/** A file that is read by range, beside the store that keeps what came. */
export function hubBytes(
  { file, info, store, onFetched, onClosing }: {
    file: HubFile;
    info: HubFileInfo;
    store: RangeStore;
    /** Hears of bytes that came over the network. */
    onFetched: (nBytes: number) => void;
    /** Hears of the store that is being closed, which writes down what came; it may fail. */
    onClosing: (closed: Promise<void>) => void;
  },
): ByteSource {
  const { sizeBytes } = store;
  const contentHash = info.sha256 ?? info.gitSha1;
  const name = fileNameOf(info.path);
  const firstBytes = Math.min(FIRST_READ_BYTES, sizeBytes);
  /** What is being fetched: a read that needs a part of it waits, and finds it on the disk. */
  const underWay = new Map<ByteRange, Promise<void>>();
  /** Straight to where the bytes are wanted, and on the disk piece by piece meanwhile: of a range that breaks off, too. */
  const fetchInto = async (start: number, into: Uint8Array) => {
    let [nFilled, nKept] = [0, 0];
    let keeping = Promise.resolve();
    const keep = (end: number) => {
      const from = nKept;
      nKept = end;
      keeping = keeping.then(() => store.write(start + from, into.subarray(from, end)));
      keeping.catch(() => {}); // said below
    };
    try {
      await file.read(start, into, (n) => {
        const nMore = n - nFilled;
        nFilled = n;
        if (nFilled - nKept >= PIECE_BYTES) keep(nFilled);
        onFetched(nMore);
      });
    } finally {
      if (nKept < nFilled) keep(nFilled);
      // Whatever ends this: the caller's buffer is used again, and no write may be left that reads it then.
      await keeping;
    }
  };
  const fill = async (range: ByteRange, into: Uint8Array) => {
    const part = (start: number, end: number) =>
      into.subarray(start - range.start, end - range.start);
    let from = range.start;
    for (const { start, end } of store.missing(range)) {
      if (from < start) await store.read(from, part(from, start));
      await fetchInto(start, part(start, end));
      from = end;
    }
    if (from < range.end) await store.read(from, part(from, range.end));
  };
  const read = async (start: number, into: Uint8Array) => {
    const range = { start, end: start + into.byteLength };
    const another = () => [...underWay].find(([it]) => it.start < range.end && start < it.end);
    for (let it = another(); it !== undefined; it = another()) {
      await it[1].catch(() => {}); // said to whoever asked for it; here it is tried again
    }
    const filling = fill(range, into);
    if (store.missing(range).length > 0) underWay.set(range, filling);
    try {
      await filling;
    } finally {
      underWay.delete(range);
    }
  };
  return {
    name,
    sizeBytes,
    identity: identityOf(info, sizeBytes),
    ...contentHash !== null && { contentHash },
    namedHash: () => Promise.resolve(contentHash),
    async read(offsetBytes, into) {
      const endByte = offsetBytes + into.byteLength; // exclusive
      expectWithin({ name, sizeBytes }, { offsetBytes, endByte });
      if (offsetBytes === 0 && endByte < firstBytes) await read(0, new Uint8Array(firstBytes));
      await read(offsetBytes, into);
    },
    missingBytes: (offsetBytes, nBytes) =>
      store.missing({ start: offsetBytes, end: offsetBytes + nBytes })
        .reduce((sum, { start, end }) => sum + end - start, 0),
    close: () => onClosing(store.close()),
  };
}

/** What the Hub calls this content. */
export function identityOf({ sha256, gitSha1 }: HubFileInfo, sizeBytes: number): string {
  return sha256 !== null
    ? `sha256 ${sha256}`
    : gitSha1 !== null
    ? `git ${gitSha1}`
    : `${sizeBytes} bytes`;
}

/** @throws {Error} if the bytes are not those that the listing tells of. */
export function expectContent(
  bytes: Uint8Array,
  { path, sha256, gitSha1 }: HubFileInfo,
  where: string,
): void {
  const [known, found] = sha256 !== null
    ? [sha256, sha256Hex(bytes)]
    : gitSha1 !== null
    ? [gitSha1, createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex")]
    : [null, null];
  if (known === found) return;
  throw new Error(
    `Cannot read ${
      shownName(path)
    } of ${where}: expected content with the hash ${known}, found ${found}; ` +
      "it was changed on the way: run it again",
  );
}
