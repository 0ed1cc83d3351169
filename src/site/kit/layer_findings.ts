/**
 * Findings of single layers: which page tells them.
 *
 * @module
 */

import type { Finding, Results } from "../../results.ts";

/** First parts of the ids of sentences about where a change arises and what carries it, in the order of its page. */
const CAUSES = ["stages", "weights", "weight-change", "parity", "self-projection"] as const;
/** Of those about neurons. */
const NEURONS = ["neurons", "largest-neurons", "largest-neurons-trimmed"] as const;
/** Of those about what all role and trait vectors together say of a change. */
const TOGETHER = ["common-mode", "first-direction", "span", "stands-out"] as const;
/** Of those about what a change points to. */
const DECOMPOSITION = ["decomposition", ...TOGETHER] as const;

/** What a finding is about, when it is about one layer. */
function subject({ id }: Finding): string | null {
  return /^(.+?)-\d+(-warning-\d+)?$/.exec(id)?.[1] ?? null;
}

/** The sentences of one layer about where its change arises, and the one about how few neurons carry it; the others are on their page. */
export function causeSentences({ findings }: Pick<Results, "findings">, layer: number): Finding[] {
  return [...CAUSES, NEURONS[0]].flatMap((about) =>
    findings.filter(({ id }) => id === `${about}-${layer}`)
  );
}

/** The sentences of one layer about what all role and trait vectors together say of its change. */
export function togetherSentences(
  { findings }: Pick<Results, "findings">,
  layer: number,
): Finding[] {
  return TOGETHER.flatMap((about) => findings.filter(({ id }) => id === `${about}-${layer}`));
}

/** The sentences of one layer about its neurons. */
export function neuronSentences({ findings }: Pick<Results, "findings">, layer: number): Finding[] {
  return NEURONS.flatMap((about) => findings.filter(({ id }) => id === `${about}-${layer}`));
}

/**
 * True for a finding that a page of its layer tells: about causes, neurons or a decomposition.
 *
 * @example
 * ```ts
 * import { isToldByItsLayer } from "./layer_findings.ts";
 * import assert from "node:assert/strict";
 *
 * const told = (id: string) => isToldByItsLayer({ id, text: "", layers: [18] });
 * assert(told("stages-18") && told("decomposition-18-warning-0"));
 * assert(!told("layer-18") && !told("stages"));
 * ```
 */
export function isToldByItsLayer(finding: Finding): boolean {
  const about = subject(finding);
  return about !== null &&
    ([...CAUSES, ...NEURONS, ...DECOMPOSITION] as readonly string[]).includes(about);
}
