/**
 * The values of PC1 at every layer of two runs, side by side.
 *
 * @module
 */

import { hasOutliers } from "../../../results/outlier_layers.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { isComponent } from "../../../results/input_names.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { isWithinNoise } from "../../../results/spoken.ts";
import type { Evidence, MlpRow, Results } from "../../../results.ts";
import { analysedLayers } from "../../kit/layer_strip.ts";

/** A value of either run; null where it is unknown. */
export interface Both {
  readonly a: number | null;
  readonly b: number | null;
}

/** PC1 at a layer that both runs have. */
export interface SharedLayer {
  readonly layer: number;
  /** In degrees. */
  readonly angle: Both;
  /** |d|, or |d| / |y base| where lengths of the two runs do not compare. */
  readonly length: Both;
  readonly pfw: Both;
  /** Whether the change is within the noise of its run. */
  readonly isNoise: { readonly a: boolean; readonly b: boolean };
}

/** Two values that are known. */
export interface Known {
  readonly layer: number;
  readonly a: number;
  readonly b: number;
  /** Whether the larger one is within the noise of its run, so that nothing tells the two apart. */
  readonly isHidden?: boolean;
}

/** Whether both runs are of one hidden size: lengths of vectors of different sizes do not compare. */
export function isSameSize(a: Results, b: Results): boolean {
  return a.inputs.base.hidden_size === b.inputs.base.hidden_size;
}

/**
 * Whether PC1 is the same input in both, as far as options and what is known of it tell. The share of variance that it explains, to
 * its last digit, tells it from others better than the name of a file, which copies do not keep; where none is known the name has to.
 */
export function isSamePc1(a: Results, b: Results): boolean {
  const [first, second] = [a, b].map(({ options, inputs, pcs }) => {
    const pc1 = pcs.find(({ name }) => name === PEAK_INPUT) ?? null;
    const { pca, pca_layer, pca_scale, pc_space } = options;
    const isTold = typeof pc1?.variance_explained === "number";
    return JSON.stringify([
      [pca, pca_layer, pca_scale, pc_space],
      isTold ? null : inputs.vectors.name,
      pc1,
    ]);
  });
  return first === second;
}

/** An input at a layer that both runs have. */
export type SharedValues = Omit<SharedLayer, "isNoise">;

/** The vectors that both runs were given beside the components, by their names: these prove nothing of the content. */
export function sharedGiven(a: Results, b: Results): string[] {
  const ofB = new Set(b.pcs.map(({ name }) => name));
  return a.pcs.map(({ name }) => name).filter((name) => !isComponent(name) && ofB.has(name));
}

/** Every layer that both runs have, ascending, with PC1's values. */
export function sharedLayers(a: Results, b: Results): SharedLayer[] {
  return sharedValues(a, b, PEAK_INPUT).map((values) => ({
    ...values,
    isNoise: { a: isWithinNoise(a, values.layer), b: isWithinNoise(b, values.layer) },
  }));
}

/** The same of any input. */
export function sharedValues(a: Results, b: Results, input: string): SharedValues[] {
  const ofB = new Set(analysedLayers(b));
  const length = isSameSize(a, b) ? (row: MlpRow) => row.delta_norm : relativeOf;
  return analysedLayers(a).filter((layer) => ofB.has(layer)).map((layer) => {
    const both = (value: (row: MlpRow) => number | null): Both => {
      const [ofA, ofB] = [rowAt(a.mlp, layer, input), rowAt(b.mlp, layer, input)];
      return { a: ofA ? value(ofA) : null, b: ofB ? value(ofB) : null };
    };
    return {
      layer,
      angle: both(({ delta_angular }) => degreesOrNull(delta_angular)),
      length: both(length),
      pfw: both(({ pfw_persona }) => pfw_persona ?? null),
    };
  });
}

/** Those of which both values are known. */
export function knownOf(
  layers: readonly SharedLayer[],
  column: "angle" | "length",
): Known[] {
  return layers.flatMap(({ layer, [column]: { a, b }, isNoise }) =>
    a === null || b === null
      ? []
      : [{ layer, a, b, isHidden: a !== b && (a > b ? isNoise.a : isNoise.b) }]
  );
}

/** The layer at which the two values lie farthest apart; null where none is known. */
export function farthestApart(values: readonly Known[]): Known | null {
  return values.reduce<Known | null>(
    (most, value) =>
      most === null || Math.abs(value.b - value.a) > Math.abs(most.b - most.a) ? value : most,
    null,
  );
}

/** The angle of PC1 in degrees. */
export function angleOf({ mlp }: Results, layer: number): number | null {
  return degreesOrNull(rowAt(mlp, layer)?.delta_angular ?? null);
}

/** |d| of PC1. */
export function deltaNorm({ mlp }: Results, layer: number): number | null {
  return rowAt(mlp, layer)?.delta_norm ?? null;
}

/** |d| / |y base| of PC1; null where the base output has no length. */
export function deltaRelative({ mlp }: Results, layer: number): number | null {
  const row = rowAt(mlp, layer);
  return row === undefined ? null : relativeOf(row);
}

function relativeOf({ base_output_norm, delta_norm }: MlpRow): number | null {
  return base_output_norm === 0 ? null : delta_norm / base_output_norm;
}

/** PC1 without the outlier dimensions, by layer; empty where no layer has any, and null where that was not looked at. */
export function trimmedOf({ evidence }: Results): Evidence["robustness"] | null {
  const rows = (evidence?.robustness ?? []).filter((row) =>
    row.input_vector === PEAK_INPUT && row.variant === "trimmed"
  );
  if (rows.length === 0) return null;
  return hasOutliers(evidence!) ? rows : [];
}
