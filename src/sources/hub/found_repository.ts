/**
 * The commit and the files that an id leads to: as the Hub tells them, or as earlier runs wrote them down.
 *
 * @module
 */

import { isReadOnly } from "../folder/read_only.ts";
import { oneLine, shownName } from "../../text/quote.ts";
import type { CachedSnapshot } from "./hub_cache.ts";
import type { HubId } from "./hub_id.ts";
import { HubRefusal } from "./hub_refusals.ts";
import { type HubRepository, openRepository } from "./hub_repository.ts";
import { PATIENCE, type Patience, Unreachable } from "./hub_request.ts";
import type { HubSettings } from "./hub_settings.ts";
import type { OnReply } from "./hub_warnings.ts";
import { keepListing, keptCommit, keptListing } from "./kept_listing.ts";

/** A repository, and the snapshot of its commit that is read beside it. */
export interface Found {
  readonly repository: HubRepository | null;
  readonly cached: CachedSnapshot | null;
}

/** From the Hub; what it tells is kept. The commit of a snapshot that may be partial is asked for first. */
export async function askedRepository(
  id: HubId,
  { settings, kept, access, cached }: {
    settings: HubSettings;
    kept: string;
    access: { say: (text: string) => void; patience?: Patience; onReply?: OnReply };
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
    if (isGone && id.revision !== cached.commit) {
      const other = await askedRepository(id, { settings, kept, access, cached: null });
      say(
        `${
          shownName(id.typed)
        }: the cache of the Hub's tools has a part of commit ${cached.commit}, which the Hub has no more; it is left alone`,
      );
      return other;
    }
    // Of vectors a part looks whole.
    const mayDo = id.kind === "models" && cached.isWhole === null &&
      (error instanceof HubRefusal || error instanceof Unreachable);
    if (!mayDo) throw error;
    say(oneLine(error.message));
    const offline = { ...settings, offlineBy: `what ${new URL(settings.endpoint).host} answers` };
    return await fetchedRepository(id, { settings: offline, kept, cached });
  }
}

/** From what earlier runs fetched: of the snapshot's commit, else of the one that the revision led to; null where that is nothing. */
export async function fetchedRepository(
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
