/**
 * The verdict of schema 1, which was written in prose: its sentences become findings, and its figures stay as they were told.
 *
 * @module
 */

import { isObject } from "../mismatch.ts";
import { isDecisive } from "../verdict_cells.ts";
import { VERDICT_CHANGE, VERDICT_PARAGRAPH, VERDICT_SENTENCE } from "../verdict_text.ts";

/** Topic of the finding about where PC1 changes most, where a verdict comes before it. */
const PEAKS = "peaks";

/** The evidence with its verdict in the form of today; what does not fit is left as it is. */
export function evidenceOf(evidence: unknown): unknown {
  if (!isObject(evidence) || !isObject(evidence.verdict)) return evidence;
  const { table } = evidence.verdict;
  const told = Array.isArray(table) ? table.map(cellOf) : table;
  return { ...evidence, verdict: { ...evidence.verdict, table: told } };
}

/** Figures in prose cannot be turned back into numbers. */
function cellOf(cell: unknown): unknown {
  if (!isObject(cell)) return cell;
  const { figure, ...rest } = cell;
  const { claim, condition } = rest;
  const decides = typeof claim === "string" && typeof condition === "string" &&
    isDecisive({ claim, condition });
  return { ...rest, decides, told: figure };
}

/** The findings with the sentences of the verdict before them, each told once. */
export function withVerdict(findings: readonly unknown[], evidence: unknown): unknown[] {
  if (!isObject(evidence) || !isObject(evidence.verdict)) return [...findings];
  const { layer, sentence, paragraph, would_change } = evidence.verdict;
  const said = (topic: string, text: unknown) => ({ topic, layer: null, text, layers: [layer] });
  const others = findings.flatMap((finding) => {
    if (!isObject(finding) || finding.topic !== VERDICT_SENTENCE) return [finding];
    return finding.text === sentence ? [] : [{ ...finding, topic: PEAKS }];
  });
  return [
    said(VERDICT_SENTENCE, sentence),
    said(VERDICT_PARAGRAPH, paragraph),
    said(VERDICT_CHANGE, would_change),
    ...others,
  ];
}
