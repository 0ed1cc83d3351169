/**
 * Results as earlier versions wrote them, `deltascope.results/1`, in the form of today.
 *
 * What was left to pages then is settled in the results now: of which layers nothing is said, which page tells a finding, and what
 * a verdict was made of.
 *
 * @module
 */

import { decompositionInfoOf } from "./schema_1/projection.ts";
import { isObject } from "./mismatch.ts";
import { causesOf } from "./schema_1/causes.ts";
import { changeOf } from "./schema_1/change.ts";
import { chanceOf, withDecisions } from "./schema_1/evidence.ts";
import { withNote } from "./schema_1/reproduction.ts";
import { activationsOf, sweepOf } from "./schema_1/sweep.ts";
import { evidenceOf, withVerdict } from "./schema_1/verdict.ts";

/** Name of the earlier form. */
export const SCHEMA_1 = "deltascope.results/1";

/** A change of fewer noise floors than this was not spoken of. */
const MIN_FLOORS = 3;

/** Topics of findings whose name ended with their layer. */
const OF_A_LAYER: readonly string[] = [
  "stages",
  "weights",
  "weight-change",
  "parity",
  "self-projection",
  "neurons",
  "largest-neurons",
  "largest-neurons-trimmed",
  "common-mode",
  "first-direction",
  "span",
  "stands-out",
  "decomposition",
];

/** Topics of findings that were numbered. */
const NUMBERED = /^(components|pair|unread|skipped)-\d+$/;

/** The same results in the form of `schema`; what does not fit is left for the check that follows. */
export function fromSchema1(
  value: Readonly<Record<string, unknown>>,
  schema: string,
): Record<string, unknown> {
  const { mlp, evidence, findings } = value;
  const change = changeOf(value);
  const within_noise = Array.isArray(mlp) ? mlp.flatMap(layerWithinNoise) : [];
  return {
    ...value,
    ...change,
    chance: chanceOf(value, change.among_isotropic),
    schema,
    within_noise,
    decomposition_info: decompositionInfoOf(value),
    causes: causesOf(value),
    sweep: sweepOf(value, within_noise),
    activations: activationsOf(value.activations),
    evidence: withDecisions(withNote(evidenceOf(evidence)), value),
    findings: Array.isArray(findings) ? withVerdict(findings.map(findingOf), evidence) : findings,
  };
}

function layerWithinNoise(row: unknown): number[] {
  if (!isObject(row) || row.input_vector !== "PC1") return [];
  const { layer, delta_over_floor: floors } = row;
  return typeof floors === "number" && floors < MIN_FLOORS && typeof layer === "number"
    ? [layer]
    : [];
}

function findingOf(finding: unknown): unknown {
  if (!isObject(finding) || typeof finding.id !== "string") return finding;
  const { id, ...said } = finding;
  return { ...topicOf(id), ...said };
}

function topicOf(id: string): { topic: string; layer: number | null } {
  const [, about, layer, warning] = /^(.+?)-(\d+)(-warning-\d+)?$/.exec(id) ?? [];
  if (about !== undefined && OF_A_LAYER.includes(about)) {
    const topic = warning === undefined ? about : "decomposition-warning";
    return { topic, layer: Number(layer) };
  }
  if (id === "layer-18") return { topic: "hypothesis-layer", layer: null };
  return { topic: NUMBERED.exec(id)?.[1] ?? id, layer: null };
}
