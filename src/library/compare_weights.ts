/**
 * Two checkpoints of one model, tensor by tensor, in one call: as the command `weights` compares them.
 *
 * @module
 */

import { describeCheckpoint } from "../prepare/describe_inputs.ts";
import type { ComparedCheckpoint, WeightComparison } from "../results/weight_comparison.ts";
import type { Checkpoint } from "../sources/checkpoint/weights.ts";
import { weightFilesText } from "../text/weight_files.ts";
import { VERSION } from "../version.ts";
import { compareLayers } from "../weights/compare_layers.ts";
import { makeRoomForBytes } from "./fetch_room.ts";
import {
  comparedBytes,
  type OpenWeights,
  openWeights,
  tensorsToCompare,
  type WeightsListeners,
} from "./open_weights.ts";
import { commandWithIds, idsOf } from "./request_command.ts";
import { type WeightFiles, weightFilesOf } from "./weight_files.ts";
import { openWeightRecords } from "./weight_records.ts";
import { settledWeights, type WeightsRequest } from "./weights_request.ts";

/**
 * Reads every tensor of the layers, matrices some times, and compares it with its counterpart.
 *
 * @throws {Error} if a tensor cannot be read or holds what is not finite, or if there is no room for what has to be fetched.
 */
export async function measureWeights(
  run: OpenWeights,
  { say, onWeightBytes, onLayer }: Pick<WeightsListeners, "say"> & {
    onWeightBytes?: ((nBytes: number) => void) | undefined;
    onLayer?: WeightsRequest["onLayer"];
  },
): Promise<WeightComparison> {
  const { request, models, layers, started } = run;
  const { base, instruct } = models;
  const records = await openWeightRecords(run, say);
  for (const note of await records.openingNotes(layers)) say(note);
  const { measured } = await records.recorded();
  const unread = layers.filter((layer) => !measured.includes(layer));
  const { nBytesToFetch } = comparedBytes(tensorsToCompare({ models, layers: unread }));
  await makeRoomForBytes(nBytesToFetch, { cacheLimit: request.cacheLimit, say });
  const files = await weightFilesOf(models, { isHashed: request.isHashed, say });
  let [done, nRead] = [0, 0];
  const { rows, others } = await compareLayers(models, {
    layers,
    rounding: request.weights,
    hasSpectrum: request.spectrum,
    nThreads: request.threads ?? undefined,
    rowsOf: records.rowsOf,
    onWeightBytes(nBytes, { isAgain }) {
      nRead += nBytes;
      if (!isAgain) onWeightBytes?.(nBytes);
    },
    onLayer: (layer) => onLayer?.(layer, { done: ++done, total: layers.length }),
  });
  // Two builds may round sums apart.
  const elsewhere = records.engineNote();
  for (const note of [records.takenNote(), elsewhere]) if (note !== null) say(note);
  await records.removeOld();
  const ofBase = describeCheckpoint(base, layers);
  const { norm_weight } = ofBase;
  return {
    base: compared(base, { described: ofBase, files: files.base }),
    instruct: compared(instruct, {
      described: describeCheckpoint(instruct, layers),
      files: files.instruct,
    }),
    n_layers: base.recipe.nLayers,
    layers,
    weights: request.weights,
    norm_weight: norm_weight === "none" ? null : norm_weight,
    rows,
    tensors: request.tensors,
    others: request.tensors === "mlp" ? null : others,
    remarks: [...run.pairRemarks, ...elsewhere === null ? [] : [`${elsewhere}.`]],
    run: {
      deltascope: VERSION,
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      weight_bytes_read: models.nReadBytes?.() ?? nRead,
      layers_from_records: records.takenLayers(),
      command: commandWithIds(request.command, idsOf(run.origins)),
    },
  };
}

function compared(
  checkpoint: Checkpoint,
  { described, files }: {
    described: ReturnType<typeof describeCheckpoint>;
    files: WeightFiles["base"];
  },
): ComparedCheckpoint {
  const { name, architecture, adapter, unread } = described;
  const outside = Object.values(checkpoint.outsideWeights?.() ?? {})
    .flatMap((it) => typeof it === "string" ? [] : [it.dtype]);
  const dtypes = [...new Set([...described.dtypes, ...outside])].sort();
  return {
    name,
    own_name: checkpoint.ownLabel ?? null,
    architecture,
    dtypes,
    adapter: adapter?.name ?? null,
    weight_files: weightFilesText(files),
    unread,
    synthetic: checkpoint.syntheticNote,
  };
}

/**
 * By how much each MLP tensor of each layer changed between two checkpoints of one model: what the command `weights` measures, without
 * vectors. Nothing is written but, where `records` names a folder, the rows of each layer, as soon as they are known.
 *
 * @throws {UsageError} in one line if the request cannot be met as it was made; options are named as on the command line.
 * @throws {Error} if a checkpoint cannot be read, or the two are no pair.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareWeights } from "./compare_weights.ts";
 * await assert.rejects(compareWeights({ base: "models/a" }), {
 *   message: "Cannot compare weights without --instruct: " +
 *     "give both, a folder or an id on the Hugging Face Hub each",
 * });
 * ```
 */
export async function compareWeights(request: WeightsRequest): Promise<WeightComparison> {
  const settled = settledWeights(request);
  const { onRemark, onWeightBytes, onFetched, onLayer } = request;
  const say = (text: string) => onRemark?.(text);
  await using run = await openWeights(settled, { say, ...onFetched && { onFetched } });
  run.remarks.forEach(say);
  return await measureWeights(run, { say, onWeightBytes, onLayer });
}
