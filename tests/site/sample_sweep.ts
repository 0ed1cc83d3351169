/** A made-up sweep: deterministic, and of the shape that a run gives. */

import type { MlpRow, Sweep, SweepRow } from "../../src/results.ts";
import { farthestOf, meansBeside } from "../../src/results/sweep_decisions.ts";
import { random } from "./sample_random.ts";

/** The sweep of these vectors over these layers. */
export function sampleSweep(
  vectors: readonly Pick<SweepRow, "kind" | "name">[],
  { layers, mlp }: { layers: readonly number[]; mlp: readonly MlpRow[] },
): Sweep {
  const next = random(515);
  const rows = vectors.map(({ kind, name }) => {
    const turn = 0.01 + (kind === "role" ? 0.03 : 0.02) * next();
    return {
      kind,
      name,
      layers: layers.length,
      delta_norm_mean: 4000 * turn,
      delta_norm_sd: layers.length === 1 ? null : 40,
      delta_norm_max: 6000 * turn,
      delta_angular_mean: turn,
      delta_angular_sd: layers.length === 1 ? null : 0.004,
      delta_angular_max: 2 * turn,
      trimmed_angular_mean: 0.8 * turn,
      trimmed_angular_sd: layers.length === 1 ? null : 0.003,
      trimmed_angular_max: 1.6 * turn,
    };
  });
  const ranked = rows.toSorted((a, b) => b.delta_angular_mean - a.delta_angular_mean);
  const beside = meansBeside(mlp);
  const spread = { delta_norm_mean: 100, delta_norm_sd: 20, delta_norm_max: 160 };
  return {
    rows: rows.map((row) => ({
      ...row,
      delta_norm_rank: ranked.indexOf(row) + 1,
      delta_angular_rank: ranked.indexOf(row) + 1,
    })),
    layers: layers.flatMap((layer) =>
      (["role", "trait"] as const).map((kind, i) => ({
        layer,
        kind,
        n: rows.filter((row) => row.kind === kind).length,
        ...spread,
        delta_angular_mean: 0.02 - 0.005 * i,
        delta_angular_sd: 0.006,
        delta_angular_max: 0.06 - 0.01 * i,
        delta_norm_min: 60,
        delta_angular_min: 0.005,
      }))
    ),
    tests: (["delta_norm", "delta_angular", "trimmed_angular"] as const).map((column, i) => ({
      column,
      roles: 60,
      traits: 40,
      roles_mean: [400, 0.025, 0.02][i]!,
      traits_mean: [360, 0.02, 0.016][i]!,
      cohens_d: 0.7,
      welch_t: 8.4,
      welch_df: 88.2,
      welch_p: 1e-12,
      student_t: 8.6,
      student_df: 98,
      student_p: 1e-13,
      note: "assumes independence",
    })),
    beside,
    farthest: farthestOf(rows, { beside, nLayers: layers.length }),
    untold: null,
  };
}
