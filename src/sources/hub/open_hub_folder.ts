/**
 * The folder that an id on the Hub stands for: the cache of the Hub's own tools first, then the network.
 *
 * @module
 */

import { join } from "node:path";
import { fileNameOf, type Folder, listingOf } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import { isReadOnly } from "../folder/read_only.ts";
import { oneLine, shownName } from "../../text/quote.ts";
import { type CachedSnapshot, cachedSnapshot } from "./hub_cache.ts";
import { hubFolder } from "./hub_folder.ts";
import type { HubId } from "./hub_id.ts";
import { type HubRepository, isListed, openRepository } from "./hub_repository.ts";
import { PATIENCE, type Patience, Unreachable } from "./hub_request.ts";
import { keptFolder } from "./kept.ts";
import { keepListing, keptCommit, keptListing, keptRepository } from "./kept_listing.ts";
import { makeKeptRoom } from "./kept_room.ts";
import { removeUnfinishedBelow } from "../folder/unfinished_file.ts";
import { holdCommit, markUsed } from "./kept_marks.ts";
import { HubRefusal } from "./hub_refusals.ts";
import { type HubSettings, hubSettings } from "./hub_settings.ts";
import type { OnReply } from "./hub_warnings.ts";

/** Vectors that take less are fetched without a look at the room there is. */
const SMALL_BYTES = 20e6;
/** A shorter time tells nothing of a rate. */
const MIN_RATED_SECONDS = 0.05;

/** What a run allows and hears of the Hub. */
export interface HubAccess {
  /** Whether the network is left alone whatever the environment says. */
  readonly isOffline: boolean;
  /** Most bytes that our cache may take; null, the default: any. */
  readonly cacheLimit?: number | null;
  /** Hears, a line each, what was settled on the way. */
  readonly say: (text: string) => void;
  /** Hears of bytes that came over the network. */
  readonly onFetched?: (nBytes: number) => void;
  readonly patience?: Patience;
  /** Hears the head of every reply of the endpoint. */
  readonly onReply?: OnReply;
  /** Hears what an id stands for, once that is settled. */
  readonly onOrigin?: (origin: HubOrigin) => void;
}

/** What an id stood for. */
export interface HubOrigin {
  readonly id: HubId;
  /** 40 hex. */
  readonly commit: string;
  /** Whether all of it lay in the cache of the Hub's own tools, so that nothing was asked. */
  readonly isCached: boolean;
  /** Bytes that came over the network so far. */
  nFetched(): number;
  /** Bytes a second at which they came; null where too few came to tell. */
  rate(): number | null;
  /** Until what came is kept for later runs; gives why it is not, which ends no run that has read it. */
  settled(): Promise<Error | null>;
}

/**
 * Opens a repository. A snapshot that is whole in the cache of the Hub's own tools is used as it lies and nothing is asked; one
 * that may be partial serves what it has, and the network the rest of the same commit. Where the network or the Hub gives
 * nothing, a model of which nobody says that a part is missing is read as far as it is there.
 *
 * @throws {Error} in one line, if the repository is refused, or is not cached and the network is not to be used.
 */
export async function openHubFolder(id: HubId, access: HubAccess): Promise<Folder> {
  const { isOffline, say, onOrigin } = access;
  const settings = await hubSettings({ isOffline });
  const found = await cachedSnapshot(settings.cacheRoot, id);
  if (found?.isWhole === true) return asItLies(found, id, access);
  const kept = keptFolder();
  const { offlineBy } = settings;
  const { repository, cached } = offlineBy === null
    ? await askedRepository(id, { settings, kept, access, cached: found })
    : await fetchedRepository(id, { settings, kept, cached: found });
  if (repository === null) {
    if (cached === null) throw notCached(id, settings);
    return asItLies(cached, id, access);
  }
  expectFolder(id, repository);
  const { host } = new URL(settings.endpoint);
  say(
    `${shownName(id.typed)}: commit ${repository.commit} ${
      repository.settings.offlineBy === null ? `of ${host}` : "as far as it was fetched"
    }${cached === null ? "" : "; what the cache of the Hub's tools has is read from there"}${
      isListed(repository.files) ? "" : "; it lists no sizes and hashes, so that less is checked"
    }`,
  );
  const held = join(keptRepository(kept, id), repository.commit);
  const hold = await holdCommit(held);
  await markUsed(held);
  await removeUnfinishedBelow(keptRepository(kept, id));
  const fetched = countFetched();
  const closing: Promise<void>[] = [];
  onOrigin?.({
    id,
    commit: repository.commit,
    isCached: false,
    nFetched: () => fetched.nBytes,
    rate: () => fetched.rate(),
    settled: async () => {
      const failed = (await Promise.allSettled(closing)).find(({ status }) =>
        status === "rejected"
      );
      hold[Symbol.dispose]();
      return failed?.status === "rejected" ? failed.reason : null;
    },
  });
  const opened = hubFolder({ ...repository, id }, {
    cacheFolder: kept,
    // A disk that is nearly full, or a limit that is nearly reached, is no reason to refuse a few small files.
    makeRoom: async (nBytes) => {
      if (nBytes < SMALL_BYTES) return;
      await makeKeptRoom(nBytes, { limitBytes: access.cacheLimit ?? null, say });
    },
    onFetched: (nBytes) => {
      fetched.add(nBytes);
      access.onFetched?.(nBytes);
    },
    onClosing: (closed) => {
      closed.catch(() => {}); // told by settled()
      closing.push(closed);
    },
  });
  const remote: Folder = {
    ...opened,
    close() {
      opened.close();
      // For who never asks what became of it; what is being written down is held until then.
      void Promise.allSettled(closing).then(() => hold[Symbol.dispose]());
    },
  };
  return cached === null ? remote : overlaid(cached.folder, { far: remote, repository, say });
}

/** @throws {Error} with those that there are, if the repository has nothing in the folder that the id names. */
function expectFolder({ typed, repository, folder }: HubId, { files }: HubRepository): void {
  const paths = [...files.keys()];
  if (folder === "" || paths.some((path) => path.startsWith(`${folder}/`))) return;
  const { folders } = listingOf(paths, "");
  throw new Error(
    `Cannot open ${shownName(typed)}: ${repository} has no folder ${shownName(folder)}; it has ${
      someNames(folders) || "none"
    }`,
  );
}

/** Counts bytes as they come, and how fast: from the first that came on, whose own time is not known. */
function countFetched() {
  let [nFirst, begun, ended] = [0, 0, 0];
  return {
    nBytes: 0,
    add(nBytes: number) {
      ended = performance.now();
      if (this.nBytes === 0) [nFirst, begun] = [nBytes, ended];
      this.nBytes += nBytes;
    },
    rate(): number | null {
      const seconds = (ended - begun) / 1000;
      return seconds < MIN_RATED_SECONDS ? null : (this.nBytes - nFirst) / seconds;
    },
  };
}

/** A snapshot in the cache of the Hub's own tools, of which nothing is asked. */
function asItLies(
  { commit, folder, isWhole }: CachedSnapshot,
  id: HubId,
  access: HubAccess,
): Folder {
  access.onOrigin?.({
    id,
    commit,
    isCached: true,
    nFetched: () => 0,
    rate: () => null,
    settled: () => Promise.resolve(null),
  });
  const part = isWhole === true ? "" : ", which may be a part of it";
  access.say(
    `${
      shownName(id.typed)
    }: commit ${commit} in the cache of the Hub's tools${part}; nothing is fetched`,
  );
  return folder;
}

/** A repository, and the snapshot of its commit that is read beside it. */
interface Found {
  readonly repository: HubRepository | null;
  readonly cached: CachedSnapshot | null;
}

/** From the Hub; what it tells is kept. The commit of a snapshot that may be partial is asked for first. */
async function askedRepository(
  id: HubId,
  { settings, kept, access, cached }: {
    settings: HubSettings;
    kept: string;
    access: HubAccess;
    cached: CachedSnapshot | null;
  },
): Promise<Found> {
  const { patience = PATIENCE, onReply, say } = access;
  const of = cached === null ? id : { ...id, revision: cached.commit };
  try {
    const repository = await openRepository(of, {
      settings,
      patience: {
        ...patience,
        onWait: (ms, why) => say(`${why}: asked again in ${Math.ceil(ms / 1000)} s`),
      },
      ...onReply && { onReply },
      listed: (commit) => keptListing(kept, id, commit),
    });
    await keepListing(kept, of, repository).catch((error) => {
      if (!isReadOnly(error)) throw error; // what is there may be enough
    });
    return { repository, cached };
  } catch (error) {
    if (cached === null) throw error;
    const isGone = error instanceof HubRefusal && error.code === "RevisionNotFound";
    if (!isGone || id.revision === cached.commit) {
      // Of vectors a part looks whole.
      const mayDo = id.kind === "models" && cached.isWhole === null &&
        (error instanceof HubRefusal || error instanceof Unreachable);
      if (!mayDo) throw error;
      say(oneLine(error.message));
      const offline = { ...settings, offlineBy: `what ${new URL(settings.endpoint).host} answers` };
      return await fetchedRepository(id, { settings: offline, kept, cached });
    }
    const other = await askedRepository(id, { settings, kept, access, cached: null });
    say(
      `${
        shownName(id.typed)
      }: the cache of the Hub's tools has a part of commit ${cached.commit}, which the Hub has no more; it is left alone`,
    );
    return other;
  }
}

/** From what earlier runs fetched: of the snapshot's commit, else of the one that the revision led to; null where that is nothing. */
async function fetchedRepository(
  id: HubId,
  { settings, kept, cached }: {
    settings: HubSettings;
    kept: string;
    cached: CachedSnapshot | null;
  },
): Promise<Found> {
  const of = async (commit: string | null) => {
    const files = commit === null ? null : await keptListing(kept, id, commit);
    return commit === null || files === null ? null : { id, commit, settings, files };
  };
  const ofSnapshot = await of(cached?.commit ?? null);
  if (ofSnapshot !== null) return { repository: ofSnapshot, cached };
  const repository = await of(await keptCommit(kept, id));
  return { repository, cached: repository === null ? cached : null };
}

function notCached({ typed, revision }: HubId, { offlineBy, cacheRoot }: HubSettings): Error {
  return new Error(
    `Cannot open ${shownName(typed)}: no folder of that name, ${
      revision === null ? "it" : `revision ${shownName(revision)}`
    } is neither in the Hub's cache ${
      shownName(cacheRoot)
    } nor in deltascope's own (deno task cache), and ${offlineBy} keeps the network out; ` +
      "fetch it before with deno task cache fetch and the same options, or with hf download",
  );
}

/** The files of `near`, and of `far` what it lacks or has in another size; the listing is that of `far`, which is whole. */
function overlaid(
  near: Folder,
  { far, repository, say }: { far: Folder; repository: HubRepository; say: HubAccess["say"] },
): Folder {
  const { id: { folder }, files } = repository;
  /** By folder: a list looks at each of hundreds of files, and each of them is opened several times. */
  const listings = new Map<string, ReturnType<Folder["list"]>>();
  const listOnce = (inner: string) => {
    const listing = listings.get(inner) ?? near.list(inner);
    listings.set(inner, listing);
    return listing;
  };
  return {
    ...far,
    async open(path) {
      const inner = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
      const listing = await listOnce(inner);
      if (!listing.files.includes(fileNameOf(path))) return await far.open(path);
      const source = await near.open(path);
      const listed = files.get(folder === "" ? path : `${folder}/${path}`)?.sizeBytes ?? null;
      if (listed === null || listed === source.sizeBytes) return source;
      source.close();
      say(
        `${
          shownName(near.pathOf(path))
        }: it has ${source.sizeBytes} bytes in the cache of the Hub's tools and ${listed} on the Hub; it is fetched instead`,
      );
      return await far.open(path);
    },
    close() {
      near.close();
      far.close();
    },
  };
}
