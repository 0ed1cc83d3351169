/**
 * Where the rows of a comparison of weights are written down, layer by layer.
 *
 * @module
 */

import { weightsEngine } from "../compute/wasm/weight_pairs.ts";
import { recordName } from "../measure/record_names.ts";
import { takenOrMade } from "../measure/taken_or_made.ts";
import { layerContent, weightsKeyParts } from "../run/run_key.ts";
import type { CompareLayersOptions } from "../weights/compare_layers.ts";
import type { OpenWeights } from "./open_weights.ts";
import { openRunRecords, type RunRecords, unwrittenRecords } from "./run_records.ts";

/** The records of a comparison, and what takes from them. */
export interface WeightRecords extends RunRecords {
  readonly rowsOf: CompareLayersOptions["rowsOf"];
}

/** On the disk as asked, else for this comparison alone. */
export async function openWeightRecords(
  run: Pick<OpenWeights, "request" | "models">,
  say: (text: string) => void,
): Promise<WeightRecords> {
  const records = await openRecords(run, say);
  return {
    ...records,
    rowsOf: async (layer, make) =>
      await takenOrMade(records, {
        name: recordName("layer", layer),
        of: await layerContent(run.models, layer),
        make,
      }),
  };
}

async function openRecords(
  { request, models }: Pick<OpenWeights, "request" | "models">,
  say: (text: string) => void,
): Promise<RunRecords> {
  if (request.records === null) return unwrittenRecords();
  const { weights, spectrum, tensors } = request;
  const engine = weightsEngine(); // asked for at every record, and told by compiling the kernels
  return await openRunRecords({
    about: await weightsKeyParts(models, { weights, spectrum, tensors }),
    engine: () => engine,
    request: request.records,
    say,
  });
}
