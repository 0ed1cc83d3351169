/**
 * A run as far as a plan needs it: everything in number, and nothing computed. Of hundreds of roles at a hundred layers a run reads
 * gigabytes before its first weight; a plan reads what the files say of themselves.
 *
 * @module
 */

import { MOST_SINGLE_ROLES } from "../results/single_roles.ts";
import { chooseComponents } from "./choose_components.ts";
import { countResamples, type Directions, withoutBaselines } from "./directions.ts";
import { expectStates, type LayerState, neededStates } from "./layer_state.ts";
import { controlDirections, namedInputs, readNamed } from "./named_inputs.ts";
import { otherSpaces } from "./pc_spaces.ts";
import { MIN_ROLES } from "./persona_directions.ts";
import type { PreparedRun } from "./prepare.ts";
import type { ComponentSet } from "./principal_components.ts";
import type { RunInputs } from "./run_inputs.ts";
import {
  hasOwnComponents,
  type SettledOptions,
  settleLayers,
  stateLayers,
} from "./settled_options.ts";

/** In the place of a vector that a run would compute. */
const NOT_COMPUTED = new Float32Array(0);

/**
 * The run that {@link prepareRun} prepares, its vectors without entries: as many as there are where every role and trait has a length
 * at every layer.
 *
 * @throws {UsageError} if an option does not fit the model.
 * @throws {Error} if the inputs do not belong together.
 */
export async function outlineRun(
  inputs: RunInputs,
  options: SettledOptions,
): Promise<PreparedRun> {
  const { layers, focus, activations } = settleLayers(inputs, options);
  const { vectors } = inputs;
  const { pcaLayer, ...set } = await chooseComponents(inputs, options, { isOutline: true });
  const assistantAxis = await vectors.assistantAxis(pcaLayer);
  const given = await readNamed(options, { layer: pcaLayer, label: vectors.label, assistantAxis });
  const controls = controlDirections(await options.readControls?.(pcaLayer) ?? []);
  const components = [...set.components, ...namedInputs(given, { layer: pcaLayer, roles: null })];
  const hasBaselines = options.random > 0;
  if (hasBaselines) {
    await expectStates(vectors, {
      needed: neededStates(layers, options),
      inputRow: options.inputRow,
    });
  }
  const directions = outlineDirections(inputs, { ...set, components, controls }, options);
  return {
    layers,
    focus,
    pcaLayer,
    directions,
    weighedRoles: directions.persona.length === 0 ? [] : vectors.roleNames,
    states: hasBaselines
      ? outlineStates(inputs, { layers, pcaLayer, hasOwn: hasOwnComponents(options) })
      : new Map(),
    assistantAxis,
    random: options.random,
    resamples: options.resamples,
    isSweep: options.sweep,
    activations,
    pairRemarks: [],
    notes: [],
  };
}

function outlineDirections(
  { vectors }: RunInputs,
  { components, sigma, controls }: ComponentSet & Pick<Directions, "controls">,
  options: SettledOptions,
): Directions {
  const nRoles = vectors.roleNames.length;
  const { random } = options;
  const times = (n: number) => Array.from({ length: n }, () => NOT_COMPUTED);
  if (random === 0) return withoutBaselines({ components });
  return {
    components,
    spaces: sigma === null
      ? []
      : otherSpaces(options).map(({ name }) => ({ name, values: NOT_COMPUTED })),
    isotropic: times(random),
    persona: times(nRoles < MIN_ROLES ? 0 : random),
    roles: [
      ...vectors.roleNames.map((name) => ({ kind: "role", name } as const)),
      ...vectors.traitNames.map((name) => ({ kind: "trait", name } as const)),
    ].slice(0, MOST_SINGLE_ROLES).map((vector) => ({ ...vector, values: NOT_COMPUTED })),
    controls,
    bootstrap: times(countResamples(options, nRoles)),
  };
}

function outlineStates(
  { vectors: { roleNames } }: RunInputs,
  { layers, pcaLayer, hasOwn }: { layers: readonly number[]; pcaLayer: number; hasOwn: boolean },
): Map<number, LayerState> {
  return new Map(
    stateLayers(layers, pcaLayer).map((layer) => [layer, {
      layer,
      mu: new Float64Array(0),
      source: "default",
      step: roleNames.length > 0 ? 1 : null,
      own: hasOwn && roleNames.length > 1 && layers.includes(layer)
        ? { values: NOT_COMPUTED, cosine: 0, best: 1, bestCosine: 0 }
        : null,
    }]),
  );
}
