/**
 * A repository on the Hub as a folder: its listing is known, its files come when they are read, and are kept.
 *
 * @module
 */

import { join } from "node:path";
import type { ByteSource } from "../folder/bytes.ts";
import { openFileBytes } from "../folder/file_bytes.ts";
import { type Folder, listingOf } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import { hubBytes, identityOf } from "./hub_bytes.ts";
import { HubFile, type HubFileInfo } from "./hub_file.ts";
import { hubLabel } from "./hub_id.ts";
import type { HubRepository } from "./hub_repository.ts";
import { keptRepository } from "./kept_listing.ts";
import { keptSize } from "./range_journal.ts";
import { openRangeStore } from "./range_store.ts";
import { WholeFiles } from "./whole_files.ts";

/** Where what came is kept, and who hears of it. */
export interface HubFolderOptions {
  /** Our cache; a folder for each commit below it. */
  readonly cacheFolder: string;
  /** Hears of bytes that came over the network. */
  readonly onFetched?: (nBytes: number) => void;
  /** Hears of a shard that is being closed: what came of it is written down until then. */
  readonly onClosing?: (closed: Promise<void>) => void;
  /** Sees to it that so many bytes of vectors find room on the disk; asked once, before any of them moves. */
  readonly makeRoom?: (nBytes: number) => Promise<void>;
}

/** The folder of a repository, or of the part of it that its id names. Shards are read by range, all else comes whole. */
export function hubFolder(
  repository: HubRepository,
  {
    cacheFolder,
    onFetched = () => {},
    onClosing = (closed) => void closed.catch(() => {}),
    makeRoom = () => Promise.resolve(),
  }: HubFolderOptions,
): Folder {
  const { id, commit, files } = repository;
  const kept = join(keptRepository(cacheFolder, id), commit);
  const inRepository = (path: string) => [id.folder, path].filter((part) => part !== "").join("/");
  const pathOf = (path: string) => path === "" ? id.typed : `${id.typed}/${path}`;
  const list = (path: string) => listingOf(files.keys(), inRepository(path));
  const whole = new WholeFiles(repository, { kept, onFetched, makeRoom });
  return {
    label: hubLabel(id, commit),
    name: id.typed,
    pathOf,
    list: (path) => Promise.resolve(list(path)),
    async open(path) {
      const info = files.get(inRepository(path));
      if (info === undefined) {
        const { files: inner, folders } = list(path);
        const finding = inner.length + folders.length > 0
          ? "expected a file, found a folder"
          : "no such file";
        throw new Error(`Cannot open ${shownName(pathOf(path))}: ${finding}`);
      }
      const place = join(kept, info.path);
      if (isByRange(repository, info)) return await openShard(info, place);
      await whole.fetch(info);
      // Another run that fetched it as well puts its own, held against the same hash, in the place of this one.
      const bytes = await openFileBytes(place, { mayBeReplaced: true });
      return withIdentity(bytes, identityOf(info, bytes.sizeBytes));
    },
    close() {},
  };

  async function openShard(info: HubFileInfo, place: string): Promise<ByteSource> {
    // Of a file whose size nobody lists, the journal of what was fetched of it tells.
    const file = new HubFile(repository, {
      ...info,
      sizeBytes: info.sizeBytes ?? await keptSize(place),
    });
    const sizeBytes = await file.size();
    const store = await openRangeStore(place, { sizeBytes, identity: identityOf(info, sizeBytes) });
    return hubBytes({ file, info, store, onFetched, onClosing });
  }
}

/** Of a file of vectors all is read, a row at a time: it comes whole, and is held against its hash. */
const MAX_VECTORS_BYTES = 256 * 2 ** 20;

/** Whether a file is a shard of weights, of which a run reads a part. */
function isByRange({ id }: HubRepository, { path, sizeBytes }: HubFileInfo): boolean {
  const isVectors = id.kind === "datasets" && sizeBytes !== null && sizeBytes <= MAX_VECTORS_BYTES;
  return path.endsWith(".safetensors") && !isVectors;
}

/** When a file was written here tells nothing of its content. */
function withIdentity(bytes: ByteSource, identity: string): ByteSource {
  return {
    name: bytes.name,
    sizeBytes: bytes.sizeBytes,
    identity,
    read: (offsetBytes, into) => bytes.read(offsetBytes, into),
    close: () => bytes.close(),
  };
}
