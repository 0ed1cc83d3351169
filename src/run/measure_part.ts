/**
 * A share of a run: the records of some of its layers, and nothing that is settled over all of them.
 *
 * @module
 */

import type { Records } from "../measure/records.ts";
import type { RunContext } from "../prepare/describe_run.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import { isPublishedPair } from "../prepare/published_pair.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import { LayerRecords } from "./layer_records.ts";
import { measureLayers } from "./measure_layers.ts";
import { settlePass } from "./settle_pass.ts";

/**
 * Sees to it that every one of `layers` has a record, by the same pass as a whole run. Returns when all have one, those too that
 * other processes were making meanwhile.
 *
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function measurePart(
  inputs: RunInputs,
  run: PreparedRun,
  { layers, options, records, context: { engine, onLayer } }: {
    layers: readonly number[];
    options: AnalysisOptions;
    records: Records;
    context: Pick<RunContext, "engine" | "onLayer">;
  },
): Promise<void> {
  const isPublished = isPublishedPair(inputs);
  const { outliers, otherRounding } = settlePass(run, { options, isPublished });
  await measureLayers(inputs, run, {
    outliers,
    otherRounding,
    layers,
    engine,
    options,
    records: new LayerRecords(records, inputs, engine),
    onLayer,
  });
}
