/**
 * The page templates. They are text imports, so that the library renders wherever its modules come from.
 *
 * @module
 */

import { Eta } from "eta";
import activations from "../../../templates/activations.eta" with { type: "text" };
import causes from "../../../templates/causes.eta" with { type: "text" };
import cite from "../../../templates/cite.eta" with { type: "text" };
import claims from "../../../templates/claims.eta" with { type: "text" };
import comparison from "../../../templates/comparison.eta" with { type: "text" };
import component from "../../../templates/component.eta" with { type: "text" };
import data from "../../../templates/data.eta" with { type: "text" };
import decomposition from "../../../templates/decomposition.eta" with { type: "text" };
import evidence from "../../../templates/evidence.eta" with { type: "text" };
import facts from "../../../templates/facts.eta" with { type: "text" };
import figure from "../../../templates/figure.eta" with { type: "text" };
import folded from "../../../templates/folded.eta" with { type: "text" };
import formulas from "../../../templates/formulas.eta" with { type: "text" };
import glance from "../../../templates/glance.eta" with { type: "text" };
import glossary from "../../../templates/glossary.eta" with { type: "text" };
import heatFigure from "../../../templates/heat_figure.eta" with { type: "text" };
import heatMap from "../../../templates/heat_map.eta" with { type: "text" };
import judged from "../../../templates/judged.eta" with { type: "text" };
import layer from "../../../templates/layer.eta" with { type: "text" };
import layerCauses from "../../../templates/layer_causes.eta" with { type: "text" };
import layerEvidence from "../../../templates/layer_evidence.eta" with { type: "text" };
import layerLead from "../../../templates/layer_lead.eta" with { type: "text" };
import layers from "../../../templates/layers.eta" with { type: "text" };
import layout from "../../../templates/layout.eta" with { type: "text" };
import leanTable from "../../../templates/lean_table.eta" with { type: "text" };
import measured from "../../../templates/measured.eta" with { type: "text" };
import methods from "../../../templates/methods.eta" with { type: "text" };
import methodsOfActivations from "../../../templates/methods/activations.eta" with { type: "text" };
import methodsOfAttribution from "../../../templates/methods/attribution.eta" with { type: "text" };
import methodsOfBootstrap from "../../../templates/methods/bootstrap.eta" with { type: "text" };
import methodsOfChange from "../../../templates/methods/change.eta" with { type: "text" };
import methodsOfNeurons from "../../../templates/methods/neurons.eta" with { type: "text" };
import methodsOfNoiseFloor from "../../../templates/methods/noise_floor.eta" with { type: "text" };
import methodsOfOperatingPoint from "../../../templates/methods/operating_point.eta" with {
  type: "text",
};
import methodsOfParity from "../../../templates/methods/parity.eta" with { type: "text" };
import methodsOfProjection from "../../../templates/methods/projection.eta" with { type: "text" };
import methodsOfRobustness from "../../../templates/methods/robustness.eta" with { type: "text" };
import methodsOfRolesByLayer from "../../../templates/methods/roles_by_layer.eta" with {
  type: "text",
};
import methodsOfSameDirection from "../../../templates/methods/same_direction.eta" with {
  type: "text",
};
import methodsOfSelfCheck from "../../../templates/methods/self_check.eta" with { type: "text" };
import methodsOfSelfProjection from "../../../templates/methods/self_projection.eta" with {
  type: "text",
};
import methodsOfSignificance from "../../../templates/methods/significance.eta" with {
  type: "text",
};
import methodsOfSpaces from "../../../templates/methods/spaces.eta" with { type: "text" };
import methodsOfStages from "../../../templates/methods/stages.eta" with { type: "text" };
import methodsOfSweep from "../../../templates/methods/sweep.eta" with { type: "text" };
import methodsOfVerdict from "../../../templates/methods/verdict.eta" with { type: "text" };
import methodsOfWeightChange from "../../../templates/methods/weight_change.eta" with {
  type: "text",
};
import neurons from "../../../templates/neurons.eta" with { type: "text" };
import notFound from "../../../templates/not_found.eta" with { type: "text" };
import overview from "../../../templates/overview.eta" with { type: "text" };
import bars from "../../../templates/bars.eta" with { type: "text" };
import switchOfInputs from "../../../templates/switch.eta" with { type: "text" };
import otherDecomposition from "../../../templates/other_decomposition.eta" with { type: "text" };
import explained from "../../../templates/explained.eta" with { type: "text" };
import tiles from "../../../templates/tiles.eta" with { type: "text" };
import pair from "../../../templates/pair.eta" with { type: "text" };
import peaks from "../../../templates/peaks.eta" with { type: "text" };
import pointsTo from "../../../templates/points_to.eta" with { type: "text" };
import reproduction from "../../../templates/reproduction.eta" with { type: "text" };
import role from "../../../templates/role.eta" with { type: "text" };
import roles from "../../../templates/roles.eta" with { type: "text" };
import sections from "../../../templates/sections.eta" with { type: "text" };
import sides from "../../../templates/sides.eta" with { type: "text" };
import singleFile from "../../../templates/single_file.eta" with { type: "text" };
import steer from "../../../templates/steer.eta" with { type: "text" };
import sweep from "../../../templates/sweep.eta" with { type: "text" };
import table from "../../../templates/table.eta" with { type: "text" };
import titled from "../../../templates/titled.eta" with { type: "text" };
import warnings from "../../../templates/warnings.eta" with { type: "text" };
import weights from "../../../templates/weights.eta" with { type: "text" };
import { plainText } from "./names.ts";

const TEMPLATES = {
  activations,
  causes,
  cite,
  claims,
  comparison,
  component,
  data,
  decomposition,
  evidence,
  facts,
  figure,
  folded,
  formulas,
  glance,
  glossary,
  heat_figure: heatFigure,
  heat_map: heatMap,
  judged,
  layer,
  layer_causes: layerCauses,
  layer_evidence: layerEvidence,
  layer_lead: layerLead,
  layers,
  layout,
  lean_table: leanTable,
  measured,
  methods,
  methods_activations: methodsOfActivations,
  methods_attribution: methodsOfAttribution,
  methods_bootstrap: methodsOfBootstrap,
  methods_change: methodsOfChange,
  methods_neurons: methodsOfNeurons,
  methods_noise_floor: methodsOfNoiseFloor,
  methods_operating_point: methodsOfOperatingPoint,
  methods_parity: methodsOfParity,
  methods_projection: methodsOfProjection,
  methods_robustness: methodsOfRobustness,
  methods_roles_by_layer: methodsOfRolesByLayer,
  methods_same_direction: methodsOfSameDirection,
  methods_self_check: methodsOfSelfCheck,
  methods_self_projection: methodsOfSelfProjection,
  methods_significance: methodsOfSignificance,
  methods_spaces: methodsOfSpaces,
  methods_stages: methodsOfStages,
  methods_sweep: methodsOfSweep,
  methods_verdict: methodsOfVerdict,
  methods_weight_change: methodsOfWeightChange,
  neurons,
  not_found: notFound,
  overview,
  bars,
  switch: switchOfInputs,
  other_decomposition: otherDecomposition,
  explained,
  tiles,
  pair,
  peaks,
  points_to: pointsTo,
  reproduction,
  role,
  roles,
  sections,
  sides,
  single_file: singleFile,
  steer,
  sweep,
  table,
  titled,
  warnings,
  weights,
};

/** Name of a template. */
export type TemplateName = keyof typeof TEMPLATES;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const eta = new Eta({ autoTrim: false, escapeFunction: escapedText });
for (const [name, text] of Object.entries(TEMPLATES)) eta.loadTemplate(`@${name}`, text.trimEnd());

/** Renders a template with its data; text in it becomes harmless and is escaped, unless the template says otherwise. */
export function renderTemplate(name: TemplateName, data: object): string {
  return eta.render(`@${name}`, data);
}

/**
 * Text as HTML has it, in an attribute too.
 *
 * @throws {TypeError} if the value is not text, as when a template misspells a key.
 */
export function escapedText(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") {
    throw new TypeError(`Cannot render a template: expected text, got ${typeof value}`);
  }
  return plainText(String(value)).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}
