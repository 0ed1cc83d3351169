/** Folders of a fake Hub, opened, and what it was asked for them. */

import type { ByteSource } from "../../../src/sources/folder/bytes.ts";
import { withFolder } from "../temporary_folder.ts";
import { type FakeHub, type FakeRequest, startFakeHub } from "./fake_hub.ts";
import { checkpointRepository, tensorsIn, vectorsRepository } from "./hub_inputs.ts";
import { type OpenedFolder, openFolder } from "./hub_reader.ts";

export const CHECKPOINT = checkpointRepository();
export const VECTORS = vectorsRepository();
/** The header of a shard comes with the first read, of so many bytes. */
export const FIRST_BYTES = 64 * 2 ** 10;

export interface Opening {
  readonly hub: FakeHub;
  readonly cacheFolder: string;
  open(id?: string, stallMs?: number): Promise<OpenedFolder>;
}

export async function withHub(use: (opening: Opening) => Promise<void>): Promise<void> {
  await using hub = await startFakeHub([CHECKPOINT, VECTORS]);
  const { endpoint } = hub;
  await withFolder({}, (cacheFolder) =>
    use({
      hub,
      cacheFolder,
      open: (id = "org/model", stallMs = 5000) =>
        openFolder({ endpoint, cacheFolder, id, stallMs }),
    }));
}

export const isContent = ({ host }: FakeRequest) => host === "content";

export function fileOf(name: string): Uint8Array {
  return CHECKPOINT.files.get(name)!;
}

/** The bytes of a tensor as they were made. */
export function bytesOf({ name, fileName }: { name: string; fileName: string }): Uint8Array {
  const { offsetBytes, sizeBytes } = tensorsIn(fileOf(fileName)).get(name)!;
  return fileOf(fileName).slice(offsetBytes, offsetBytes + sizeBytes);
}

export async function read(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await source.read(start, bytes);
  return bytes;
}
