/**
 * Where a run writes the results of its layers down, and what it finds there of an earlier one.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import {
  type AnalysisOptions,
  formatLayers,
  MAX_RANDOM,
  MAX_RESAMPLES,
} from "../analysis/options.ts";
import type { SettledOptions } from "../analysis/prepare.ts";
import { askedKey } from "../analysis/run_key.ts";
import type { RunInputs } from "../analysis/run_inputs.ts";
import { plural } from "../analysis/words.ts";
import { removeOldRecords } from "../measure/old_records.ts";
import {
  openRecordFiles,
  type RecordEngine,
  type RecordFiles,
  writeWhole,
} from "../measure/record_files.ts";
import { memoryRecords, type Records } from "../measure/records.ts";
import { bytesText } from "../site/numbers.ts";
import { cacheFolder } from "../sources/cache_folder.ts";
import { shownName } from "../sources/quote.ts";

/** What is left to the device where it is not asked for. */
export type DeviceDefaults = Pick<SettledOptions, "random" | "resamples" | "sweep">;

/** What `--records` and `--fresh` ask for. */
export interface RecordsRequest {
  /** Null: the user's cache folder. */
  readonly folder: string | null;
  /** Whether records that are there are ignored. */
  readonly isFresh: boolean;
}

/** The records of a run, and what there is to say of them. */
export interface RunRecords extends Records {
  /** Layers that were not computed, ascending. */
  takenLayers(): number[];
  /** The same in a sentence; null where all were computed. */
  takenNote(): string | null;
  /** Which of them another engine computed, in a sentence; null where none did. */
  engineNote(): string | null;
}

/**
 * What the device's defaults were for the first run into a folder of `--records`: they hold for all that ask the same, so that runs
 * on several machines fit each other. Of the user's cache they are those of the device.
 *
 * @throws {Error} if the folder cannot be written to, or what is in it cannot be read.
 */
export async function sharedDefaults(
  inputs: RunInputs,
  { options, defaults, request, isPlan, say }: {
    options: AnalysisOptions;
    defaults: DeviceDefaults;
    request: RecordsRequest;
    /** A plan writes nothing: the first run will. */
    isPlan: boolean;
    say: (text: string) => void;
  },
): Promise<DeviceDefaults> {
  const { folder } = request;
  if (folder === null) return defaults;
  const path = join(folder, `defaults-${await askedKey(inputs, options)}.json`);
  const known = await onDisk(folder, () => readDefaults(path));
  if (known === null && isPlan) return defaults;
  const shared = known ?? await onDisk(folder, () => writeDefaults(path, defaults));
  if (known !== null && JSON.stringify(known) !== JSON.stringify(defaults)) {
    say(
      `Taking --random ${known.random}, --resamples ${known.resamples} and --sweep ${
        known.sweep ? "on" : "off"
      } from the first run into ${shownName(folder)}`,
    );
  }
  return shared;
}

/** Runs what needs a folder of records, and says of failures which folder cannot be used and why. */
async function onDisk<T>(folder: string, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (!isOfDisk(cause)) throw cause;
    throw new Error(
      `Cannot use --records ${
        shownName(folder)
      }: expected a folder that can be read and written to, ` +
        `or a place for one; got ${reasonOf(cause)}`,
      { cause },
    );
  }
}

async function readDefaults(path: string): Promise<DeviceDefaults | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const { random, resamples, sweep } = parseObject(text);
  const isCount = (value: unknown, most: number) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
  if (
    isCount(random, MAX_RANDOM) && isCount(resamples, MAX_RESAMPLES) && typeof sweep === "boolean"
  ) {
    return { random, sweep, resamples } as DeviceDefaults;
  }
  throw new Error(
    `Cannot read ${
      shownName(path)
    }: expected the defaults of the first run; remove the file, and the next run writes its own`,
  );
}

/** Writes the defaults of the first run; of two at once those that were first hold for both. */
async function writeDefaults(path: string, defaults: DeviceDefaults): Promise<DeviceDefaults> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeWhole(path, new TextEncoder().encode(JSON.stringify(defaults)), { isNew: true });
  return await readDefaults(path) ?? defaults;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Opens the records of a run of that key. Where nothing can be written down, the run goes on and says so. */
export async function openRunRecords(
  { key, engine, request, say }: {
    key: string;
    engine: RecordEngine;
    request: RecordsRequest;
    say: (text: string) => void;
  },
): Promise<RunRecords> {
  const isShared = request.folder !== null;
  const folder = request.folder ?? join(cacheFolder(), "records");
  const files = openRecordFiles({
    folder,
    // Of the cache, records of several engines lie beside each other; in a folder that is given they fit together.
    key: isShared ? key : keyOfEngine(key, engine),
    engine: { kind: engine.kind, name: engine.name },
    isFresh: request.isFresh,
    say,
  });
  if (!isShared) await removeOld(folder, files.key, say);
  const layers = () => [...files.taken].filter(([name]) => name.startsWith("layer-"));
  const takenLayers = () => layers().map(([name]) => layerOf(name)).sort((a, b) => a - b);
  return {
    ...withMemory(files, say),
    takenLayers,
    takenNote: () => {
      const taken = takenLayers();
      return taken.length === 0
        ? null
        : `${plural(taken.length, "layer", "layers")} (${formatLayers(taken)}) ${
          taken.length === 1 ? "was" : "were"
        } computed by another run of the same and taken from its records in ${
          shownName(files.path)
        }; --fresh computes anew`;
    },
    engineNote: () => {
      const foreign = layers().filter(([, it]) =>
        it.kind !== engine.kind || it.name !== engine.name
      );
      if (foreign.length === 0) return null;
      const byEngine = Map.groupBy(foreign, ([, it]) => it.name);
      return Array.from(
        byEngine,
        ([name, all]) => `${formatLayers(all.map(([it]) => layerOf(it)))} on ${name}`,
      ).join("; ")
        .replace(/^/, "Layers computed elsewhere, from records: ");
    },
  };
}

/** What could not be written is kept for this run alone. */
function withMemory(files: RecordFiles, say: (text: string) => void): Records {
  const memory = memoryRecords();
  let isSaid = false;
  return {
    read: async (name, of) => await memory.read(name, of) ?? await files.read(name, of),
    write: async (name, of, value) => {
      try {
        await files.write(name, of, value);
      } catch (error) {
        if (!isOfDisk(error)) throw error;
        await memory.write(name, of, value);
        if (isSaid) return;
        isSaid = true;
        say(
          `Layers cannot be written down in ${shownName(files.path)} (${
            reasonOf(error)
          }): a run that is cut short has to begin again`,
        );
      }
    },
  };
}

async function removeOld(
  folder: string,
  key: string,
  say: (text: string) => void,
): Promise<void> {
  const { nRuns, nBytes } = await removeOldRecords(folder, { key })
    .catch(() => ({ nRuns: 0, nBytes: 0 })); // what is in nobody's way may stay
  if (nRuns === 0) return;
  say(
    `Removed the records of ${plural(nRuns, "earlier run", "earlier runs")}, ${
      bytesText(nBytes)
    }, from the cache: not used for 30 days, or beyond 5 GB in all`,
  );
}

function keyOfEngine(key: string, { kind, name }: RecordEngine): string {
  return createHash("sha256").update(JSON.stringify([key, kind, name])).digest("hex");
}

function layerOf(name: string): number {
  return Number(name.slice("layer-".length));
}

/** Whether an error is of the disk and no fault of the program. */
function isOfDisk(error: unknown): error is Error {
  return error instanceof Error && Object.values(Deno.errors).some((of) => error instanceof of) ||
    error instanceof Error && "code" in error;
}

function reasonOf(error: Error): string {
  const { NotCapable, NotADirectory, PermissionDenied } = Deno.errors;
  if (error instanceof NotCapable) return "a place that Deno was not allowed to touch";
  if (error instanceof NotADirectory) return "a file in its way";
  return error instanceof PermissionDenied ? "permission denied" : error.message;
}
