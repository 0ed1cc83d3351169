/**
 * One writer at a time: a lock file beside the site, held from before the work until the site is in place.
 *
 * @module
 */

import { join } from "node:path";
import {
  ABANDONED_MS,
  type FileLock,
  type Holder,
  takeFileLock,
} from "../../../sources/folder/file_lock.ts";
import { diskFinding } from "../../../sources/folder/disk_finding.ts";
import { shownName } from "../../../text/quote.ts";

/** A lock that is held. */
export type WriterLock = FileLock;

/** What is asked of {@link takeWriterLock}. */
export interface LockRequest {
  /** Folder of the lock file; made if it is absent. */
  readonly folder: string;
  /** Begins the message of a refusal, for instance `Cannot write the site to docs`. */
  readonly act: string;
  /** What to do instead, for instance `give --to another folder`. */
  readonly advice: string;
  readonly self: Holder;
  /** Milliseconds; of the clock that dates files. */
  readonly now?: () => number;
}

/**
 * Takes the lock, or that of a run which no longer lives.
 *
 * @throws {Error} naming the holder if another run holds it.
 */
export async function takeWriterLock(
  { folder, act, advice, ...request }: LockRequest,
): Promise<WriterLock> {
  const path = join(folder, "lock.json");
  const taken = await takeFileLock({ path, ...request }).catch((cause) => {
    throw new Error(`${act}: ${diskFinding(cause)}`, {
      cause,
    });
  });
  if (taken === null) {
    throw new Error(`${act}: ${shownName(path)} comes and goes; ${advice}`);
  }
  if (!("heldBy" in taken)) return taken;
  const { heldBy, ageMs } = taken;
  const refused = `${act}: ${holderText(heldBy, path)}; ${advice}`;
  if (ageMs === null) throw new Error(refused);
  const until = Math.ceil((ABANDONED_MS - ageMs) / 60_000);
  throw new Error(
    `${refused}. If that run is gone, its lock is taken over in ${until} min, ` +
      `or now where you delete ${shownName(path)}`,
  );
}

function holderText(holder: Holder | null, path: string): string {
  if (holder === null) return `another run is writing there, as ${shownName(path)} says`;
  const { host, pid, started } = holder;
  return `another run is writing there (process ${pid} on ${shownName(host)}, begun ${
    shownName(started)
  })`;
}
