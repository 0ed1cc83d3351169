/** Evidence of the verdict with one thing changed. */

import { type ToldVerdict as Verdict } from "./told_verdict.ts";
import type { VerdictEvidence } from "../../../src/analyses/verdict/settle/conditions.ts";
import type { Measured } from "../../../src/results.ts";
import { measured, verdictEvidence, withRobustness } from "../measured_results.ts";

export const SCOPE =
  "All of this concerns the MLP in isolation, given directions and no text: it says nothing about behaviour.";

export function options(changes: Partial<Measured["options"]>): Pick<Measured, "options"> {
  return { options: { ...measured().options, ...changes } };
}

export function cell(verdict: Verdict, claim: string, condition: string) {
  return verdict.table.find((it) => it.claim === claim && it.condition === condition);
}

/** PC1 under one variant at layer 18 with another family-wise p. */
export function withP(evidence: VerdictEvidence, variant: string, pfw_persona: number | null) {
  return withRobustness(
    evidence,
    (row) => row.layer === 18 && row.variant === variant && /^-?PC1$/.test(row.input_vector),
    { pfw_persona },
  );
}

/** Single roles at layer 18 with another 95 % quantile under one variant. */
export function withRoles(
  evidence: VerdictEvidence,
  variant: string,
  q95: number,
): VerdictEvidence {
  return {
    ...evidence,
    quantiles: evidence.quantiles.map((row) =>
      row.baseline === "roles" && row.variant === variant ? { ...row, q95 } : row
    ),
  };
}

export function atOperatingPoint(pfw_operating_point: number | null): VerdictEvidence {
  const evidence = verdictEvidence();
  return {
    ...evidence,
    layers: evidence.layers.map((row) => ({ ...row, pfw_operating_point })),
  };
}
