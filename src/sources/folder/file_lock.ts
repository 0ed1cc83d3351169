/**
 * A file that one process holds at a time.
 *
 * The holder keeps the operating system's lock on the file, which ends with the process however that ends; so on one machine a
 * lock that can be had although the file names a holder was left by a killed run. Between machines that lock may not reach: there
 * the file's age tells, which the holder renews while it works.
 *
 * @module
 */

import { dirname } from "node:path";
import * as v from "valibot";
import { shownName } from "../../text/quote.ts";
import { isLink } from "./path_state.ts";
import { tryLock } from "./try_lock.ts";

/** Who holds a file, as it says. */
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
export const ABANDONED_MS = 10 * 60_000;
/** Attempts against others that come and go in the same moment. */
export const MAX_ATTEMPTS = 100;

/** Of what a holder says of itself. */
const MAX_HOLDER_BYTES = 4096;

/** Looks for the name of a holder, 20 ms apart; of a held lock it is sure to come, as soon as its process gets the processor. */
const LOOKS = 5;
const HELD_LOOKS = 100;

/** A file that is held. */
export interface FileLock {
  readonly run: string;
  /** Who left it behind, where it was taken over. */
  readonly leftBy: Holder | null;
  /** @throws {Error} if another run has taken the lock over. */
  assertHeld(): void;
  /** Removes the file and lets go; synchronous, so that it works while the process ends. */
  release(): void;
}

/** That another process has the file. */
export interface HeldElsewhere {
  /** Null where the file does not say. */
  readonly heldBy: Holder | null;
  /** Time since its last sign of life; null where the system tells that it lives. */
  readonly ageMs: number | null;
}

/** What is asked of {@link takeFileLock}. */
export interface FileLockRequest {
  readonly path: string;
  readonly self: Holder;
  /** Milliseconds; of the clock that dates files. */
  readonly now?: () => number;
}

/** This process as a holder. */
export function thisProcess(): Holder {
  return {
    host: Deno.hostname(),
    pid: Deno.pid,
    started: new Date().toISOString(),
    run: crypto.randomUUID(),
  };
}

/** Makes the file and its folder, or takes over that of a run which no longer lives; null where it comes and goes. */
export async function takeFileLock(
  request: FileLockRequest,
): Promise<FileLock | HeldElsewhere | null> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    await Deno.mkdir(dirname(request.path), { recursive: true }); // others may have removed it with their file
    // Where it leads nowhere too: what the name stands for is never opened.
    if (isLink(request.path)) {
      throw new Error(
        `expected ${shownName(request.path)} to be a file of its own, found a link; remove it`,
      );
    }
    const opened = openLockFile(request.path);
    if (opened === null) continue; // it went away between two looks
    const outcome = await claim(opened, request);
    if (outcome !== null) return outcome;
  }
  return null;
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
  { path, self, now = Date.now }: FileLockRequest,
): Promise<FileLock | HeldElsewhere | null> {
  const isLocked = tryLock(file);
  const isCurrent = isSameFile(file, path);
  if (!isCurrent) {
    file.close();
    return null;
  }
  // Whoever opened the file right after it was made may have locked it first: then a new one has a holder too.
  const isOthers = isLocked === false;
  const holder = isNew && !isOthers ? null : await readHolder(file, isOthers ? HELD_LOOKS : LOOKS);
  if (isOthers) {
    file.close();
    return { heldBy: holder, ageMs: null };
  }
  // With the system's lock in hand, an empty file is one whose maker has not got so far.
  const isFree = isNew || (isLocked === true && holder === null);
  if (!isFree) {
    const ageMs = now() - (file.statSync().mtime?.getTime() ?? 0);
    const isDead = isLocked === true && holder?.host === self.host || ageMs > ABANDONED_MS;
    if (!isDead) {
      file.close();
      return { heldBy: holder, ageMs };
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
): FileLock {
  const text = new TextEncoder().encode(`${JSON.stringify(self)}\n`);
  const isOurs = () => {
    try {
      return isSameFile(file, path) && holderIn(file)?.run === self.run;
    } catch {
      return false;
    }
  };
  // Over what is there: a full disk has room for it, and nobody finds the file empty.
  const write = () => {
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(text);
  };
  try {
    file.truncateSync(0);
    write();
  } catch (error) {
    try {
      // It is held still: nobody else is at it.
      if (isSameFile(file, path)) Deno.removeSync(path);
    } catch {
      // What was in the way of the lock is told; an empty file is one that nobody holds.
    } finally {
      file.close();
    }
    throw error;
  }
  const heartbeat = setInterval(() => {
    try {
      if (isOurs()) write();
    } catch {
      // A sign of life that is missed ends no run; without any for long enough another takes over.
    }
  }, HEARTBEAT_MS);
  Deno.unrefTimer(heartbeat);
  let isReleased = false;
  return {
    run: self.run,
    leftBy,
    assertHeld() {
      if (!isReleased && isOurs()) return;
      throw new Error(
        isReleased || exists(path)
          ? "another run has taken the lock over, as if this one had been killed"
          : "the folder of its lock was removed or moved meanwhile",
      );
    },
    release() {
      if (isReleased) return;
      isReleased = true;
      clearInterval(heartbeat);
      try {
        if (isOurs()) Deno.removeSync(path);
      } catch {
        // Where it cannot be removed any more, the lock of the system that goes now tells that nobody holds it.
      } finally {
        file.close();
      }
    },
  };
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether the path still leads to the opened file: its holder may have removed it meanwhile. */
export function isSameFile(file: Deno.FsFile, path: string): boolean {
  try {
    const [opened, there] = [file.statSync(), Deno.statSync(path)];
    return opened.ino === there.ino && opened.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** What the file says of its holder; a holder that is just writing it is given a moment. */
async function readHolder(file: Deno.FsFile, looks: number): Promise<Holder | null> {
  for (let look = 0; look < looks; look++) {
    const holder = holderIn(file);
    if (holder !== null) return holder;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
}

/** Read through the file that is open: where Windows has a lock on it, its holder too can read it in no other way. */
function holderIn(file: Deno.FsFile): Holder | null {
  const bytes = new Uint8Array(MAX_HOLDER_BYTES);
  try {
    file.seekSync(0, Deno.SeekMode.Start);
    const nBytes = file.readSync(bytes) ?? 0;
    return v.parse(Holder, JSON.parse(new TextDecoder().decode(bytes.subarray(0, nBytes))));
  } catch {
    return null;
  }
}
