/**
 * Everything a run settles before it reads a weight: that the inputs belong together, the layers, the components, the input
 * matrix. `--plan` stops here.
 *
 * @module
 */

import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { pairRemarks } from "./pair_remarks.ts";
import { chooseComponents, readLayer } from "./choose_components.ts";
import { type Directions, settleDirections } from "./directions.ts";
import { type LayerState, neededStates, type OwnRequest, readStates } from "./layer_state.ts";
import { controlDirections, namedInputs, readNamed } from "./named_inputs.ts";
import type { AnalysisOptions } from "./options.ts";
import type { ComponentSet } from "./principal_components.ts";
import type { RunInputs } from "./run_inputs.ts";
import { sayingNotes } from "./saying_notes.ts";
import { checkSemanticLayers } from "./semantic_layers.ts";
import {
  hasOwnComponents,
  probedLayers,
  type SettledLayers,
  type SettledOptions,
  settleLayers,
  stateLayers,
} from "./settled_options.ts";
import { controlNotes } from "./control_notes.ts";
import { sameStateNotes, suspiciousNotes } from "./suspicious_vectors.ts";
import { vectorNotes } from "./vector_notes.ts";

/** A run that is ready to compute. */
export interface PreparedRun extends SettledLayers {
  /** Layer at which the components are taken, from 0. */
  readonly pcaLayer: number;
  /** Components, named inputs and random directions, as they are run. */
  readonly directions: Directions;
  /** Names of the roles that random role mixtures weigh, in this order; none without mixtures. */
  readonly weighedRoles: readonly string[];
  /** Mean states of the layers that the operating point and the outliers need; empty without baselines. */
  readonly states: ReadonlyMap<number, LayerState>;
  /** The assistant axis at the layer of the PCA, f32 `[C]`; null where the folder has none. */
  readonly assistantAxis: Float32Array | null;
  /** Random directions of each baseline. */
  readonly random: number;
  /** Resamples of the roles. */
  readonly resamples: number;
  /** Whether every role and trait is run as an input at every layer. */
  readonly isSweep: boolean;
  /** What differs between base and instruct beside the weights, in whole sentences. */
  readonly pairRemarks: readonly string[];
  /** Things the reader should know of the choice of components and of how the vectors were read, in whole sentences. */
  readonly notes: readonly string[];
}

/**
 * Checks the inputs against each other and the options against the inputs, and reads the principal components. No weight is read.
 *
 * @throws {UsageError} if an option does not fit the model.
 * @throws {Error} if the inputs do not belong together.
 */
export async function prepareRun(
  inputs: RunInputs,
  options: SettledOptions,
): Promise<PreparedRun> {
  const { vectors } = inputs;
  const { layers, focus, activations } = settleLayers(inputs, options);
  const probed = probedLayers(layers, options);
  const hasBaselines = options.random > 0;
  await readAhead(vectors, hasBaselines ? [...probed, ...stateLayers(layers, layers[0]!)] : probed);
  const { components, sigma, pcaLayer, notes } = await chooseComponents(inputs, options);
  // Every layer is set against the vectors, decomposed or not.
  await checkSemanticLayers(vectors, { layers, vectorLayer: options.vectorLayer });
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
    isTraitRawMean: vectors.traitsAre?.is === "raw",
    hiddenSize: inputs.base.recipe.hiddenSize,
  };
  const directions = settleDirections(source, options);
  const states = hasBaselines
    ? await readStates(vectors, {
      layers: stateLayers(layers, pcaLayer),
      needed: neededStates(layers, options),
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
      ...controlNotes(source.controls, source.components),
    ],
  };
}

/** Reads the vectors of all layers that will be asked for, where all of them are kept: then each file is opened once for them. */
async function readAhead(
  { nLayers, isByLayer, nKept, readLayers }: VectorFolder,
  layers: readonly number[],
): Promise<void> {
  const wanted = new Set(layers);
  if (wanted.size > nKept) return;
  await readLayers([...wanted].filter((layer) => isByLayer || layer < nLayers));
}

function ownRequest(
  { components, sigma }: Pick<ComponentSet, "components" | "sigma">,
  { layers, options }: { layers: readonly number[]; options: AnalysisOptions },
): OwnRequest | null {
  const pc1 = components[0]?.values;
  if (pc1 === undefined || !hasOwnComponents(options)) return null;
  return { pc1, scale: sigma === null ? "mean" : "standard", layers };
}
