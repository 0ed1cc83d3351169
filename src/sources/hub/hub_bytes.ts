/**
 * Bytes of a file on the Hub: what was fetched once is read from the disk.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { fileNameOf } from "../folder/folder.ts";
import type { ByteSource } from "../folder/bytes.ts";
import { shownName } from "../../text/quote.ts";
import type { HubFile, HubFileInfo } from "./hub_file.ts";
import type { RangeStore } from "./range_store.ts";

/** The first read of a file asks for so much: the header of a shard comes along with its length. */
const FIRST_READ_BYTES = 64 * 2 ** 10;

/** A file that is read by range, beside the store that keeps what came. */
export function hubBytes(
  { file, info, store, onFetched }: {
    file: HubFile;
    info: HubFileInfo;
    store: RangeStore;
    /** Hears of bytes that came over the network. */
    onFetched: (nBytes: number) => void;
  },
): ByteSource {
  const { sizeBytes } = store;
  const name = fileNameOf(info.path);
  const fetchMissing = async (start: number, end: number) => {
    const wanted = start === 0 ? Math.min(Math.max(end, FIRST_READ_BYTES), sizeBytes) : end;
    for (const part of store.missing({ start, end: wanted })) {
      const bytes = new Uint8Array(part.end - part.start);
      await file.read(part.start, bytes);
      onFetched(bytes.byteLength);
      await store.write(part.start, bytes);
    }
  };
  return {
    name,
    sizeBytes,
    identity: identityOf(info, sizeBytes),
    async read(offsetBytes, into) {
      const end = offsetBytes + into.byteLength;
      if (!Number.isSafeInteger(offsetBytes) || offsetBytes < 0 || end > sizeBytes) {
        throw new RangeError(
          `Cannot read bytes ${offsetBytes} to ${end} of ${
            shownName(name)
          }: it has ${sizeBytes} bytes`,
        );
      }
      if (store.missing({ start: offsetBytes, end }).length > 0) {
        await fetchMissing(offsetBytes, end);
      }
      await store.read(offsetBytes, into);
    },
    // What is not in the journal yet is written by the store's own timer, or fetched again.
    close: () => void store.close().catch(() => {}),
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
    ? [sha256, createHash("sha256").update(bytes).digest("hex")]
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
