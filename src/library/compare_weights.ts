/**
 * Two checkpoints of one model, tensor by tensor, in one call: as the command `weights` compares them.
 *
 * @module
 */

import { checkModels } from "../prepare/check_pair.ts";
import { weightRemarks } from "../prepare/pair_remarks.ts";
import { describeCheckpoint } from "../prepare/describe_inputs.ts";
import { resolveLayers } from "../prepare/options.ts";
import type { ComparedCheckpoint, WeightComparison } from "../results/weight_comparison.ts";
import { type Checkpoint, missingBytesOf } from "../sources/checkpoint/weights.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { oneLine } from "../text/quote.ts";
import { weightFilesText } from "../text/weight_files.ts";
import { VERSION } from "../version.ts";
import { comparedTensors, compareLayers } from "../weights/compare_layers.ts";
import { pairAloud } from "./aloud.ts";
import { recordName } from "../measure/record_names.ts";
import { takenOrMade } from "../measure/taken_or_made.ts";
import { layerContent, weightsKeyParts } from "../run/run_key.ts";
import { weightsEngine } from "../compute/wasm/weight_pairs.ts";
import { makeRoomForBytes } from "./fetch_room.ts";
import { openRunRecords, type RunRecords, unwrittenRecords } from "./run_records.ts";
import { expectRecordsApart } from "./records_apart.ts";
import { inputOpener, type OpenedPair, openPair } from "./open_pair.ts";
import { commandWithIds, idsOf } from "./request_command.ts";
import type { InputName } from "./settled_request.ts";
import { type WeightFiles, weightFilesOf } from "./weight_files.ts";
import { type SettledWeights, settledWeights, type WeightsRequest } from "./weights_request.ts";

/** Two checkpoints that belong together, open; disposing it closes them. */
export interface OpenWeights extends AsyncDisposable {
  readonly request: SettledWeights;
  readonly started: Date;
  readonly models: OpenedPair;
  /** Layers to compare, ascending. */
  readonly layers: readonly number[];
  /** What differs beside the weights. */
  readonly pairRemarks: readonly string[];
  /** What a reader must not overlook before the run, a line each; none of it is said yet. */
  readonly remarks: readonly string[];
  readonly origins: ReadonlyMap<InputName, HubOrigin>;
}

/** Hears of a comparison. */
export interface WeightsListeners {
  /** Hears, a line each, what happens on the way. */
  readonly say: (text: string) => void;
  readonly onFetched?: (nBytes: number) => void;
}

/**
 * Opens both checkpoints and checks that they belong together; of weights only norms are read, and a few bytes of the others.
 *
 * @throws {UsageError} if a layer is not in the model. @throws {Error} if one cannot be opened, or they are no pair.
 */
export async function openWeights(
  request: SettledWeights,
  { say, onFetched }: WeightsListeners,
): Promise<OpenWeights> {
  const started = new Date();
  expectRecordsApart({ ...request, out: null });
  await using resources = new AsyncDisposableStack();
  const origins = new Map<InputName, HubOrigin>();
  const open = inputOpener(request, {
    resources,
    say,
    onOrigin: (input, origin) => void origins.set(input, origin),
    ...onFetched && { onFetched },
  });
  const layersOf = ({ nLayers }: Checkpoint["recipe"]) => resolveLayers(request.layers, nLayers);
  const models = await openPair({
    ...request,
    layers: layersOf,
    hasOthers: request.tensors === "layer",
  }, { open, resources });
  checkModels(models);
  const layers = layersOf(models.base.recipe);
  const pairRemarks = await weightRemarks(models, layers);
  const owned = resources.move();
  return {
    request,
    started,
    models,
    layers,
    pairRemarks,
    remarks: pairAloud(models, pairRemarks).map(oneLine),
    origins,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Bytes of weights that are compared, and of these that come over the network. */
export function comparedBytes(
  { models, layers }: Pick<OpenWeights, "models" | "layers">,
): { nBytes: number; nBytesToFetch: number } {
  const tensors = layers.flatMap((layer) => comparedTensors(models, layer));
  return {
    nBytes: tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    nBytesToFetch: missingBytesOf(tensors),
  };
}

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
  const records = await openRecords(run, say);
  for (const note of await records.openingNotes(layers)) say(note);
  const { measured } = await records.recorded();
  const unread = layers.filter((layer) => !measured.includes(layer));
  const { nBytesToFetch } = comparedBytes({ models, layers: unread });
  await makeRoomForBytes(nBytesToFetch, { cacheLimit: request.cacheLimit, say });
  const files = await weightFilesOf(models, { isHashed: request.isHashed, say });
  let [done, nRead] = [0, 0];
  const { rows, others, remarks } = await compareLayers(models, {
    layers,
    rounding: request.weights,
    hasSpectrum: request.spectrum,
    nThreads: request.threads ?? undefined,
    rowsOf: async (layer, make) =>
      await takenOrMade(records, {
        name: recordName("layer", layer),
        of: await layerContent(models, layer),
        make,
      }),
    onWeightBytes(nBytes, { isAgain }) {
      nRead += nBytes;
      if (!isAgain) onWeightBytes?.(nBytes);
    },
    onLayer: (layer) => onLayer?.(layer, { done: ++done, total: layers.length }),
  });
  remarks.map(oneLine).forEach(say);
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
    others: request.tensors === "layer" ? others : null,
    remarks: [...run.pairRemarks, ...remarks, ...elsewhere === null ? [] : [`${elsewhere}.`]],
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

/** On the disk as asked, else for this comparison alone. */
async function openRecords(
  { request, models }: OpenWeights,
  say: (text: string) => void,
): Promise<RunRecords> {
  if (request.records === null) return unwrittenRecords();
  const { weights, spectrum, tensors } = request;
  return await openRunRecords({
    about: await weightsKeyParts(models, { weights, spectrum, tensors }),
    engine: weightsEngine,
    request: request.records,
    say,
  });
}

function compared(
  checkpoint: Checkpoint,
  { described, files }: {
    described: ReturnType<typeof describeCheckpoint>;
    files: WeightFiles["base"];
  },
): ComparedCheckpoint {
  const { name, architecture, dtypes, adapter, unread } = described;
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
