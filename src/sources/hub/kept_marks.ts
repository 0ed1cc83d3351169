/**
 * Marks in the folder of a commit that is kept:
 *
 *     .used             its time is when the commit was last opened
 *     .held-PID-UUID    a command that is running reads from there; `{"pid", "host", "since"}`
 *
 * A holder keeps the operating system's lock on its file, which ends with the process however that ends: one of this machine whose
 * lock can be had was killed. Between machines that lock may not reach, and there the file's age tells.
 *
 * @module
 */

import { join } from "node:path";
import * as v from "valibot";
import { isReadOnly } from "../folder/read_only.ts";
import { tryLock } from "../folder/try_lock.ts";
import { entriesOf } from "./disk_use.ts";
import { unkept, whileRemoved } from "./keeping.ts";

const USED = ".used";
const HELD = /^\.held-(\d+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Age at which the holder of another machine counts as gone: no run is known to take as long. */
const ABANDONED_MS = 86_400_000;

/** What the file of a holder says. */
const Said = v.object({ pid: v.number(), host: v.string(), since: v.string() });
type Said = v.InferOutput<typeof Said>;

/** A running command that holds a commit. */
export interface CommitHolder {
  readonly pid: number;
  /** The machine that it runs on; null where its file does not say. */
  readonly host: string | null;
}

/**
 * Counts a commit as used now. Where that cannot be written it stays as old as it was, and the run is none the worse.
 *
 * @param now Milliseconds since 1970.
 */
export async function markUsed(commitFolder: string, now = Date.now()): Promise<void> {
  const path = join(commitFolder, USED);
  try {
    await Deno.mkdir(commitFolder, { recursive: true });
    (await Deno.open(path, { append: true, create: true })).close();
    await Deno.utime(path, new Date(now), new Date(now));
  } catch {
    // A cache that may only be read is no reason to end a run.
  }
}

/**
 * Holds a commit, so that no other command removes it, until it is disposed of; makes its folder where it is absent. That is
 * synchronous, so that it works while the process ends. What killed commands left there goes. A cache that may only be read is
 * not held.
 *
 * @throws {Error} in one line, if the mark cannot be written.
 */
export async function holdCommit(commitFolder: string): Promise<Disposable> {
  const path = join(commitFolder, `.held-${Deno.pid}-${crypto.randomUUID()}`);
  const opened = await whileRemoved(async () => {
    await Deno.mkdir(commitFolder, { recursive: true });
    await removeLeft(commitFolder);
    return await Deno.open(path, { write: true, createNew: true });
  }).catch((cause) => {
    if (isReadOnly(cause)) return null;
    throw unkept(path, cause);
  });
  return opened === null ? { [Symbol.dispose]() {} } : await held(opened, path);
}

async function held(file: Deno.FsFile, path: string): Promise<Disposable> {
  let isLetGo = false;
  const letGo = () => {
    if (isLetGo) return;
    isLetGo = true;
    file.close(); // first: some systems remove no file that is open
    try {
      Deno.removeSync(path);
    } catch {
      // With the lock gone nobody is misled by it.
    }
  };
  try {
    // Before the file says whose it is: one that does, and is not locked, was left behind.
    await file.lock(true).catch(() => {}); // a file system without locks: its age tells
    const said: Said = {
      pid: Deno.pid,
      host: Deno.hostname(),
      since: new Date().toISOString(),
    };
    await file.write(new TextEncoder().encode(`${JSON.stringify(said)}\n`));
  } catch (cause) {
    letGo();
    throw unkept(path, cause);
  }
  return { [Symbol.dispose]: letGo };
}

/** The running commands that hold a commit; none where its folder is not there. */
export async function holdersOf(commitFolder: string): Promise<CommitHolder[]> {
  const holders: CommitHolder[] = [];
  for (const name of await marksIn(commitFolder)) {
    const holder = await livingHolder(join(commitFolder, name), name);
    if (holder !== null) holders.push(holder);
  }
  return holders;
}

/** Marks whose holder is gone; their names are never taken again. */
async function removeLeft(commitFolder: string): Promise<void> {
  for (const name of await marksIn(commitFolder)) {
    const path = join(commitFolder, name);
    if (await livingHolder(path, name) !== null) continue;
    await Deno.remove(path).catch(() => {}); // in nobody's way
  }
}

async function marksIn(commitFolder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of entriesOf(commitFolder)) {
    if (isFile && HELD.test(name)) names.push(name);
  }
  return names;
}

/** Null where the holder is gone. */
async function livingHolder(path: string, name: string): Promise<CommitHolder | null> {
  const pid = Number(HELD.exec(name)?.[1]);
  try {
    using file = await Deno.open(path);
    // Shared: two that look at once are no holders to each other.
    const isLocked = tryLock(file, { isShared: true });
    const host = hostIn(await Deno.readTextFile(path).catch(() => "")); // may be locked against reading
    if (isLocked === false) return { pid, host };
    if (isLocked === true && host === Deno.hostname()) return null;
    const ageMs = Date.now() - ((await file.stat()).mtime?.getTime() ?? 0);
    return ageMs > ABANDONED_MS ? null : { pid, host };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null; // let go meanwhile
    throw error;
  }
}

function hostIn(text: string): string | null {
  try {
    return v.parse(Said, JSON.parse(text)).host;
  } catch {
    return null;
  }
}
