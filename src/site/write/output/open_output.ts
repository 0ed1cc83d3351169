/**
 * The folder of a site, opened for writing: refused, locked and repaired before any work, written to at its end.
 *
 * Beside `OUT` lies `.OUT.deltascope` while a run holds it: the lock, and for each run a folder in which its site is built. Where
 * nothing can be moved from beside into `OUT`, as where `OUT` is a mount point, that folder lies inside as `.deltascope`.
 *
 * @module
 */

import { diskFinding } from "../../../sources/folder/disk_finding.ts";
import { removeIfEmpty } from "../../../sources/folder/tried_place.ts";
import { shownName } from "../../../text/quote.ts";
import { join } from "node:path";
import { build, endExchange, exchange, type ExchangePlace } from "./exchange.ts";
import { refusing, tryFit } from "./fit_folder.ts";
import { type OutFolder, type OutTarget, refusal } from "./folders.ts";
import { type Holdings, listed, NO_JEKYLL_PATH } from "./holdings.ts";
import { isExchanging } from "./journal.ts";
import { keepFolder, keptLines, type OwnersFiles } from "./kept_files.ts";
import { MANIFEST_PATH, manifestText, type Standing, standingOf } from "./manifest.ts";
import { probeInside } from "./work_folder.ts";
import { takeWriterLock, type WriterLock } from "./writer_lock.ts";

/** What a run is known by, and its folder named: of crypto.randomUUID(). */
const RUN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A folder that this run alone may write a site to, until it is disposed. */
export interface Output extends AsyncDisposable {
  /** Absolute. */
  readonly folder: string;
  /**
   * Puts the files, by path from the root of the site, in the place of an earlier site; files of the owner's stay.
   *
   * @throws {Error} if a file cannot be written; what was there is then as it was, or where it cannot be put back, as on a disk that
   *   turned read only, of both sites until the folder is opened again.
   */
  write(files: ReadonlyMap<string, string | Uint8Array>): Promise<void>;
}

/** How an output is opened. */
export interface OutputOptions extends OutTarget {
  /** Whether it is for a host: with a page for paths that are not there, and perhaps the root of a repository that was just cloned. */
  readonly isPublished?: boolean;
  /** Tells the user what was found or kept, a line each. */
  readonly say: (text: string) => void;
}

/**
 * Opens the folder for one run, which no other run may write to until it is disposed.
 *
 * @throws {UsageError} if the folder must not be written to.
 * @throws {Error} naming the other run if one is writing there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openOutput } from "./open_output.ts";
 * const out = `${await Deno.makeTempDir()}/site`;
 * {
 *   await using output = await openOutput({ out, option: "--out", say: console.error });
 *   await output.write(new Map([["index.html", "<!doctype html>"]]));
 * }
 * assert((await Deno.stat(`${out}/data/manifest.json`)).isFile);
 * ```
 */
export function openOutput(options: OutputOptions): Promise<Output> {
  return refusing(options, () => open(options));
}

async function open(options: OutputOptions): Promise<Output> {
  const { found, check, made, work } = await tryFit(options);
  try {
    const lock = await takeWriterLock({
      folder: work,
      act: `Cannot write the site to ${shownName(found.out)}`,
      advice: `wait for it, or give ${found.option} another folder`,
      self: {
        host: Deno.hostname(),
        pid: Deno.pid,
        started: new Date().toISOString(),
        run: crypto.randomUUID(),
      },
    });
    const output = new OpenOutput(found, { work, made, lock, check, say: options.say });
    try {
      await output.repair();
    } catch (error) {
      await output[Symbol.asyncDispose]();
      throw error;
    }
    return output;
  } catch (error) {
    removeIfEmpty([work, ...made]);
    throw error;
  }
}

/** What an open output holds. */
interface Context {
  /** Folder of the lock and of each run's own. */
  readonly work: string;
  /** Folders that were made around the site, innermost first. */
  readonly made: readonly string[];
  readonly lock: WriterLock;
  /** Lists what is there, and refuses what must not be written over. */
  readonly check: () => Promise<Holdings>;
  readonly say: (text: string) => void;
}

class OpenOutput implements Output {
  readonly #found: OutFolder;
  readonly #runFolder: string;
  readonly #with: Context;
  /** Also while the process ends: an interrupted run leaves no lock behind. */
  readonly #onUnload = () => this.#release();

  constructor(found: OutFolder, context: Context) {
    this.#found = found;
    this.#with = context;
    this.#runFolder = join(context.work, context.lock.run);
    globalThis.addEventListener("unload", this.#onUnload);
  }

  get folder(): string {
    return this.#found.folder;
  }

  /** Ends what killed runs left: under the lock nobody else is at it. */
  async repair(): Promise<void> {
    const { work, lock, say, check } = this.#with;
    const out = shownName(this.#found.out);
    if (lock.leftBy !== null) {
      const { pid, host, started } = lock.leftBy;
      say(
        `Taking over the lock on ${out} that process ${pid} on ${shownName(host)} left behind, ` +
          `a run begun ${shownName(started)} that did not end`,
      );
    }
    for await (const { name, isDirectory } of Deno.readDir(work)) {
      if (!isDirectory || !RUN.test(name)) continue; // not a run's
      const isEnded = endExchange(this.#placeOf(name));
      say(
        isEnded
          ? `Ended the exchange of the site in ${out} that an earlier run had begun`
          : `Cleared away a site for ${out} that an earlier run had begun to build`,
      );
    }
    probeInside(this.#found, await check());
  }

  /** Where a run builds its site and exchanges it. */
  #placeOf(run: string): ExchangePlace {
    const { work } = this.#with;
    const { folder } = this.#found;
    return { folder, runFolder: join(work, run), keep: keepFolder(this.#found, { work, run }) };
  }

  async write(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
    const { lock, check, say } = this.#with;
    try {
      const holdings = await check();
      const { written, standing } = this.#plan(files, holdings);
      const withManifest = new Map([[MANIFEST_PATH, manifestText(written)], ...written]);
      const place = this.#placeOf(lock.run);
      build(this.#runFolder, withManifest);
      lock.assertHeld();
      exchange(place, {
        write: [...withManifest.keys()],
        remove: [...holdings.ours.keys()].filter((path) => !withManifest.has(path)),
        changed: Object.values(standing).flat(),
      });
      for (const line of keptLines(standing, place.keep)) say(line);
    } catch (cause) {
      const why = diskFinding(cause);
      const act = `Cannot write the site to ${shownName(this.#found.out)}: `;
      throw new Error(why.startsWith(act) ? why : act + why, { cause });
    }
  }

  /** What is to be written, and which files of ours are the owner's now, or may be. */
  #plan(
    files: ReadonlyMap<string, string | Uint8Array>,
    { ours, owners }: Holdings,
  ): { written: Map<string, string | Uint8Array>; standing: OwnersFiles } {
    const written = new Map(files);
    // The owner's mark does as well as ours, and stays the owner's.
    if (owners.includes(NO_JEKYLL_PATH)) written.delete(NO_JEKYLL_PATH);
    const inTheWay = [...written.keys()].filter((path) => owners.includes(path));
    if (inTheWay.length > 0) {
      throw refusal(this.#found, `${listed(inTheWay)} came to lie there and is not deltascope's`);
    }
    const isTold = [...ours.values()].some((sha256) => sha256 !== null);
    const standing = Map.groupBy(ours.keys(), (path) => {
      const sha256 = ours.get(path) ?? null;
      if (sha256 !== null) return standingOf(join(this.folder, path), sha256);
      return isTold ? "as written" : "untold"; // a manifest does not name itself
    });
    const having = (what: Standing | "untold") => standing.get(what) ?? [];
    return {
      written,
      standing: {
        changed: having("changed"),
        unreadable: having("unreadable"),
        untold: having("untold"),
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    globalThis.removeEventListener("unload", this.#onUnload);
    this.#release();
    return Promise.resolve();
  }

  #release(): void {
    const { lock, work, made } = this.#with;
    // An exchange that was cut off is left for the next run to end.
    if (!isExchanging(this.#runFolder)) {
      try {
        Deno.removeSync(this.#runFolder, { recursive: true });
      } catch {
        // absent, or for the next run to clear away: what went wrong with the disk is said by then
      }
    }
    lock.release();
    removeIfEmpty([work, ...made]);
  }
}
