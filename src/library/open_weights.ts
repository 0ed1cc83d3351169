/**
 * The first half of a comparison of weights: both checkpoints opened and checked, and what it would read.
 *
 * @module
 */

import { checkModels } from "../prepare/check_pair.ts";
import { resolveLayers } from "../prepare/options.ts";
import { weightRemarks } from "../prepare/pair_remarks.ts";
import {
  type Checkpoint,
  missingBytesOf,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { oneLine, shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { comparedTensors, leftOutRemarks } from "../weights/compare_layers.ts";
import { pairAloud } from "./aloud.ts";
import { inputOpener, type OpenedPair, openPair } from "./open_pair.ts";
import { expectRecordsApart } from "./records_apart.ts";
import type { InputName } from "./settled_request.ts";
import type { SettledWeights } from "./weights_request.ts";

/** Two checkpoints that belong together, open; disposing it closes them. */
export interface OpenWeights extends AsyncDisposable {
  readonly request: SettledWeights;
  readonly started: Date;
  readonly models: OpenedPair;
  /** Layers to compare, ascending. */
  readonly layers: readonly number[];
  /** What differs beside the weights, and which of them are not compared. */
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
 * @throws {UsageError} if a layer is not in the model.
 * @throws {Error} if one cannot be opened, or they are no pair.
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
    scope: request.tensors,
  }, { open, resources });
  checkModels(models);
  expectOutside(request, models);
  const layers = layersOf(models.base.recipe);
  const pairRemarks = [
    ...await weightRemarks(models, layers),
    ...leftOutRemarks(models, layers),
  ];
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

/** An adapter may change what is in no layer, and that is not added to it. */
function expectOutside({ tensors }: SettledWeights, { base, instruct }: OpenedPair): void {
  const adapter = base.adapter ?? instruct.adapter;
  if (tensors !== "all" || adapter === undefined) return;
  throw new UsageError(
    `Cannot use --tensors all with the adapter ${shownName(adapter.name)}: expected two whole ` +
      "checkpoints; --tensors layer compares all that it changes in layers",
  );
}

/** The tensors that are compared of some layers, and of what is in none where that was asked for. */
export function tensorsToCompare(
  { models, layers }: Pick<OpenWeights, "models" | "layers">,
): WeightTensor[] {
  return [null, ...layers].flatMap((layer) => comparedTensors(models, layer));
}

/** Bytes of weights, and of these that come over the network. */
export function comparedBytes(
  tensors: readonly WeightTensor[],
): { nBytes: number; nBytesToFetch: number } {
  return {
    nBytes: tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    nBytesToFetch: missingBytesOf(tensors),
  };
}
