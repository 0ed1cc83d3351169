/**
 * What there is to say of layers that were not computed, as records of another run had them.
 *
 * @module
 */

import type { RecordEngine } from "../measure/record_body.ts";
import type { RecordFiles } from "../measure/record_files.ts";
import { recordedLayers } from "../measure/record_names.ts";
import type { RunInfo } from "../results.ts";
import { formatLayers } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";

/** Records that were read, by name, with the engine that computed each. */
type Taken = RecordFiles["taken"];

/** The layers, ascending. */
export function takenLayers(taken: Taken): number[] {
  return recordedLayers(taken.keys(), ["layer"]);
}

/** The same by the engine that computed them. */
export function takenByEngine(taken: Taken): RunInfo["records_by_engine"] {
  const byEngine = Map.groupBy(taken, ([, { kind, name }]) => JSON.stringify([kind, name]));
  return [...byEngine.values()].flatMap((ofOne) => {
    const { kind, name } = ofOne[0]![1];
    const layers = takenLayers(new Map(ofOne));
    return layers.length === 0 ? [] : [{ kind, name, layers }];
  });
}

/** The same in a sentence; null where all were computed. */
export function takenNote({ taken, path }: Pick<RecordFiles, "taken" | "path">): string | null {
  const layers = takenLayers(taken);
  return layers.length === 0
    ? null
    : `${plural(layers.length, "layer", "layers")} (${formatLayers(layers)}) ${
      layers.length === 1 ? "was" : "were"
    } computed by another run of the same inputs and options and taken from its records in ${
      shownName(path)
    }; --fresh computes anew`;
}

/** Which of them another engine than this computed, in a sentence; null where none did. */
export function engineNote(taken: Taken, { kind, name }: RecordEngine): string | null {
  const foreign = [...taken].filter(([, by]) => by.kind !== kind || by.name !== name);
  if (foreign.length === 0) return null;
  const each = Array.from(
    Map.groupBy(foreign, ([, by]) => by.name),
    ([by, all]) => `${formatLayers(recordedLayers(all.map(([record]) => record)))} on ${by}`,
  );
  return `Layers computed elsewhere, from records: ${each.join("; ")}`;
}
