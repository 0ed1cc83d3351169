/**
 * Compiles only where every interface of `src/results/interfaces.ts` is the type of its schema; written by `deno task interfaces`.
 *
 * @module
 */

import type * as written from "../../src/results/interfaces.ts";
import type * as results_causes from "../../src/results/causes.ts";
import type * as results_evidence from "../../src/results/evidence.ts";
import type * as results_schema from "../../src/results/schema.ts";
import type * as results_semantic from "../../src/results/semantic.ts";
import type * as results_values from "../../src/results/values.ts";

/** True where two types are one, to the last optional key. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
type Expect<T extends true> = T;

/** All of them. */
export type Checks = [
  Expect<Same<written.Causes, results_causes.Causes>>,
  Expect<Same<written.StageRow, results_causes.StageRow>>,
  Expect<Same<written.ParityRow, results_causes.ParityRow>>,
  Expect<Same<written.SelfProjectionRow, results_causes.SelfProjectionRow>>,
  Expect<Same<written.SpreadRow, results_causes.SpreadRow>>,
  Expect<Same<written.AttributionRow, results_causes.AttributionRow>>,
  Expect<Same<written.WeightChangeRow, results_causes.WeightChangeRow>>,
  Expect<Same<written.NeuronRow, results_causes.NeuronRow>>,
  Expect<Same<written.LayerNeurons, results_causes.LayerNeurons>>,
  Expect<Same<written.Stage, results_causes.Stage>>,
  Expect<Same<written.MlpComponent, results_causes.MlpComponent>>,
  Expect<Same<written.OutputVariant, results_causes.OutputVariant>>,
  Expect<Same<written.Quantity, results_causes.Quantity>>,
  Expect<Same<written.Evidence, results_evidence.Evidence>>,
  Expect<Same<written.RobustnessRow, results_evidence.RobustnessRow>>,
  Expect<Same<written.OperatingPointRow, results_evidence.OperatingPointRow>>,
  Expect<Same<written.OperatingBaselineRow, results_evidence.OperatingBaselineRow>>,
  Expect<Same<written.QuantileRow, results_evidence.QuantileRow>>,
  Expect<Same<written.RankRow, results_evidence.RankRow>>,
  Expect<Same<written.LayerEvidence, results_evidence.LayerEvidence>>,
  Expect<Same<written.OutlierRow, results_evidence.OutlierRow>>,
  Expect<Same<written.OutlierCurveRow, results_evidence.OutlierCurveRow>>,
  Expect<Same<written.BandRow, results_evidence.BandRow>>,
  Expect<Same<written.ComponentEvidence, results_evidence.ComponentEvidence>>,
  Expect<Same<written.Verdict, results_evidence.Verdict>>,
  Expect<Same<written.VerdictCell, results_evidence.VerdictCell>>,
  Expect<Same<written.Reproduction, results_evidence.Reproduction>>,
  Expect<Same<written.OtherRounding, results_evidence.OtherRounding>>,
  Expect<Same<written.Variant, results_evidence.Variant>>,
  Expect<Same<written.BaselineName, results_evidence.BaselineName>>,
  Expect<Same<written.Results, results_schema.Results>>,
  Expect<Same<written.RunInfo, results_schema.RunInfo>>,
  Expect<Same<written.Inputs, results_schema.Inputs>>,
  Expect<Same<written.CheckpointInfo, results_schema.CheckpointInfo>>,
  Expect<Same<written.VectorsInfo, results_schema.VectorsInfo>>,
  Expect<Same<written.RunOptions, results_schema.RunOptions>>,
  Expect<Same<written.DeviceInfo, results_schema.DeviceInfo>>,
  Expect<Same<written.PrincipalComponentInfo, results_schema.PrincipalComponentInfo>>,
  Expect<Same<written.MlpRow, results_schema.MlpRow>>,
  Expect<Same<written.BaselineRow, results_schema.BaselineRow>>,
  Expect<Same<written.AbsolutePeak, results_schema.AbsolutePeak>>,
  Expect<Same<written.AngularPeak, results_schema.AngularPeak>>,
  Expect<Same<written.DecompositionInfo, results_schema.DecompositionInfo>>,
  Expect<Same<written.Finding, results_schema.Finding>>,
  Expect<Same<written.DecompositionRow, results_semantic.DecompositionRow>>,
  Expect<Same<written.DecompositionSummary, results_semantic.DecompositionSummary>>,
  Expect<Same<written.SpanRow, results_semantic.SpanRow>>,
  Expect<Same<written.PursuitStep, results_semantic.PursuitStep>>,
  Expect<Same<written.CommonModeRow, results_semantic.CommonModeRow>>,
  Expect<Same<written.SpanVariant, results_semantic.SpanVariant>>,
  Expect<Same<written.Sweep, results_semantic.Sweep>>,
  Expect<Same<written.SweepRow, results_semantic.SweepRow>>,
  Expect<Same<written.SweepLayerRow, results_semantic.SweepLayerRow>>,
  Expect<Same<written.SweepTest, results_semantic.SweepTest>>,
  Expect<Same<written.Activations, results_semantic.Activations>>,
  Expect<Same<written.ActivationRow, results_semantic.ActivationRow>>,
  Expect<Same<written.ProjectionRow, results_values.ProjectionRow>>,
];
