/**
 * One run from opened inputs to results.
 *
 * @module
 */

import { memoryRecords, type Records } from "../measure/records.ts";
import { describeInputs } from "../prepare/describe_inputs.ts";
import type { RunContext } from "../prepare/describe_run.ts";
import { isPublishedPair } from "../prepare/published_pair.ts";
import type { AnalysedRun } from "./conclude.ts";
import { loadJudgement } from "./judgement.ts";
import { LayerRecords } from "./layer_records.ts";
import { measureLayers } from "./measure_layers.ts";
import { settlePass } from "./settle_pass.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";

/**
 * Pushes all input vectors through both MLPs of every layer, compares the outputs, sets the peak against random directions, finds
 * what carries the change, and decomposes the focus layers onto roles and traits.
 *
 * @param options.isPublished Whether the run is compared with published figures. Those are of both roundings, so the inputs that they
 * need are then measured under the other rounding too.
 * @param options.records Where the results of layers are written down, and read from where they are there already; default: in memory.
 * @throws {Error} naming tensor and layer if an output is not finite or is all zero.
 */
export async function analyse(
  inputs: RunInputs,
  run: PreparedRun,
  { options, context, records = memoryRecords(), isPublished = isPublishedPair }: {
    options: AnalysisOptions;
    context: RunContext;
    records?: Records;
    isPublished?: (inputs: RunInputs) => boolean;
  },
): Promise<AnalysedRun> {
  const described = describeInputs(inputs, run.layers);
  const { engine, onLayer, onStep } = context;
  const layerRecords = new LayerRecords(records, inputs, engine);
  const { dimensions, ...pass } = settlePass(run, { options, isPublished: isPublished(inputs) });
  const { outliers } = pass;
  const numbers = await measureLayers(inputs, run, {
    ...pass,
    engine,
    options,
    records: layerRecords,
    onLayer,
  });
  const { conclude } = await loadJudgement();
  const source = { inputs, described, run, options, engine, numbers, dimensions, outliers };
  return await conclude({ ...source, records: layerRecords, onStep }, context);
}
