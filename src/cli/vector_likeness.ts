/**
 * Whether vectors that are taken for differences look like raw means, as `deno task vectors` tells it before a report does.
 *
 * @module
 */

import { norm } from "../math/vector_math.ts";
import { meanCosineWith, meanPairwiseCosine } from "../prepare/semantic_vectors.ts";
import { vectorWarnings } from "../results/projection_decisions.ts";
import { presentLayers } from "../sources/vectors/present_layers.ts";
import type { RawVectors, VectorFolder, VectorKind } from "../sources/vectors/vectors.ts";
import { list } from "../text/words.ts";

const WITH = { pairwise: "pairwise", with_default: "with the default" } as const;

/**
 * A line for the vectors of a kind at half the depth, by the measure of a report's decompositions; none where they are raw means
 * already, are not alike, or cannot be read there.
 */
export async function likenessNotes(vectors: VectorFolder, kind: VectorKind): Promise<string[]> {
  const told = kind === "role" ? vectors.rolesAre : vectors.traitsAre;
  const layers = presentLayers(vectors);
  const layer = layers[Math.floor(layers.length / 2)];
  if (told?.is !== "difference" || layer === undefined) return [];
  const raw = await readableAt(vectors, layer);
  if (raw === null) return [];
  const values = raw.vectors.filter((vector) => vector.kind === kind)
    .map(({ values }) => values).filter((values) => norm(values) > 0);
  const [pairwise, withDefault] = [meanPairwiseCosine(values), meanCosineWith(values, raw.default)];
  const alike = vectorWarnings({
    within_roles: pairwise,
    within_traits: null,
    roles_with_default: withDefault,
    traits_with_default: null,
  });
  if (alike.length === 0) return [];
  const cosines = alike.map(({ cosine, likeness }) => `${cosine.toFixed(2)} ${WITH[likeness]}`);
  return [
    `At layer ${layer} they have a mean cosine of ${
      list(cosines)
    }: they look like raw means; where they are, --vectors-are raw says so.`,
  ];
}

/** Null where a number is none that a report could use, of which another line tells. */
async function readableAt(vectors: VectorFolder, layer: number): Promise<RawVectors | null> {
  try {
    const [raw = null] = await vectors.readLayers([layer]);
    return raw;
  } catch (refusal) {
    if (refusal instanceof RangeError) return null;
    throw refusal;
  }
}
