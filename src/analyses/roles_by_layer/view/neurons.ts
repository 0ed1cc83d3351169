/**
 * The neurons of which a role or trait is among the nearest to what they write.
 *
 * @module
 */

import { chanceCosine } from "../../../math/chance_cosine.ts";
import type { Results } from "../../../results.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { neuronsPath } from "../../../site/kit/paths.ts";
import type { ShownVector } from "./ordered.ts";

/** Neurons that a page lists. */
const N_LISTED = 12;

interface Found {
  readonly layer: number;
  readonly neuron: number;
  readonly cosine: number;
}

const known = new WeakMap<object, ReadonlyMap<string, Found[]>>();

/** Those of largest |cosine|, how many there are, and what chance gives of as many as were looked at; null where there is none. */
export function neuronsAlong(results: Results, vector: ShownVector) {
  const all = neuronsByVector(results).get(anchorId(vector)) ?? [];
  if (all.length === 0) return null;
  const listed = Object.values(results.causes?.neurons ?? {})
    .reduce((sum, { rows }) => sum + rows.length, 0);
  const chance = chanceCosine(listed, results.inputs.base.hidden_size);
  const nBeyond = all.filter(({ cosine }) => Math.abs(cosine) > chance).length;
  return {
    total: all.length,
    listed,
    chance: significant(chance, 2),
    beyond: nBeyond === 0
      ? "none of these neurons has a larger one"
      : nBeyond === 1
      ? "one of these neurons has a larger one"
      : `${nBeyond} of these neurons have a larger one`,
    links: all.slice(0, N_LISTED).map(({ layer, neuron, cosine }) => ({
      layer,
      neuron,
      path: `${neuronsPath(layer)}#neuron-${neuron}`,
      cosine: significant(cosine, 3),
    })),
  };
}

/** By the id of the vector, largest |cosine| first; looked through once for all pages. */
function neuronsByVector(results: Results): ReadonlyMap<string, Found[]> {
  const found = known.get(results) ?? collected(results);
  known.set(results, found);
  return found;
}

function collected({ causes }: Results): ReadonlyMap<string, Found[]> {
  const byVector = new Map<string, Found[]>();
  for (const { layer, rows } of Object.values(causes?.neurons ?? {})) {
    for (const { neuron, nearest } of rows) {
      for (const vector of nearest) {
        const id = anchorId(vector);
        const own = byVector.get(id) ?? [];
        own.push({ layer, neuron, cosine: vector.cosine });
        byVector.set(id, own);
      }
    }
  }
  for (const own of byVector.values()) {
    own.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
  }
  return byVector;
}
