/**
 * Whether a report could use the numbers of vectors, as `deno task vectors` tells it: at all layers, or at some where they are many.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { presentLayers } from "../sources/vectors/present_layers.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { layersText } from "../text/layers.ts";

/** Numbers that are looked at, which takes about a second: of 515 vectors of 4608 those of 10 layers. */
const MAX_NUMBERS = 24_000_000;

/**
 * In one line what the numbers of roles, traits and the default are: the refusal of a report that looks at a layer where one cannot be
 * used, or that there is none, and of which layers. `maxNumbers` is how many are looked at.
 *
 * @throws {Error} if they cannot be read.
 */
export async function numbersText(
  vectors: VectorFolder,
  { maxNumbers = MAX_NUMBERS }: { maxNumbers?: number } = {},
): Promise<string> {
  const present = presentLayers(vectors);
  const nVectors = vectors.roleNames.length + vectors.traitNames.length;
  const most = Math.max(1, Math.floor(maxNumbers / (nVectors * vectors.hiddenSize)));
  const layers = spread(present, most);
  const refusal = await refusalAt(vectors, layers);
  if (refusal !== null) return `${refusal}; a report of that layer is refused`;
  return layers.length === present.length
    ? "finite"
    : `finite at ${layersText(layers)}; the other layers were not looked at`;
}

/** Why a report would refuse them; null where it would not. */
async function refusalAt(
  vectors: VectorFolder,
  layers: readonly number[],
): Promise<string | null> {
  try {
    await vectors.readLayers(layers);
    return null;
  } catch (refusal) {
    if (refusal instanceof RangeError) return refusal.message;
    throw refusal;
  }
}

/** So many of the layers at most: evenly, from the first to the last. */
function spread(layers: readonly number[], most: number): number[] {
  if (layers.length <= most) return [...layers];
  const step = (layers.length - 1) / Math.max(1, most - 1);
  return Array.from({ length: most }, (_, i) => layers[Math.round(i * step)]!);
}
