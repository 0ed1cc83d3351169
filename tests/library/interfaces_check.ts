/**
 * Compiles only where every interface of `src/results/interfaces.ts` is the type of its schema; written by `deno task interfaces`.
 *
 * @module
 */

import type * as written from "../../src/results/interfaces.ts";
import type * as analyses_activations_schema from "../../src/analyses/activations/schema.ts";
import type * as analyses_assistant_axis_schema from "../../src/analyses/assistant_axis/schema.ts";
import type * as analyses_attribution_schema from "../../src/analyses/attribution/schema.ts";
import type * as analyses_bootstrap_schema from "../../src/analyses/bootstrap/schema.ts";
import type * as analyses_change_schema from "../../src/analyses/change/schema.ts";
import type * as analyses_neurons_schema from "../../src/analyses/neurons/schema.ts";
import type * as analyses_operating_point_schema from "../../src/analyses/operating_point/schema.ts";
import type * as analyses_parity_schema from "../../src/analyses/parity/schema.ts";
import type * as analyses_projection_schema from "../../src/analyses/projection/schema.ts";
import type * as analyses_reproduction_schema from "../../src/analyses/reproduction/schema.ts";
import type * as analyses_robustness_schema from "../../src/analyses/robustness/schema.ts";
import type * as analyses_roles_by_layer_schema from "../../src/analyses/roles_by_layer/schema.ts";
import type * as analyses_same_direction_schema from "../../src/analyses/same_direction/schema.ts";
import type * as analyses_schema from "../../src/analyses/schema.ts";
import type * as analyses_self_check_schema from "../../src/analyses/self_check/schema.ts";
import type * as analyses_self_projection_schema from "../../src/analyses/self_projection/schema.ts";
import type * as analyses_significance_schema from "../../src/analyses/significance/schema.ts";
import type * as analyses_spaces_schema from "../../src/analyses/spaces/schema.ts";
import type * as analyses_stages_schema from "../../src/analyses/stages/schema.ts";
import type * as analyses_sweep_schema from "../../src/analyses/sweep/schema.ts";
import type * as analyses_verdict_schema from "../../src/analyses/verdict/schema.ts";
import type * as analyses_weight_change_schema from "../../src/analyses/weight_change/schema.ts";
import type * as results_envelope from "../../src/results/envelope.ts";
import type * as results_inputs from "../../src/results/inputs.ts";
import type * as results_values from "../../src/results/values.ts";

/** True where two types are one, to the last optional key. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
type Expect<T extends true> = T;

/** All of them. */
export type Checks = [
  Expect<Same<written.Activations, analyses_activations_schema.Activations>>,
  Expect<Same<written.ActivationRow, analyses_activations_schema.ActivationRow>>,
  Expect<Same<written.AssistantAxisRow, analyses_assistant_axis_schema.AssistantAxisRow>>,
  Expect<Same<written.AttributionRow, analyses_attribution_schema.AttributionRow>>,
  Expect<Same<written.LeadingTensor, analyses_attribution_schema.LeadingTensor>>,
  Expect<Same<written.BandRow, analyses_bootstrap_schema.BandRow>>,
  Expect<Same<written.NoPeak, analyses_change_schema.NoPeak>>,
  Expect<Same<written.Peaks, analyses_change_schema.Peaks>>,
  Expect<Same<written.HypothesisStanding, analyses_change_schema.HypothesisStanding>>,
  Expect<Same<written.AmongIsotropic, analyses_change_schema.AmongIsotropic>>,
  Expect<Same<written.AbsolutePeak, analyses_change_schema.AbsolutePeak>>,
  Expect<Same<written.AngularPeak, analyses_change_schema.AngularPeak>>,
  Expect<Same<written.NeuronRow, analyses_neurons_schema.NeuronRow>>,
  Expect<Same<written.LayerNeurons, analyses_neurons_schema.LayerNeurons>>,
  Expect<Same<written.NamedNeurons, analyses_neurons_schema.NamedNeurons>>,
  Expect<Same<written.OperatingPointRow, analyses_operating_point_schema.OperatingPointRow>>,
  Expect<Same<written.OperatingBaselineRow, analyses_operating_point_schema.OperatingBaselineRow>>,
  Expect<Same<written.OperatingDraws, analyses_operating_point_schema.OperatingDraws>>,
  Expect<Same<written.OperatingSpreadRow, analyses_operating_point_schema.OperatingSpreadRow>>,
  Expect<Same<written.OperatingTest, analyses_operating_point_schema.OperatingTest>>,
  Expect<Same<written.ParityRow, analyses_parity_schema.ParityRow>>,
  Expect<Same<written.VectorWarning, analyses_projection_schema.VectorWarning>>,
  Expect<Same<written.DecompositionInfo, analyses_projection_schema.DecompositionInfo>>,
  Expect<Same<written.DecompositionRow, analyses_projection_schema.DecompositionRow>>,
  Expect<Same<written.DecompositionSummary, analyses_projection_schema.DecompositionSummary>>,
  Expect<Same<written.SpanRow, analyses_projection_schema.SpanRow>>,
  Expect<Same<written.PursuitStep, analyses_projection_schema.PursuitStep>>,
  Expect<Same<written.CommonModeRow, analyses_projection_schema.CommonModeRow>>,
  Expect<Same<written.SpanVariant, analyses_projection_schema.SpanVariant>>,
  Expect<Same<written.Reproduction, analyses_reproduction_schema.Reproduction>>,
  Expect<Same<written.DifferingPc, analyses_reproduction_schema.DifferingPc>>,
  Expect<Same<written.Unclaimed, analyses_reproduction_schema.Unclaimed>>,
  Expect<Same<written.OtherRounding, analyses_reproduction_schema.OtherRounding>>,
  Expect<Same<written.RobustnessRow, analyses_robustness_schema.RobustnessRow>>,
  Expect<Same<written.OutlierRow, analyses_robustness_schema.OutlierRow>>,
  Expect<Same<written.OutlierCurveRow, analyses_robustness_schema.OutlierCurveRow>>,
  Expect<Same<written.RolesByLayer, analyses_roles_by_layer_schema.RolesByLayer>>,
  Expect<Same<written.InputAlongVectors, analyses_roles_by_layer_schema.InputAlongVectors>>,
  Expect<Same<written.LayerAlongVectors, analyses_roles_by_layer_schema.LayerAlongVectors>>,
  Expect<Same<written.SameDirection, analyses_same_direction_schema.SameDirection>>,
  Expect<Same<written.SameDirectionRow, analyses_same_direction_schema.SameDirectionRow>>,
  Expect<Same<written.NearestLayers, analyses_same_direction_schema.NearestLayers>>,
  Expect<Same<written.Results, analyses_schema.Results>>,
  Expect<Same<written.MlpRow, analyses_schema.MlpRow>>,
  Expect<Same<written.Evidence, analyses_schema.Evidence>>,
  Expect<Same<written.LayerEvidence, analyses_schema.LayerEvidence>>,
  Expect<Same<written.Causes, analyses_schema.Causes>>,
  Expect<Same<written.SelfCheckRow, analyses_self_check_schema.SelfCheckRow>>,
  Expect<Same<written.SelfCheck, analyses_self_check_schema.SelfCheck>>,
  Expect<Same<written.SelfProjectionRow, analyses_self_projection_schema.SelfProjectionRow>>,
  Expect<Same<written.BaselineRow, analyses_significance_schema.BaselineRow>>,
  Expect<Same<written.QuantileRow, analyses_significance_schema.QuantileRow>>,
  Expect<Same<written.RankRow, analyses_significance_schema.RankRow>>,
  Expect<Same<written.AsFarRow, analyses_significance_schema.AsFarRow>>,
  Expect<Same<written.ChanceStanding, analyses_significance_schema.ChanceStanding>>,
  Expect<Same<written.PeakChance, analyses_significance_schema.PeakChance>>,
  Expect<Same<written.ComponentEvidence, analyses_spaces_schema.ComponentEvidence>>,
  Expect<Same<written.StageRow, analyses_stages_schema.StageRow>>,
  Expect<Same<written.StageAppearance, analyses_stages_schema.StageAppearance>>,
  Expect<Same<written.SpreadRow, analyses_stages_schema.SpreadRow>>,
  Expect<Same<written.Sweep, analyses_sweep_schema.Sweep>>,
  Expect<Same<written.SweepRow, analyses_sweep_schema.SweepRow>>,
  Expect<Same<written.SweepLayerRow, analyses_sweep_schema.SweepLayerRow>>,
  Expect<Same<written.SweepTest, analyses_sweep_schema.SweepTest>>,
  Expect<Same<written.Verdict, analyses_verdict_schema.Verdict>>,
  Expect<Same<written.VerdictCell, analyses_verdict_schema.VerdictCell>>,
  Expect<Same<written.UntoldReason, analyses_verdict_schema.UntoldReason>>,
  Expect<Same<written.WeightChangeRow, analyses_weight_change_schema.WeightChangeRow>>,
  Expect<Same<written.RunInfo, results_envelope.RunInfo>>,
  Expect<Same<written.RunOptions, results_envelope.RunOptions>>,
  Expect<Same<written.DeviceInfo, results_envelope.DeviceInfo>>,
  Expect<Same<written.PrincipalComponentInfo, results_envelope.PrincipalComponentInfo>>,
  Expect<Same<written.Finding, results_envelope.Finding>>,
  Expect<Same<written.Inputs, results_inputs.Inputs>>,
  Expect<Same<written.CheckpointInfo, results_inputs.CheckpointInfo>>,
  Expect<Same<written.VectorsInfo, results_inputs.VectorsInfo>>,
  Expect<Same<written.ProjectionRow, results_values.ProjectionRow>>,
  Expect<Same<written.Stage, results_values.Stage>>,
  Expect<Same<written.MlpComponent, results_values.MlpComponent>>,
  Expect<Same<written.OutputVariant, results_values.OutputVariant>>,
  Expect<Same<written.Quantity, results_values.Quantity>>,
  Expect<Same<written.Variant, results_values.Variant>>,
  Expect<Same<written.BaselineName, results_values.BaselineName>>,
];
