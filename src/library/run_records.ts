/**
 * Where a run writes the results of its layers down, and what it finds there of an earlier one.
 *
 * @module
 */

import { recordedLayers } from "../measure/record_names.ts";
import { createHash } from "node:crypto";
import { formatLayers } from "../text/layers.ts";
import { bytesText, plural } from "../text/words.ts";
import { removeOldRecords, useRecords } from "../measure/old_records.ts";
import type { RecordEngine } from "../measure/record_body.ts";
import { openRecordFiles, type RecordFiles, RecordInTheWay } from "../measure/record_files.ts";
import { memoryRecords, type Records, UNCONTESTED } from "../measure/records.ts";
import { removeUnfinished } from "../sources/folder/unfinished_file.ts";
import { recordsFolder } from "../sources/folder/cache_folder.ts";
import { keyOf, type RunKeyParts } from "../run/run_key.ts";
import type { RunInfo } from "../results.ts";
import { shownName } from "../text/quote.ts";
import { isOfDisk, reasonAt, reasonOf } from "../sources/folder/disk_errors.ts";
import { foreignNote } from "./foreign_records.ts";

/** What `--records` and `--fresh` ask for. */
export interface RecordsRequest {
  /** Null: the user's cache folder. */
  readonly folder: string | null;
  /** Whether records that are there are ignored. */
  readonly isFresh: boolean;
}

/** Layers of which there are records. */
export interface RecordedLayers {
  /** Of the pass. */
  readonly measured: readonly number[];
  /** Of what is read of the weights once more where a layer is decomposed. */
  readonly decomposed: readonly number[];
}

/** The records of a run, and what there is to say of them. */
export interface RunRecords extends Records {
  /** Layers of which there are records, ascending; whether they can be used is found out when they are read. */
  recorded(): Promise<RecordedLayers>;
  /** What there is to say before the pass: records of other runs, and which of these layers have none; nothing of the cache. */
  openingNotes(layers: readonly number[]): Promise<string[]>;
  /** Layers that were not computed, ascending. */
  takenLayers(): number[];
  /** The same by the engine that computed them. */
  takenByEngine(): RunInfo["records_by_engine"];
  /** The same in a sentence; null where all were computed. */
  takenNote(): string | null;
  /** Which of them another engine computed, in a sentence; null where none did. */
  engineNote(): string | null;
  /** Removes from the cache what earlier runs left there and nobody has used for long: after the site, which need not wait for it. */
  removeOld(): Promise<void>;
}

/** What {@link openRunRecords} needs. */
export interface RunRecordsOptions {
  /** What the key is made of. */
  readonly about: RunKeyParts;
  /** As it is by then: another may take over. */
  readonly engine: () => RecordEngine;
  readonly request: RecordsRequest;
  /** Whether the records are all that is made: then one that cannot be written ends the run. */
  readonly isPart?: boolean;
  readonly say: (text: string) => void;
}

/** Opens the records of a run of that key. Where nothing can be written down, the run goes on and says so. */
export async function openRunRecords(
  { about, engine: engineNow, request, isPart = false, say }: RunRecordsOptions,
): Promise<RunRecords> {
  const key = keyOf(about);
  const engine = engineNow();
  const isShared = request.folder !== null;
  const folder = request.folder ?? recordsFolder();
  const files = openRecordFiles({
    folder,
    // Of the cache, records of several engines lie beside each other; in a folder that is given they fit together.
    key: isShared ? key : keyOfEngine(key, engine),
    about: isShared ? about : null,
    engine: engineNow,
    isFresh: request.isFresh,
    isShared,
    say,
  });
  if (!isShared) await useRecords(folder, files.key);
  await removeUnfinished(folder);
  await files.clearUp();
  const takenLayers = () => recordedLayers(files.taken.keys(), ["layer"]);
  const recorded = async () => {
    const names = await files.names();
    return {
      measured: recordedLayers(names, ["layer"]),
      decomposed: recordedLayers(names, ["focus"]),
    };
  };
  return {
    ...isPart ? written(files) : withMemory(files, say),
    recorded,
    openingNotes: async (layers) => {
      if (!isShared || request.isFresh) return [];
      const { measured } = await recorded();
      const missing = layers.filter((layer) => !measured.includes(layer));
      const foreign = await foreignNote(folder, { key, about });
      return [
        ...foreign === null ? [] : [foreign],
        ...missing.length === 0 || missing.length === layers.length ? [] : [
          `${plural(missing.length, "layer", "layers")} (${formatLayers(missing)}) ${
            missing.length === 1 ? "has no record" : "have no records"
          } in ${shownName(files.path)}: computed now`,
        ],
      ];
    },
    takenLayers,
    takenByEngine: () => {
      const byEngine = Map.groupBy(
        files.taken,
        ([, { kind, name }]) => JSON.stringify([kind, name]),
      );
      return [...byEngine.values()].flatMap((taken) => {
        const { kind, name } = taken[0]![1];
        const layers = recordedLayers(taken.map(([it]) => it), ["layer"]);
        return layers.length === 0 ? [] : [{ kind, name, layers }];
      });
    },
    takenNote: () => {
      const taken = takenLayers();
      return taken.length === 0
        ? null
        : `${plural(taken.length, "layer", "layers")} (${formatLayers(taken)}) ${
          taken.length === 1 ? "was" : "were"
        } computed by another run of the same inputs and options and taken from its records in ${
          shownName(files.path)
        }; --fresh computes anew`;
    },
    engineNote: () => {
      const foreign = [...files.taken].filter(([, it]) =>
        it.kind !== engine.kind || it.name !== engine.name
      );
      if (foreign.length === 0) return null;
      const byEngine = Map.groupBy(foreign, ([, it]) => it.name);
      const each = Array.from(
        byEngine,
        ([name, all]) => `${formatLayers(recordedLayers(all.map(([it]) => it)))} on ${name}`,
      );
      return `Layers computed elsewhere, from records: ${each.join("; ")}`;
    },
    removeOld: () => isShared ? Promise.resolve() : removeOld(folder, files.key, say),
  };
}

/** What could not be written ends the run, in one line. */
function written(files: RecordFiles): Records {
  const orRefuse = async <T>(name: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      if (!isOfDisk(cause) && !(cause instanceof RecordInTheWay)) throw cause;
      throw new Error(
        `Cannot write the record ${name} in ${shownName(files.path)}: ${reasonOf(cause)}`,
        { cause },
      );
    }
  };
  return {
    read: files.read,
    claim: (name) => orRefuse(name, files.claim(name)),
    write: (name, of, value) => orRefuse(name, files.write(name, of, value)),
  };
}

/** What could not be written is kept for this run alone. */
function withMemory(files: RecordFiles, say: (text: string) => void): Records {
  const memory = memoryRecords();
  let isSaid = false;
  return {
    read: async (name, of) => await memory.read(name, of) ?? await files.read(name, of),
    claim: async (name) => {
      try {
        return await files.claim(name);
      } catch (error) {
        if (!isOfDisk(error)) throw error;
        return UNCONTESTED; // where no claim can be written, nobody can write a record either
      }
    },
    write: async (name, of, value) => {
      try {
        await files.write(name, of, value);
      } catch (error) {
        if (!isOfDisk(error) && !(error instanceof RecordInTheWay)) throw error;
        await memory.write(name, of, value);
        if (isSaid) return;
        isSaid = true;
        say(
          `Layers cannot be written down in ${shownName(files.path)} (${
            reasonAt(files.path, error)
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
