/**
 * The folder that an id on the Hub stands for: the cache of the Hub's own tools first, then the network.
 *
 * @module
 */

import { join } from "node:path";
import { type Folder, listingOf } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import { shownName } from "../../text/quote.ts";
import { askedRepository, fetchedRepository } from "./found_repository.ts";
import { type CachedSnapshot, cachedSnapshot, nearSnapshots } from "./hub_cache.ts";
import { hubFolder } from "./hub_folder.ts";
import type { HubId } from "./hub_id.ts";
import { type HubRepository, isListed } from "./hub_repository.ts";
import type { Patience } from "./hub_request.ts";
import { keptFolder } from "./kept.ts";
import { keptRepository } from "./kept_listing.ts";
import { makeKeptRoom } from "./kept_room.ts";
import { removeUnfinishedBelow } from "../folder/unfinished_file.ts";
import { holdCommit, markUsed } from "./kept_marks.ts";
import { type HubSettings, hubSettings } from "./hub_settings.ts";
import type { OnReply } from "./hub_warnings.ts";
import { overlaid } from "./overlaid_folder.ts";

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
    if (cached === null) {
      throw notCached(id, { ...settings, near: await nearSnapshots(settings.cacheRoot, id) });
    }
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
  /** Until what came is written down, and lets go of the commit then; gives why it is not kept. */
  const settled = async () => {
    const outcomes = await Promise.allSettled(closing);
    hold[Symbol.dispose]();
    return outcomes.find((outcome) => outcome.status === "rejected")?.reason ?? null;
  };
  onOrigin?.({
    id,
    commit: repository.commit,
    isCached: false,
    nFetched: () => fetched.nBytes,
    rate: () => fetched.rate(),
    settled,
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
      void settled(); // for who never asks
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

/** A snapshot in the cache of the Hub's own tools, of which nothing is asked. @throws {Error} if the id's folder is not in it. */
function asItLies(
  { commit, folder, isWhole, otherFolders }: CachedSnapshot,
  id: HubId,
  access: HubAccess,
): Folder {
  if (otherFolders !== null) {
    throw new Error(
      `Cannot open ${
        shownName(id.typed)
      }: commit ${commit} in the cache of the Hub's tools has no folder ${
        shownName(id.folder)
      }; it has ${someNames(otherFolders) || "none"}`,
    );
  }
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

function notCached(
  { typed, revision }: HubId,
  { offlineBy, cacheRoot, near }:
    & Pick<HubSettings, "offlineBy" | "cacheRoot">
    & { near: readonly string[] },
): Error {
  const others = near.length === 0
    ? ""
    : `; the Hub's cache has ${someNames(near)}: give that where it is meant`;
  return new Error(
    `Cannot open ${shownName(typed)}: no folder of that name, ${
      revision === null ? "it" : `revision ${shownName(revision)}`
    } is neither in the Hub's cache ${
      shownName(cacheRoot)
    } nor in deltascope's own (deno task cache), and ${offlineBy} keeps the network out; ` +
      `fetch it before with deno task cache fetch and the same options, or with hf download${others}`,
  );
}
