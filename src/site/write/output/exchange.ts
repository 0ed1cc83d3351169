/**
 * Putting a built site in the place of an earlier one, file by file: so the owner's files are never touched, and a folder that cannot
 * be renamed (a mount point) is no special case. The journal of the exchange is on disk before its first step and every step
 * can be done again, so whoever finds an interrupted exchange can end it.
 *
 * @module
 */

import { dirname, join } from "node:path";
import * as v from "valibot";
import { exists } from "./folders.ts";

/** In the folder of one run: what is new, what was there, and the journal. */
const NEW = "new";
const OLD = "old";
const JOURNAL = "exchange.json";

const Journal = v.object({
  /** Files to put in place. */
  write: v.array(v.string()),
  /** Files of the earlier site to take away. */
  remove: v.array(v.string()),
  /** Of both, those that the owner has changed. */
  changed: v.array(v.string()),
  /** Folder that keeps the changed ones. */
  keep: v.string(),
});
/** What one exchange does. */
export type Journal = v.InferOutput<typeof Journal>;

/** Writes the files into the run's own folder. */
export async function build(
  runFolder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  for (const [path, content] of files) {
    const target = join(runFolder, NEW, path);
    await Deno.mkdir(dirname(target), { recursive: true });
    if (typeof content === "string") await Deno.writeTextFile(target, content);
    else await Deno.writeFile(target, content);
  }
}

/**
 * Exchanges the files of `folder` for those that were built, and removes the run's folder.
 *
 * @throws {Error} if a file cannot be moved; `folder` is then as it was.
 */
export async function exchange(
  runFolder: string,
  folder: string,
  journal: Journal,
): Promise<void> {
  const path = join(runFolder, JOURNAL);
  await Deno.writeTextFile(`${path}.part`, JSON.stringify(journal));
  await Deno.rename(`${path}.part`, path);
  const done: [from: string, to: string][] = [];
  try {
    await moveFiles(runFolder, folder, journal, (from, to) => done.push([from, to]));
  } catch (cause) {
    for (const [from, to] of done.reverse()) await Deno.rename(to, from);
    await Deno.remove(path);
    await removeEmptyFolders(folder, journal.write);
    throw cause;
  }
  await finish(runFolder, folder, journal);
}

/** Ends the exchange that a killed run had begun, or clears away what it had built. True for the former. */
export async function endExchange(runFolder: string, folder: string): Promise<boolean> {
  const journal = await readJournal(runFolder);
  if (journal === null) {
    await Deno.remove(runFolder, { recursive: true });
    return false;
  }
  await moveFiles(runFolder, folder, journal, () => {});
  await finish(runFolder, folder, journal);
  return true;
}

/** Whether an exchange has begun in this folder: then what it holds must not be cleared away. */
export function isExchanging(runFolder: string): boolean {
  try {
    return Deno.statSync(join(runFolder, JOURNAL)).isFile;
  } catch {
    return false;
  }
}

async function readJournal(runFolder: string): Promise<Journal | null> {
  try {
    return v.parse(Journal, JSON.parse(await Deno.readTextFile(join(runFolder, JOURNAL))));
  } catch {
    return null; // it is renamed into place whole: without it nothing was moved
  }
}

async function moveFiles(
  runFolder: string,
  folder: string,
  { write, remove }: Journal,
  onMoved: (from: string, to: string) => void,
): Promise<void> {
  const move = async (from: string, to: string) => {
    await Deno.mkdir(dirname(to), { recursive: true });
    await Deno.rename(from, to);
    onMoved(from, to);
  };
  for (const path of write) {
    const [fresh, place, old] = placesOf(path, runFolder, folder);
    if (!await exists(fresh)) continue; // moved before the interruption
    if (await exists(place) && !await exists(old)) await move(place, old);
    await move(fresh, place);
  }
  for (const path of remove) {
    const [, place, old] = placesOf(path, runFolder, folder);
    if (await exists(place) && !await exists(old)) await move(place, old);
  }
}

function placesOf(path: string, runFolder: string, folder: string): [string, string, string] {
  return [join(runFolder, NEW, path), join(folder, path), join(runFolder, OLD, path)];
}

/** Keeps the owner's versions, clears up, and removes the journal last. */
async function finish(
  runFolder: string,
  folder: string,
  { remove, changed, keep }: Journal,
): Promise<void> {
  for (const path of changed) {
    const from = join(runFolder, OLD, path);
    if (!await exists(from)) continue;
    await Deno.mkdir(dirname(join(keep, path)), { recursive: true });
    await Deno.rename(from, join(keep, path));
  }
  await removeEmptyFolders(folder, remove);
  for (const inner of [OLD, NEW]) {
    await Deno.remove(join(runFolder, inner), { recursive: true }).catch(ignoreAbsent);
  }
  await Deno.remove(runFolder, { recursive: true });
}

/** Removes the folders of these files that are empty now, innermost first. */
async function removeEmptyFolders(folder: string, paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.flatMap((path) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  }));
  for (const inner of [...folders].sort((a, b) => b.length - a.length)) {
    const path = join(folder, inner);
    const found = await Deno.lstat(path).catch(() => null);
    if (found?.isDirectory !== true) continue; // a file of that name is not ours
    await Deno.remove(path).catch(() => {}); // not empty: it holds something else
  }
}

function ignoreAbsent(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
