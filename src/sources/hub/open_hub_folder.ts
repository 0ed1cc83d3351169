/**
 * The folder that an id on the Hub stands for: the cache of the Hub's own tools first, then the network.
 *
 * @module
 */

import { join } from "node:path";
import { cacheFolder } from "../folder/cache_folder.ts";
import { fileNameOf, type Folder } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import { cachedSnapshot } from "./hub_cache.ts";
import { hubFolder } from "./hub_folder.ts";
import type { HubId } from "./hub_id.ts";
import { openRepository } from "./hub_repository.ts";
import type { Patience } from "./hub_request.ts";
import { type HubSettings, hubSettings } from "./hub_settings.ts";

/** What a run allows and hears of the Hub. */
export interface HubAccess {
  /** Whether the network is left alone whatever the environment says. */
  readonly isOffline: boolean;
  /** Hears, a line each, what was settled on the way. */
  readonly say: (text: string) => void;
  /** Hears of bytes that came over the network. */
  readonly onFetched?: (nBytes: number) => void;
  readonly patience?: Patience;
}

/**
 * Opens a repository. A snapshot that is whole in the cache of the Hub's own tools is used as it lies and nothing is asked; one
 * that may be partial serves what it has, and the network the rest of the same commit.
 *
 * @throws {Error} in one line, if the repository is refused, or is not cached and the network is not to be used.
 */
export async function openHubFolder(id: HubId, access: HubAccess): Promise<Folder> {
  const { isOffline, say } = access;
  const settings = await hubSettings({ isOffline });
  const cached = await cachedSnapshot(settings.cacheRoot, id);
  const shown = shownName(id.typed);
  if (cached !== null && (cached.isWhole === true || settings.offlineBy !== null)) {
    const part = cached.isWhole === true ? "" : ", which may be a part of it";
    say(
      `${shown}: commit ${cached.commit} in the cache of the Hub's tools${part}; nothing is fetched`,
    );
    return cached.folder;
  }
  if (settings.offlineBy !== null) throw notCached(id, settings);
  const of = cached === null ? id : { ...id, revision: cached.commit };
  const repository = await openRepository(of, {
    settings,
    ...access.patience && { patience: access.patience },
  });
  say(
    `${shown}: commit ${repository.commit} of ${new URL(settings.endpoint).host}${
      cached === null ? "" : "; what the cache of the Hub's tools has is read from there"
    }`,
  );
  const remote = hubFolder({ ...repository, id }, {
    cacheFolder: join(cacheFolder(), "hub"),
    ...access.onFetched && { onFetched: access.onFetched },
  });
  return cached === null ? remote : overlaid(cached.folder, remote);
}

function notCached({ typed, revision }: HubId, { offlineBy, cacheRoot }: HubSettings): Error {
  return new Error(
    `Cannot open ${shownName(typed)}: no folder of that name, ${
      revision === null ? "it" : `revision ${shownName(revision)}`
    } is not in the Hub's cache ${shownName(cacheRoot)}, and ${offlineBy} keeps the network out; ` +
      "run once without it, or fetch it with hf download",
  );
}

/** The files of `near`, and of `far` what it lacks; the listing is that of `far`, which is whole. */
function overlaid(near: Folder, far: Folder): Folder {
  return {
    ...far,
    async open(path) {
      const inner = path.slice(0, Math.max(path.lastIndexOf("/"), 0));
      const { files } = await near.list(inner);
      return await (files.includes(fileNameOf(path)) ? near : far).open(path);
    },
    close() {
      near.close();
      far.close();
    },
  };
}
