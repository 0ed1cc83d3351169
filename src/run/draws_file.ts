/**
 * The differences of the random role mixtures at a decomposed layer, to take away: what z, p and R^2 are set against.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { FocusLayer } from "../measure/focus_layer.ts";
import { type VectorsFileMetadata, vectorTensors } from "./vectors_file.ts";

/**
 * A safetensors file of F32 `[C]` tensors `difference.persona.0` to `difference.persona.N-1`, of each draw as drawn and not of its
 * negative; null where there are no draws.
 */
export function drawsFile(
  { draws }: Pick<FocusLayer, "draws">,
  { metadata, seed }: { metadata: VectorsFileMetadata; seed: number },
): Uint8Array<ArrayBuffer> | null {
  if (draws.length === 0) return null;
  return vectorTensors(
    draws.map((d, k) => [`difference.persona.${k}`, d]),
    {
      ...metadata,
      draws: String(draws.length),
      seed: String(seed),
      difference: "y_instruct - y_base of persona draw k as drawn (sign 1): row k of persona in " +
        "directions.safetensors as the input; z, cosine_z, p and R^2 of layer-N.csv are set against these",
    },
  );
}
