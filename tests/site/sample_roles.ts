/** Made-up cosines of every layer with roles and traits, and of every two layers: deterministic, of the shape that a run gives. */

import { sameDirection } from "../../src/analyses/same_direction/settle.ts";
import type { RolesByLayer, SameDirection } from "../../src/results.ts";
import { compareNames } from "../../src/results/vector_order.ts";
import { random } from "./sample_random.ts";

const INPUTS = ["PC1", "PC2", "PC3"];
/** Roles and traits that have a page where few do: to look at a hundred pages in every test would take minutes. */
const N_FEW = 4;

/** What they are made of. */
export interface SampleRolesOptions {
  layers: readonly number[];
  vectors: readonly { kind: "role" | "trait"; name: string }[];
  /** All of the vectors, or the first few of each kind. */
  has: "all" | "few";
  /** Names that have to be among the few. */
  nNames: number;
  isSelf: boolean;
}

/** Numbers along the first vectors of each kind, or along all; the last vector is not there at the last layer. */
export function sampleRolesByLayer(
  { layers, vectors, has, nNames, isSelf }: SampleRolesOptions,
): RolesByLayer {
  const n = has === "all" ? Infinity : Math.max(N_FEW, nNames);
  const shown = (["role", "trait"] as const)
    .flatMap((kind) => vectors.filter((vector) => vector.kind === kind).slice(0, n))
    .toSorted(compareNames);
  const isMissing = ({ l, v }: { l: number; v: number }) =>
    l === layers.length - 1 && v === shown.length - 1 && layers.length > 1;
  return {
    vectors: shown.map(({ kind, name }) => ({ kind, name })),
    layers: layers.map((layer, l) => ({
      layer,
      vector_layer: layer,
      lengths: shown.map((_, v) =>
        isMissing({ l, v }) ? null : Number((1 + v / 99991).toPrecision(9))
      ),
      inputs: INPUTS.map((input_vector, i) => {
        const next = random(layer * 31 + i);
        return {
          input_vector,
          length: isSelf ? 0 : 300 + layer,
          cosines: shown.map((_, v) =>
            isMissing({ l, v }) || isSelf ? null : Number((next() - 0.5).toPrecision(9))
          ),
        };
      }),
    })),
  };
}

/** Two parts in common at neighbouring layers, and outliers that make half of the likeness. */
export function sampleSameDirection(
  layers: readonly number[],
  { hasOutliers, isSelf, noted }: { hasOutliers: boolean; isSelf: boolean; noted: number | null },
): SameDirection | null {
  const changes = layers.map((layer) => {
    const next = random(layer * 17);
    const d = Float64Array.from({ length: 24 }, () => isSelf ? 0 : next() - 0.5);
    if (!isSelf) [d[3], d[4]] = [1.5, layer % 2];
    return { layer, d };
  });
  return sameDirection(changes, {
    outliers: new Map(hasOutliers ? layers.map((layer) => [layer, [3]]) : []),
    noted,
    withinNoise: [],
  });
}
