/**
 * The input vector that peaks, decompositions and sentences follow, and how its rows are found.
 *
 * @module
 */

import type { DecompositionRow, MlpRow, Results } from "../results.ts";
import { HYPOTHESIS_LAYER, OWN_LAYER_INPUT, PEAK_INPUT, PEAK_INPUTS } from "./input_names.ts";

export { HYPOTHESIS_LAYER, OWN_LAYER_INPUT, PEAK_INPUT, PEAK_INPUTS };

/** The row of PC1 or another input at a layer. */
export function rowAt<Row extends Pick<MlpRow, "layer" | "input_vector">>(
  mlp: readonly Row[],
  layer: number,
  input: string = PEAK_INPUT,
): Row | undefined {
  return mlp.find((row) => row.layer === layer && row.input_vector === input);
}

/** 1 - cos of -PC1 at a layer where it turns farther than PC1, so that counts and p-values are of it; else null. */
export function reversedAngular(
  mlp: readonly Pick<MlpRow, "layer" | "input_vector" | "delta_angular">[],
  layer: number,
): number | null {
  const [own, reversed] = PEAK_INPUTS
    .map((input) => rowAt(mlp, layer, input)?.delta_angular ?? null);
  return own !== null && reversed !== null && reversed! > own! ? reversed! : null;
}

/** Of the rows of a decomposed layer those of PC1 or another input, in their order; none where the layer was not decomposed. */
export function projectionsAt(
  { decompositions }: Pick<Results, "decompositions">,
  layer: number,
  input: string = PEAK_INPUT,
): DecompositionRow[] {
  const rows = decompositions[String(layer)] ?? [];
  return rows.filter(({ input_vector }) => input_vector === input);
}

/** The decomposed layers, of which sentences are made and neurons are known. */
export function decomposedLayers(
  { decomposition_info }: Pick<Results, "decomposition_info">,
): number[] {
  return Object.values(decomposition_info).map(({ layer }) => layer);
}
