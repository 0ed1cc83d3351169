/**
 * The mean state of a model at a layer, and how far roles lie from it.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { StateRow } from "./options.ts";
import { presentLayers } from "../sources/vectors/present_layers.ts";
import type { RawVectors, VectorFolder } from "../sources/vectors/vectors.ts";
import type { PcaScale } from "../math/pca.ts";
import { norm, type Vector } from "../math/vector_math.ts";
import { type OwnComponent, ownComponent } from "./own_component.ts";
import { formatLayers, layersText } from "../text/layers.ts";
import { summarise } from "../math/quantiles.ts";

/** The mean state at one row of the vector files. */
export interface LayerState {
  readonly layer: number;
  /** The default vector, or the mean role vector where there is none. */
  readonly mu: Float64Array; // f64 [C]
  readonly source: "default" | "mean role";
  /** Median of |role - mu| over the roles: the step s of the operating point; null without roles. */
  readonly step: number | null;
  /** PC1 of this layer's own roles; null where it was not asked for or does not exist. */
  readonly own: OwnComponent | null;
}

/** The state that a step at a layer leaves from, of the row that `--input-row` names; undefined where it has none. */
export function stateStepped(
  states: ReadonlyMap<number, LayerState>,
  { layer, inputRow }: { layer: number; inputRow: StateRow },
): LayerState | undefined {
  return states.get(inputRow === "same" ? layer : layer - 1);
}

/** The PC1 that own components are set against, at the layers asked. */
export interface OwnRequest {
  readonly pc1: Vector; // [C]
  readonly scale: PcaScale;
  readonly layers: readonly number[];
}

/** Layers whose vectors are held at once: memory stays flat in the depth of the model. */
const LAYERS_AT_ONCE = 8;

/**
 * The states of the layers asked, by layer; of those that are not `needed` only where there is something to tell them by.
 *
 * @throws {Error} where there is neither a default nor a role at a layer that is needed.
 */
export async function readStates(
  vectors: VectorFolder,
  { layers, needed, own, inputRow }: {
    layers: readonly number[];
    needed: readonly number[];
    inputRow: StateRow;
    own: OwnRequest | null;
  },
): Promise<Map<number, LayerState>> {
  const states = new Map<number, LayerState>();
  for (let i = 0; i < layers.length; i += LAYERS_AT_ONCE) {
    for (const raw of await vectors.readLayers(layers.slice(i, i + LAYERS_AT_ONCE))) {
      if (hasState(raw)) states.set(raw.layer, stateOf(raw, own));
      else if (needed.includes(raw.layer)) throw noState(raw.layer, { vectors, inputRow });
    }
  }
  return states;
}

/** The layers whose states a run needs: the row before a layer tells of another operating point, where it is there. */
export function neededStates(
  layers: readonly number[],
  { inputRow }: { inputRow: StateRow },
): readonly number[] {
  return inputRow === "same" ? layers : layers.map((layer) => layer - 1);
}

/**
 * Holds layers that no role is of against the default alone, for a plan.
 *
 * @throws {Error} where {@link readStates} would refuse a layer that is needed.
 */
export async function expectStates(
  vectors: VectorFolder,
  { needed, inputRow }: { needed: readonly number[]; inputRow: StateRow },
): Promise<void> {
  const ofRoles = roleLayers(vectors);
  const bare = needed.filter((layer) => layer >= 0 && !ofRoles.includes(layer));
  const missing = bare.length === 0
    ? undefined
    : (await vectors.readLayers(bare)).find((raw) => !hasState(raw));
  if (missing !== undefined) throw noState(missing.layer, { vectors, inputRow });
}

function hasState(raw: RawVectors): boolean {
  return raw.default !== null || raw.vectors.some(({ kind }) => kind === "role");
}

function roleLayers({ absent, nLayers, roleNames }: VectorFolder): number[] {
  const ofRoles = absent.filter(({ kind }) => kind === "role");
  return presentLayers({ absent: ofRoles, nLayers, roleNames, traitNames: [] });
}

function stateOf(raw: RawVectors, own: OwnRequest | null): LayerState {
  const roles = raw.vectors.filter(({ kind }) => kind === "role").map(({ values }) => values);
  const mu = raw.default === null ? mean(roles) : Float64Array.from(raw.default);
  const lengths = roles.map((role) => {
    const left = new Float64Array(role);
    for (let i = 0; i < left.length; i++) left[i]! -= mu[i]!;
    return norm(left);
  });
  return {
    layer: raw.layer,
    mu,
    source: raw.default === null ? "mean role" : "default",
    step: summarise(lengths, lengths).q50,
    own: own !== null && own.layers.includes(raw.layer) ? ownComponent(roles, own) : null,
  };
}

/** The refusal of a layer without a state; of the layers asked others may have one. */
function noState(
  layer: number,
  { vectors, inputRow }: { vectors: VectorFolder; inputRow: StateRow },
): Error {
  const others = inputRow === "same" ? roleLayers(vectors) : [];
  const finding = others.length === 0
    ? "expected a default vector or roles, found neither"
    : `roles are of ${layersText(others)} alone; give --layers ${formatLayers(others)}`;
  return new Error(
    `Cannot tell the mean state at layer ${layer}: ${finding}; ` +
      "without baselines, which --random 0 leaves out, none is needed",
  );
}

/** Of one vector at the least. */
function mean(vectors: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]! / vectors.length;
  }
  return sum;
}
