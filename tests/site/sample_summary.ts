/** What all vectors together say at a layer of the sample results: made up, of the shape that a run with random role mixtures gives. */

import { decisionsOf } from "../analyses/projection/decisions_of.ts";
import type { DecompositionRow, DecompositionSummary } from "../../src/results.ts";

const N_DRAWS = 32;
const N_STEPS = 15;

/** The columns beyond projection and cosine of a row; of a checkpoint against itself what does not need d alone is known. */
export function sampleColumns(projection: number, isSelf: boolean) {
  const known = (value: number) => isSelf ? null : value;
  const z = projection / 12;
  const p = isSelf ? 1 : (1 + Math.floor(N_DRAWS / (1 + z * z))) / (N_DRAWS + 1);
  return {
    specific_projection: 0.7 * projection,
    trimmed_projection: 0.8 * projection,
    base_projection: 100,
    instruct_projection: 100 + projection,
    z,
    cosine_z: known(0.8 * z),
    cosine_p: known(p),
    cosine_pfw: known(Math.min(1, 3 * p - 2 / (N_DRAWS + 1))),
    omp_step: null,
    omp_coefficient: null,
    trimmed_z: 0.9 * z,
    trimmed_cosine_z: known(0.7 * z),
    trimmed_cosine_p: known(p),
    trimmed_cosine_pfw: known(Math.min(1, 3 * p - 2 / (N_DRAWS + 1))),
    input_vector: "PC1",
    cosine_q025: known(-0.1),
    cosine_q975: known(0.12),
  };
}

/** The summary of a layer whose rows are given. */
export function sampleSummary(
  rows: readonly DecompositionRow[],
  isSelf: boolean,
): DecompositionSummary {
  const known = (share: number) => isSelf ? null : share;
  const draws = { draws_q50: known(0.2), draws_q95: known(0.31) };
  const measured = {
    common_mode: (["raw", "trimmed"] as const).map((variant, i) => ({
      variant,
      difference_share: known(0.58 - 0.1 * i),
      base_share: 0.02,
      instruct_share: 0.04,
      draws_q50: known(0.03),
      draws_q95: known(0.09),
    })),
    spans: (["raw", "trimmed", "without_common"] as const).map((variant, i) => ({
      variant,
      r2: known(0.82 - 0.08 * i),
      ...draws,
      draws_p: known(1 / 33),
      rank: rows.length - Number(i === 2),
      vectors: rows.length,
      dimensions: 4608 - [0, 8, 1][i]!,
      first_share: 0.4 - 0.1 * i,
      effective_number: 5.5 + i,
      d_along_first: known(0.5 - 0.1 * i),
    })),
    pursuit: isSelf
      ? []
      : (["raw", "trimmed", "without_common"] as const).flatMap((variant) =>
        rows.slice(0, N_STEPS).map(({ kind, name, projection }, i) => ({
          variant,
          step: i + 1,
          kind,
          name,
          coefficient: projection / (i + 1),
          r2: 0.8 * (1 - 0.6 ** (i + 1)),
          draws_q50: 0.012 * (i + 1),
          draws_q95: 0.019 * (i + 1),
        }))
      ),
    draws: N_DRAWS,
  };
  return { ...measured, ...decisionsOf(measured, rows) };
}
