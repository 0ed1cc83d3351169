/**
 * Findings of single layers: their pages tell them.
 *
 * @module
 */

import type { Finding, Results } from "../../results.ts";

/** The findings of a layer on some topics, topic by topic. */
export function layerFindings(
  { findings }: Pick<Results, "findings">,
  layer: number,
  topics: readonly string[],
): Finding[] {
  return topics.flatMap((topic) =>
    findings.filter((finding) => finding.topic === topic && finding.layer === layer)
  );
}

/** Topics of sentences about where a change arises and what carries it, in the order of its page, and how few neurons carry it. */
const CAUSES = ["stages", "weights", "weight-change", "parity", "self-projection", "neurons"];

/** The sentences of one layer about where its change arises; more about neurons is on their page. */
export function causeSentences(results: Pick<Results, "findings">, layer: number): Finding[] {
  return layerFindings(results, layer, CAUSES);
}
