/**
 * Options that the model and the device have settled, and the layers that follow from them: all that is known without a look at a
 * vector.
 *
 * @module
 */

import type { ActivationRows } from "../sources/vectors/activations_file.ts";
import type { SingleVector } from "../sources/vectors/single_vectors.ts";
import { UsageError } from "../usage_error.ts";
import { checkPair } from "./check_pair.ts";
import {
  type AnalysisOptions,
  checkActivationsLayer,
  type DeviceDefaults,
  resolveFocus,
  resolveLayers,
} from "./options.ts";
import type { RunInputs } from "./run_inputs.ts";

/** Real inputs of one layer's MLP, before the pre-norm. */
export interface LayerActivations extends ActivationRows {
  readonly layer: number;
}

/** Options with what depends on the device settled, and the activations where there are any. */
export type SettledOptions = AnalysisOptions & DeviceDefaults & {
  readonly activations?: LayerActivations | null;
  /** Reads vectors that are run beside the components, of the layer at which components are taken; left out: none are. */
  readonly readInputs?: (layer: number) => Promise<readonly SingleVector[]>;
  /** The same of controls. */
  readonly readControls?: (layer: number) => Promise<readonly SingleVector[]>;
};

/** What {@link settleLayers} gives. */
export interface SettledLayers {
  readonly layers: readonly number[];
  /** Null: the hypothesis layer and the peaks, once known. */
  readonly focus: readonly number[] | null;
  /** Real activations to run at one layer; null where none were given. */
  readonly activations: LayerActivations | null;
}

/** What is settled without a look at a vector. @throws {UsageError} if an option does not fit the model. */
export function settleLayers(
  inputs: RunInputs,
  options: SettledOptions,
): SettledLayers {
  checkPair(inputs);
  const { hiddenSize, nLayers } = inputs.base.recipe;
  const layers = resolveLayers(options.layers, nLayers, options);
  const focus = resolveFocus(options.focus, { layers, nLayers });
  if (options.vectorLayer !== "probed") checkLayer("--vector-layer", options.vectorLayer, nLayers);
  if (options.pcaLayer !== null) checkLayer("--pca-layer", options.pcaLayer, nLayers);
  const activations = options.activations ?? null;
  if (activations !== null) checkActivationsLayer(activations.layer, { layers, nLayers });
  if (options.outliers !== "auto" && options.outliers >= hiddenSize) {
    throw new UsageError(
      `Cannot leave out ${options.outliers} --outliers: expected fewer than the ${hiddenSize} coordinates of the model`,
    );
  }
  return { layers, focus, activations };
}

function checkLayer(option: string, layer: number, nLayers: number): void {
  if (layer >= nLayers) {
    throw new UsageError(
      `Cannot use ${option} ${layer}: expected a layer from 0 to ${
        nLayers - 1
      }, as the model has ${nLayers} layers`,
    );
  }
}

/** Every analysed layer, the one before it, and that of the PCA, ascending. */
export function stateLayers(layers: readonly number[], pcaLayer: number): number[] {
  const wanted = layers.flatMap((layer) => [layer - 1, layer]).filter((layer) => layer >= 0);
  return [...new Set([...wanted, pcaLayer])].sort((a, b) => a - b);
}

/** The layers whose role and trait vectors are set against the change. */
export function probedLayers(
  layers: readonly number[],
  { vectorLayer }: Pick<AnalysisOptions, "vectorLayer">,
): readonly number[] {
  return vectorLayer === "probed" ? layers : [vectorLayer];
}

/** Whether layers have a PC1 of their own: in another space it would need that layer's scaling, as the PCs of resamples would. */
export function hasOwnComponents({ pcSpace }: Pick<AnalysisOptions, "pcSpace">): boolean {
  return pcSpace === "components";
}
