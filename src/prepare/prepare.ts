/**
 * Everything a run settles before it reads a weight: that the inputs belong together, the layers, the components, the input
 * matrix. `--plan` stops here.
 *
 * @module
 */

import type { ActivationRows } from "../sources/vectors/activations_file.ts";
import { checkPair, pairRemarks } from "./check_pair.ts";
import { type Directions, settleDirections } from "./directions.ts";
import { type LayerState, type OwnRequest, readStates } from "./layer_state.ts";
import {
  type AnalysisOptions,
  checkActivationsLayer,
  type DeviceDefaults,
  resolveFocus,
  resolveLayers,
} from "./options.ts";
import { ASSISTANT_AXIS, controlDirections, isSameDirection, namedInputs } from "./named_inputs.ts";
import type { SingleVector } from "../sources/vectors/single_vectors.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import type { RunInputs } from "./run_inputs.ts";
import { checkSemanticLayers } from "./semantic_layers.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { sayingNotes } from "./saying_notes.ts";
import { sameStateNotes, suspiciousNotes } from "./suspicious_vectors.ts";
import { vectorNotes } from "./vector_notes.ts";
import { chooseComponents, readLayer } from "./choose_components.ts";
import type { ComponentSet } from "./principal_components.ts";

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

/** A run that is ready to compute. */
export interface PreparedRun {
  readonly layers: readonly number[];
  /** Null: the hypothesis layer and the peaks, once known. */
  readonly focus: readonly number[] | null;
  readonly pcaLayer: number;
  readonly directions: Directions;
  /** Names of the roles that random role mixtures weigh, in this order; none without mixtures. */
  readonly weighedRoles: readonly string[];
  /** Mean states of the layers that the operating point and the outliers need; empty without baselines. */
  readonly states: ReadonlyMap<number, LayerState>;
  /** The assistant axis at the layer of the PCA, where the folder has one. */
  readonly assistantAxis: Float32Array | null; // f32 [C]
  /** Random directions of each baseline. */
  readonly random: number;
  /** Resamples of the roles. */
  readonly resamples: number;
  /** Whether every role and trait is run as an input at every layer. */
  readonly isSweep: boolean;
  /** Real activations to run at one layer; null where none were given. */
  readonly activations: LayerActivations | null;
  /** What differs between base and instruct beside the weights, in whole sentences. */
  readonly pairRemarks: readonly string[];
  /** Things the reader should know of the choice of components and of how the vectors were read, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Checks the inputs against each other and the options against the inputs, and reads the principal components.
 *
 * @throws {UsageError} if an option does not fit the model; {Error} if the inputs do not belong together.
 */
export async function prepareRun(
  inputs: RunInputs,
  options: SettledOptions,
): Promise<PreparedRun> {
  const { layers, focus, activations } = settleLayers(inputs, options);
  await readAhead(inputs.vectors, { layers, options });
  const { hiddenSize } = inputs.base.recipe;
  const { components, sigma, pcaLayer, notes } = await chooseComponents(inputs, options);
  // Every layer is set against the vectors, decomposed or not.
  const { vectorLayer } = options;
  await checkSemanticLayers(inputs.vectors, { layers, vectorLayer });
  const { vectors } = inputs;
  const hasBaselines = options.random > 0;
  const probed = vectorLayer === "probed" ? layers : [vectorLayer];
  const isTraitRawMean = vectors.traitsAre?.is === "raw";
  const raw = hasBaselines ? await readLayer(vectors, pcaLayer) : null;
  const assistantAxis = await vectors.assistantAxis(pcaLayer);
  const given = await readNamed(options, { layer: pcaLayer, label: vectors.label, assistantAxis });
  const named = given.length === 0
    ? []
    : namedInputs(given, { layer: pcaLayer, roles: raw ?? await readLayer(vectors, pcaLayer) });
  const source = {
    components: [...components, ...named],
    controls: controlDirections(await options.readControls?.(pcaLayer) ?? []),
    sigma,
    raw,
    isTraitRawMean,
    hiddenSize,
  };
  const directions = settleDirections(source, options);
  const states = hasBaselines
    ? await readStates(vectors, {
      layers: stateLayers(layers, pcaLayer),
      // The row before a layer tells of another operating point, where it is there.
      needed: options.inputRow === "before" ? layers.map((layer) => layer - 1) : layers,
      inputRow: options.inputRow,
      own: ownRequest(source, { layers, options }),
    })
    : new Map<number, LayerState>();
  return {
    layers,
    focus,
    pcaLayer,
    directions,
    weighedRoles: directions.persona.length === 0 || raw === null
      ? []
      : raw.vectors.flatMap(({ kind, name }) => kind === "role" ? [name] : []),
    states,
    assistantAxis,
    random: options.random,
    resamples: options.resamples,
    isSweep: options.sweep,
    activations,
    pairRemarks: await pairRemarks(inputs, layers),
    notes: [
      ...notes,
      ...vectorNotes(vectors, {
        layers: [...new Set([...probed, pcaLayer])].sort((a, b) => a - b),
        hasStates: hasBaselines,
      }),
      ...sayingNotes(vectors.sayings, inputs.base.recipe),
      // Of a layer that is read anyway.
      ...suspiciousNotes(raw ?? await readLayer(vectors, probed[0]!), { assistantAxis }),
      ...sameStateNotes(states.values()),
    ],
  };
}

/** Reads the vectors of all layers that will be asked for, where all of them are kept: then each file is opened once for them. */
async function readAhead(
  { nLayers, isByLayer, nKept, readLayers }: VectorFolder,
  { layers, options }: { layers: readonly number[]; options: SettledOptions },
): Promise<void> {
  const { vectorLayer, random } = options;
  const probed = vectorLayer === "probed" ? layers : [vectorLayer];
  const wanted = new Set(random > 0 ? [...probed, ...stateLayers(layers, layers[0]!)] : probed);
  if (wanted.size > nKept) return;
  await readLayers([...wanted].filter((layer) => isByLayer || layer < nLayers));
}

/** What is settled without a look at a vector. @throws as {@link prepareRun} */
export function settleLayers(
  inputs: RunInputs,
  options: SettledOptions,
): Pick<PreparedRun, "layers" | "focus" | "activations"> {
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

/**
 * Vectors that are given, and the assistant axis where the folder has one; the presets go without it, as what they repeat did.
 *
 * @throws {UsageError} if another vector that is given has its name.
 */
export async function readNamed(
  options: SettledOptions,
  { layer, label, assistantAxis }: {
    layer: number;
    /** Of the folder. */
    label: string;
    assistantAxis: Float32Array | null;
  },
): Promise<readonly SingleVector[]> {
  const given = await options.readInputs?.(layer) ?? [];
  const isOwn = assistantAxis !== null && assistantAxis.some((entry) => entry !== 0) &&
    !options.likeNotebook && !options.likePublished;
  const namesake = given.find(({ name }) => name === ASSISTANT_AXIS);
  if (isOwn && namesake !== undefined && !isSameDirection(namesake.values, assistantAxis)) {
    throw new UsageError(
      `Cannot use ${ASSISTANT_AXIS} of --input: ${
        shownName(label)
      } has an assistant axis of its own, which is run under that name; rename the vector in its file`,
    );
  }
  return isOwn && namesake === undefined
    ? [...given, { name: ASSISTANT_AXIS, fileName: label, layer, values: assistantAxis }]
    : given;
}

/** Whether layers have a PC1 of their own: in another space it would need that layer's scaling, as the PCs of resamples would. */
export function hasOwnComponents({ pcSpace }: Pick<AnalysisOptions, "pcSpace">): boolean {
  return pcSpace === "components";
}

function ownRequest(
  { components, sigma }: Pick<ComponentSet, "components" | "sigma">,
  { layers, options }: { layers: readonly number[]; options: AnalysisOptions },
): OwnRequest | null {
  const pc1 = components[0]?.values;
  if (pc1 === undefined || !hasOwnComponents(options)) return null;
  return { pc1, scale: sigma === null ? "mean" : "standard", layers };
}

/** Every analysed layer, the one before it, and that of the PCA, ascending. */
export function stateLayers(layers: readonly number[], pcaLayer: number): number[] {
  const wanted = layers.flatMap((layer) => [layer - 1, layer]).filter((layer) => layer >= 0);
  return [...new Set([...wanted, pcaLayer])].sort((a, b) => a - b);
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
