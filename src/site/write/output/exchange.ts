/**
 * Putting a built site in the place of an earlier one, file by file: so the owner's files are never touched, and a folder that cannot
 * be renamed (a mount point) is no special case. The journal of the exchange is on disk before its first step and every step
 * can be done again, so whoever finds an interrupted exchange can end it. All calls are synchronous: nothing else has a turn meanwhile,
 * and hundreds of small files take a tenth of the time.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { diskFinding } from "../../../sources/folder/disk_finding.ts";
import { exists, isLink } from "../../../sources/folder/path_state.ts";
import { shownName } from "../../../text/quote.ts";
import { isExchanging, type Journal, readJournal, removeJournal, writeJournal } from "./journal.ts";

/** In the folder of one run: what is new, and what was there. */
const NEW = "new";
const OLD = "old";

/** Where one exchange takes place; all absolute. */
export interface ExchangePlace {
  /** The run's own folder. */
  readonly runFolder: string;
  /** Of the site. */
  readonly folder: string;
  /** Folder that keeps what the owner has changed. */
  readonly keep: string;
}

/** That an exchange can be neither ended nor undone now: its journal is left for the next command. `cause` is what was in its way. */
class ExchangeCutOff extends Error {
  override readonly name = "ExchangeCutOff";

  constructor(cause: unknown) {
    super(
      `${diskFinding(cause)}; the exchange of the two sites was cut off, and ` +
        "the next command that writes there ends it",
      { cause },
    );
  }
}

/** Writes the files into the run's own folder. */
export function build(
  runFolder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
): void {
  for (const folder of new Set([...files.keys()].map(dirname))) {
    Deno.mkdirSync(join(runFolder, NEW, folder), { recursive: true });
  }
  for (const [path, content] of files) {
    const target = join(runFolder, NEW, path);
    if (typeof content === "string") Deno.writeTextFileSync(target, content);
    else Deno.writeFileSync(target, content);
  }
}

/**
 * Exchanges the files of `folder` for those that were built, and removes the run's folder.
 *
 * @throws {Error} if a file cannot be moved; `folder` is then as it was.
 * @throws {ExchangeCutOff} if it cannot be put back either.
 */
export function exchange(place: ExchangePlace, journal: Journal): void {
  const { runFolder, folder } = place;
  writeJournal(runFolder, journal);
  const done: [from: string, to: string][] = [];
  try {
    moveFiles(place, journal, (from, to) => done.push([from, to]));
  } catch (cause) {
    if (!undo(done) || !removeJournal(runFolder)) throw new ExchangeCutOff(cause);
    removeEmptyFolders(folder, journal.write);
    throw cause;
  }
  try {
    finish(place, journal);
  } catch (cause) {
    throw isExchanging(runFolder) ? new ExchangeCutOff(cause) : cause;
  }
}

/** Undoes what can be undone of the moves, the last first. True if that is all. */
function undo(done: readonly (readonly [from: string, to: string])[]): boolean {
  let isWhole = true;
  for (const [from, to] of done.toReversed()) {
    try {
      // The old file is not put over a new one that stayed: whoever ends the exchange would miss that.
      if (exists(from)) isWhole = false;
      else Deno.renameSync(to, from);
    } catch {
      isWhole = false; // the first cause is told
    }
  }
  return isWhole;
}

/**
 * Ends the exchange that an earlier run had begun, or clears away what it had built. True for the former.
 *
 * @throws {Error} if the journal is damaged, or a link leads out of a folder: what lies there may be the only copy of a file.
 */
export function endExchange(place: ExchangePlace): boolean {
  const { runFolder, folder, keep } = place;
  const journal = readJournal(runFolder);
  if (journal === null) {
    Deno.removeSync(runFolder, { recursive: true });
    return false;
  }
  const { write, remove, changed } = journal;
  for (const root of [folder, keep, join(runFolder, NEW), join(runFolder, OLD)]) {
    expectNoLinks(root, [...write, ...remove, ...changed]);
  }
  moveFiles(place, journal, () => {});
  finish(place, journal);
  return true;
}

/** An exchange has only folders of its own making on its way. @throws {Error} naming a link among them. */
function expectNoLinks(root: string, paths: readonly string[]): void {
  for (const inner of ["", ...foldersOf(paths)]) {
    const path = join(root, inner);
    if (isLink(path)) {
      throw new Error(
        `Cannot end the exchange of two sites that an earlier run began: expected a folder, found the link ${
          shownName(path)
        }; remove it`,
      );
    }
  }
}

function moveFiles(
  { runFolder, folder }: ExchangePlace,
  { write, remove }: Journal,
  onMoved: (from: string, to: string) => void,
): void {
  const move = (from: string, to: string) => {
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.renameSync(from, to);
    onMoved(from, to);
  };
  for (const path of write) {
    const [fresh, place, old] = placesOf(path, runFolder, folder);
    if (!exists(fresh)) continue; // moved before the interruption
    if (exists(place) && !exists(old)) move(place, old);
    move(fresh, place);
  }
  for (const path of remove) {
    const [, place, old] = placesOf(path, runFolder, folder);
    if (exists(place) && !exists(old)) move(place, old);
  }
}

function placesOf(path: string, runFolder: string, folder: string): [string, string, string] {
  return [join(runFolder, NEW, path), join(folder, path), join(runFolder, OLD, path)];
}

/** Keeps the owner's versions, clears up, and removes the journal last. */
function finish({ runFolder, folder, keep }: ExchangePlace, { remove, changed }: Journal): void {
  for (const path of changed) {
    const from = join(runFolder, OLD, path);
    if (!exists(from)) continue;
    Deno.mkdirSync(dirname(join(keep, path)), { recursive: true });
    Deno.renameSync(from, join(keep, path));
  }
  removeEmptyFolders(folder, remove);
  for (const inner of [OLD, NEW]) {
    if (exists(join(runFolder, inner))) {
      Deno.removeSync(join(runFolder, inner), { recursive: true });
    }
  }
  Deno.removeSync(runFolder, { recursive: true });
}

/** Removes the folders of these files that are empty now, innermost first. */
function removeEmptyFolders(folder: string, paths: readonly string[]): void {
  for (const inner of foldersOf(paths).sort((a, b) => b.length - a.length)) {
    const path = join(folder, inner);
    try {
      if (Deno.lstatSync(path).isDirectory) Deno.removeSync(path); // a file of that name is not ours
    } catch {
      // absent, or not empty: it holds something else
    }
  }
}

/** The folders that these files lie in, the outer ones too, from the root of the site. */
function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set(paths.flatMap((path) => {
    const parts = path.split("/").slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
  }));
  return [...folders];
}
