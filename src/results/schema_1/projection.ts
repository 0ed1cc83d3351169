/**
 * What decompositions of schema 1 left to sentences, settled from their numbers.
 *
 * @module
 */

import type { DecompositionInfo, DecompositionRow } from "../../results.ts";
import { isObject } from "../mismatch.ts";
import {
  countsByInput,
  drawsSuffice,
  firstDirectionHolds,
  meanDirectionHolds,
  oneSided,
  spansBeyond,
  standingOut,
  vectorWarnings,
} from "../projection_decisions.ts";

/** `decomposition_info` in the form of today; what does not fit is left for the check that follows. */
export function decompositionInfoOf(
  { decompositions, decomposition_info }: Readonly<Record<string, unknown>>,
): unknown {
  if (!isObject(decomposition_info) || !isObject(decompositions)) return decomposition_info;
  return Object.fromEntries(
    Object.entries(decomposition_info).map(([layer, info]) => [
      layer,
      isObject(info) ? settled(info, decompositions[layer]) : info,
    ]),
  );
}

function settled(info: Record<string, unknown>, rows: unknown): Record<string, unknown> {
  const { mean_cosine, summary } = info as unknown as Pick<
    DecompositionInfo,
    "mean_cosine" | "summary"
  >;
  // Rows of the first runs were those of PC1 alone, and did not say so.
  const all = Array.isArray(rows)
    ? (rows as DecompositionRow[]).map((row) => ({
      ...row,
      input_vector: row.input_vector ?? "PC1",
      cosine_pfw: row.cosine_pfw ?? null,
    }))
    : [];
  const ofPc1 = all.filter(({ input_vector }) => input_vector === "PC1");
  return {
    ...info,
    warnings: isObject(mean_cosine) ? vectorWarnings(mean_cosine) : info.warnings,
    one_sided: oneSided(ofPc1),
    inputs: countsByInput(all),
    summary: !isObject(summary) ? summary : {
      ...summary,
      draws_suffice: drawsSuffice(summary.draws ?? 0),
      mean_direction_holds: meanDirectionHolds(summary.common_mode ?? []),
      first_direction_holds: firstDirectionHolds(summary.spans ?? []),
      spans_beyond: spansBeyond(summary.spans ?? []),
      stands_out: standingOut(ofPc1.map((row) => ({
        ...row,
        cosine_z: row.cosine_z ?? null,
        trimmed_cosine_pfw: row.trimmed_cosine_pfw ?? null,
      }))),
    },
  };
}
