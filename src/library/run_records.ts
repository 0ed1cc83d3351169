/**
 * Where a run writes the results of its layers down, and what it finds there of an earlier one.
 *
 * @module
 */

import { recordedLayers } from "../measure/record_names.ts";
import { sha256Hex } from "../math/sha256.ts";
import { formatLayers } from "../text/layers.ts";
import { bytesText, plural } from "../text/words.ts";
import { removeOldRecords, useRecords } from "../measure/old_records.ts";
import type { RecordEngine } from "../measure/record_body.ts";
import { openRecordFiles } from "../measure/record_files.ts";
import { memoryRecords, type Records } from "../measure/records.ts";
import { removeUnfinished } from "../sources/folder/unfinished_file.ts";
import { recordsFolder } from "../sources/folder/cache_folder.ts";
import { keyOf, type RunKeyParts } from "../run/run_key.ts";
import type { RunInfo } from "../results.ts";
import { shownName } from "../text/quote.ts";
import { foreignNote } from "./foreign_records.ts";
import { engineNote, takenByEngine, takenLayers, takenNote } from "./taken_records.ts";
import { orKept, orRefused } from "./unwritable_records.ts";

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
  const recorded = async () => {
    const names = await files.names();
    return {
      measured: recordedLayers(names, ["layer"]),
      decomposed: recordedLayers(names, ["focus"]),
    };
  };
  return {
    ...isPart ? orRefused(files) : orKept(files, say),
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
    takenLayers: () => takenLayers(files.taken),
    takenByEngine: () => takenByEngine(files.taken),
    takenNote: () => takenNote(files),
    engineNote: () => engineNote(files.taken, engine),
    removeOld: () => isShared ? Promise.resolve() : removeOld(folder, files.key, say),
  };
}

/** Records that last as long as the run, of which there is nothing to say. */
export function unwrittenRecords(): RunRecords {
  return {
    ...memoryRecords(),
    recorded: () => Promise.resolve({ measured: [], decomposed: [] }),
    openingNotes: () => Promise.resolve([]),
    takenLayers: () => [],
    takenByEngine: () => [],
    takenNote: () => null,
    engineNote: () => null,
    removeOld: () => Promise.resolve(),
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
  return sha256Hex(JSON.stringify([key, kind, name]));
}
