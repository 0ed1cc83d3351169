/**
 * One writer at a time: a lock file beside the site, held from before the work until the site is in place.
 *
 * The holder keeps the operating system's lock on the file, which ends with the process however that ends; so on one machine a
 * lock that can be had although the file names a holder was left by a killed run. Between machines that lock may not reach: there
 * the file's age tells, which the holder renews while it works.
 *
 * @module
 */

import { join } from "node:path";
import * as v from "valibot";
import { tryLock } from "../../../sources/folder/try_lock.ts";
import { shownName } from "../../../text/quote.ts";

/** Who holds the lock, as the file says. */
const Holder = v.object({
  host: v.string(),
  pid: v.number(),
  started: v.string(),
  run: v.string(),
});
export type Holder = v.InferOutput<typeof Holder>;

/** Milliseconds between two signs of life. */
const HEARTBEAT_MS = 5_000;
/** Age at which the lock of another machine counts as left behind: one layer may keep the thread busy for minutes. */
const ABANDONED_MS = 10 * 60_000;
/** Attempts against others that come and go in the same moment. */
const MAX_ATTEMPTS = 100;

/** Looks for the name of a holder, 20 ms apart; of a held lock it is sure to come, as soon as its process gets the processor. */
const LOOKS = 5;
const HELD_LOOKS = 100;

/** A lock that is held. */
export interface WriterLock {
  readonly run: string;
  /** Who left it behind, where it was taken over. */
  readonly leftBy: Holder | null;
  /** @throws {Error} if another run has taken the lock over. */
  assertHeld(): void;
  /** Removes the file and lets go; synchronous, so that it works while the process ends. */
  release(): void;
}

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
export async function takeWriterLock(request: LockRequest): Promise<WriterLock> {
  const path = join(request.folder, "lock.json");
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    await Deno.mkdir(request.folder, { recursive: true });
    const opened = openLockFile(path);
    if (opened === null) continue; // it went away between two looks
    const outcome = await claim(opened, { path, ...request });
    if (outcome !== null) return outcome;
  }
  throw new Error(`${request.act}: ${shownName(path)} comes and goes; ${request.advice}`);
}

interface OpenedFile {
  readonly file: Deno.FsFile;
  readonly isNew: boolean;
}

function openLockFile(path: string): OpenedFile | null {
  const options = { read: true, write: true };
  try {
    return { file: Deno.openSync(path, { ...options, createNew: true }), isNew: true };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null; // the folder went away
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
  try {
    return { file: Deno.openSync(path, options), isNew: false };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Makes the opened file ours; null where it is no longer the file at the path. */
async function claim(
  { file, isNew }: OpenedFile,
  { path, act, advice, self, now = Date.now }: LockRequest & { path: string },
): Promise<WriterLock | null> {
  const isLocked = await tryLock(file);
  const isCurrent = isSameFile(file, path);
  if (!isCurrent) {
    file.close();
    return null;
  }
  // Whoever opened the file right after it was made may have locked it first: then a new one has a holder too.
  const isOthers = isLocked === false;
  const holder = isNew && !isOthers ? null : await readHolder(path, isOthers ? HELD_LOOKS : LOOKS);
  if (isOthers) {
    file.close();
    throw new Error(`${act}: ${holderText(holder, path)}; ${advice}`);
  }
  // With the system's lock in hand, an empty file is one whose maker has not got so far.
  const isFree = isNew || (isLocked === true && holder === null);
  if (!isFree) {
    const ageMs = now() - (file.statSync().mtime?.getTime() ?? 0);
    const isDead = isLocked === true && holder?.host === self.host || ageMs > ABANDONED_MS;
    if (!isDead) {
      file.close();
      const until = Math.ceil((ABANDONED_MS - ageMs) / 60_000);
      throw new Error(
        `${act}: ${
          holderText(holder, path)
        }; ${advice}. If that run is gone, its lock is taken over in ${until} min, ` +
          `or now where you delete ${shownName(path)}`,
      );
    }
    if (isLocked === null) {
      file.close();
      Deno.removeSync(path);
      return null; // made anew, so that only one of several gets it
    }
  }
  return held(file, { path, self, leftBy: isFree ? null : holder });
}

function held(
  file: Deno.FsFile,
  { path, self, leftBy }: { path: string; self: Holder; leftBy: Holder | null },
): WriterLock {
  const text = new TextEncoder().encode(`${JSON.stringify(self)}\n`);
  const isOurs = () => {
    try {
      return parseHolder(Deno.readTextFileSync(path))?.run === self.run;
    } catch {
      return false;
    }
  };
  const write = () => {
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(text);
  };
  write();
  const heartbeat = setInterval(() => {
    if (isOurs()) write();
  }, HEARTBEAT_MS);
  Deno.unrefTimer(heartbeat);
  let isReleased = false;
  return {
    run: self.run,
    leftBy,
    assertHeld() {
      if (isReleased || !isOurs()) {
        throw new Error("another run has taken the lock over, as if this one had been killed");
      }
    },
    release() {
      if (isReleased) return;
      isReleased = true;
      clearInterval(heartbeat);
      if (isOurs()) Deno.removeSync(path);
      file.close();
    },
  };
}

/** Whether the path still leads to the opened file: its holder may have removed it meanwhile. */
function isSameFile(file: Deno.FsFile, path: string): boolean {
  try {
    const [opened, there] = [file.statSync(), Deno.statSync(path)];
    return opened.ino === there.ino && opened.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What the file says of its holder; a holder that is just writing it is given a moment. */
async function readHolder(path: string, looks: number): Promise<Holder | null> {
  for (let look = 0; look < looks; look++) {
    const holder = parseHolder(await Deno.readTextFile(path).catch(() => ""));
    if (holder !== null) return holder;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

function parseHolder(text: string): Holder | null {
  try {
    return v.parse(Holder, JSON.parse(text));
  } catch {
    return null;
  }
}

function holderText(holder: Holder | null, path: string): string {
  if (holder === null) return `another run is writing there, as ${shownName(path)} says`;
  const { host, pid, started } = holder;
  return `another run is writing there (process ${pid} on ${shownName(host)}, begun ${
    shownName(started)
  })`;
}
