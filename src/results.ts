/**
 * The narrow waist: everything that analysis writes and the site reads, as it stands in `data/results.json`.
 *
 * The types are derived from one schema, so that what is written and what {@link checkResults} accepts cannot part.
 *
 * @module
 */

import * as v from "valibot";
import { schema as change } from "./analyses/change/schema.ts";
import { schema as significance } from "./analyses/significance/schema.ts";
import { schema as robustness } from "./analyses/robustness/schema.ts";
import { schema as spaces } from "./analyses/spaces/schema.ts";
import { schema as bootstrap } from "./analyses/bootstrap/schema.ts";
import { schema as operatingPoint } from "./analyses/operating_point/schema.ts";
import { schema as noiseFloor } from "./analyses/noise_floor/schema.ts";
import { schema as projection } from "./analyses/projection/schema.ts";
import { schema as selfProjection } from "./analyses/self_projection/schema.ts";
import { schema as stages } from "./analyses/stages/schema.ts";
import { schema as parity } from "./analyses/parity/schema.ts";
import { schema as attribution } from "./analyses/attribution/schema.ts";
import { schema as weightChange } from "./analyses/weight_change/schema.ts";
import { schema as neurons } from "./analyses/neurons/schema.ts";
import { schema as sweep } from "./analyses/sweep/schema.ts";
import { schema as activations } from "./analyses/activations/schema.ts";
import { schema as reproduction } from "./analyses/reproduction/schema.ts";
import { schema as verdict } from "./analyses/verdict/schema.ts";
import {
  deviceInfo,
  finding,
  inputs,
  principalComponentInfo,
  runInfo,
  runOptions,
} from "./results/envelope.ts";
import { isObject, mismatch, shown } from "./results/mismatch.ts";
import { fromSchema1, SCHEMA_1 } from "./results/schema_1.ts";
import { rowOf } from "./results/table.ts";
import { count } from "./results/values.ts";

export type { AbsolutePeak, AngularPeak } from "./analyses/change/schema.ts";
export type { BaselineRow, QuantileRow, RankRow } from "./analyses/significance/schema.ts";
export type { OutlierCurveRow, OutlierRow, RobustnessRow } from "./analyses/robustness/schema.ts";
export type { ComponentEvidence } from "./analyses/spaces/schema.ts";
export type { BandRow } from "./analyses/bootstrap/schema.ts";
export type { OperatingBaselineRow, OperatingPointRow } from "./analyses/operating_point/schema.ts";

export type {
  CommonModeRow,
  DecompositionInfo,
  DecompositionRow,
  DecompositionSummary,
  PursuitStep,
  SpanRow,
  SpanVariant,
} from "./analyses/projection/schema.ts";
export type { SelfProjectionRow } from "./analyses/self_projection/schema.ts";
export type { SpreadRow, StageRow } from "./analyses/stages/schema.ts";
export type { ParityRow } from "./analyses/parity/schema.ts";
export type { AttributionRow } from "./analyses/attribution/schema.ts";
export type { WeightChangeRow } from "./analyses/weight_change/schema.ts";
export type { LayerNeurons, NeuronRow } from "./analyses/neurons/schema.ts";
export type { Sweep, SweepLayerRow, SweepRow, SweepTest } from "./analyses/sweep/schema.ts";
export type { ActivationRow, Activations } from "./analyses/activations/schema.ts";
export type { OtherRounding, Reproduction } from "./analyses/reproduction/schema.ts";
export type { Verdict, VerdictCell } from "./analyses/verdict/schema.ts";
export type * from "./results/envelope.ts";
export type {
  BaselineName,
  MlpComponent,
  OutputVariant,
  ProjectionRow,
  Quantity,
  Stage,
  Variant,
} from "./results/values.ts";

/** Value of `schema`; the number changes only when a reader of the old form would misread the new one. */
export const SCHEMA = "deltascope.results/2";

const mlpRow = rowOf({
  ...change.mlp,
  ...significance.mlp,
  ...noiseFloor.mlp,
  ...selfProjection.mlp,
  ...stages.mlp,
  ...parity.mlp,
});

const layerEvidence = v.object({
  layer: count,
  ...rowOf({
    ...significance.layers,
    ...robustness.layers,
    ...spaces.layers,
    ...bootstrap.layers,
    ...operatingPoint.layers,
  }).entries,
});

const evidence = v.object({
  ...significance.evidence,
  ...robustness.evidence,
  ...spaces.evidence,
  ...bootstrap.evidence,
  ...operatingPoint.evidence,
  ...reproduction.evidence,
  ...verdict.evidence,
  layers: v.array(layerEvidence),
});

const causes = v.object({
  ...selfProjection.causes,
  ...stages.causes,
  ...parity.causes,
  ...attribution.causes,
  ...weightChange.causes,
  ...neurons.causes,
});

const results = v.object({
  schema: v.literal(SCHEMA),
  run: runInfo,
  inputs,
  options: runOptions,
  device: deviceInfo,
  /** What each principal component is, PC1 first. */
  pcs: v.array(principalComponentInfo),
  /** By layer, then PC1, -PC1, PC2, ... */
  mlp: v.array(mlpRow),
  ...change.results,
  ...significance.results,
  ...noiseFloor.results,
  ...projection.results,
  ...sweep.results,
  ...activations.results,
  /** What tells whether a peak is real; null in earlier runs and without baselines. */
  evidence: v.optional(v.nullable(evidence), null),
  /** Where the change arises and what carries it; null in earlier runs and without baselines. */
  causes: v.optional(v.nullable(causes), null),
  /** Sentences computed from the numbers, verdict first. */
  findings: v.array(finding),
});

/** Everything the site shows. */
export type Results = v.InferOutput<typeof results>;
/** What was measured: the parts that sentences are made of. */
export type Measured = Omit<Results, "schema" | "run" | "device" | "findings">;
/** One row of `data/mlp.csv`. */
export type MlpRow = v.InferOutput<typeof mlpRow>;
/** What tells whether a peak is real. */
export type Evidence = v.InferOutput<typeof evidence>;
/** What is known of one layer. */
export type LayerEvidence = v.InferOutput<typeof layerEvidence>;
/** Where a change arises and what carries it. */
export type Causes = v.InferOutput<typeof causes>;

/**
 * Checks that what was found, as parsed from `data/results.json`, has the form of {@link Results}; further keys are dropped, and
 * results of schema 1 are brought into the form of today.
 *
 * @throws {TypeError} with the path of the first mismatch, what was expected there and what was found; another schema
 * number is named before anything else is looked at.
 *
 * @example
 * ```ts
 * import { checkResults } from "./results.ts";
 * import { throws } from "node:assert/strict";
 *
 * throws(() => checkResults({ schema: "deltascope.results/3" }), {
 *   message: 'Cannot read results of another schema: expected "deltascope.results/2", ' +
 *     'found "deltascope.results/3"; render them with the version of deltascope that wrote them',
 * });
 * ```
 */
export function checkResults(found: unknown): Results {
  const value = isObject(found) && found.schema === SCHEMA_1 ? fromSchema1(found, SCHEMA) : found;
  if (isObject(value) && value.schema !== SCHEMA) {
    throw new TypeError(
      `Cannot read results of another schema: expected "${SCHEMA}", ` +
        `found ${shown(value.schema)}; render them with the version of deltascope that wrote them`,
    );
  }
  const parsed = v.safeParse(results, value, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const isMissing = issue.type === "object" && issue.input === undefined;
    // Checks of a value of the right type (finite, whole) say in their message what they expect.
    const named = issue.kind === "validation" ? issue.message : issue.expected ?? "another value";
    throw mismatch(issue.path ?? [], isMissing ? "a value" : named, issue.input);
  }
  for (const layer of Object.keys(parsed.output.decompositions)) {
    if (!(layer in parsed.output.decomposition_info)) {
      throw mismatch([{ key: "decomposition_info" }, { key: layer }], "a value", undefined);
    }
  }
  return parsed.output;
}
