/**
 * A page per analysed layer: its input vectors against each other and against draws.
 *
 * @module
 */

import { degreesOrNull } from "../../math/angle.ts";
import { PEAK_INPUT, peakProjections } from "../../results/peak_input.ts";
import type { BaselineRow, Evidence, MlpRow, Results } from "../../results.ts";
import { baselineSummaries } from "../../results/baseline_summary.ts";
import { againstRandomChart } from "../../analyses/change/view/against_random_chart.ts";
import { hasCauses } from "../kit/cause_rows.ts";
import { componentLabel, peakLabel } from "../kit/components.ts";
import { hasEvidence, rankRow } from "../kit/evidence_rows.ts";
import { type FigureView, oneWidth } from "../kit/figures.ts";
import { analysedLayers, layerMarks, layerStrip } from "../kit/layer_strip.ts";
import { degreesText, P_DECIMALS, significant, UNKNOWN } from "../kit/numbers.ts";
import type { Page } from "../kit/page.ts";
import { decompositionPath, layerPath, PATHS, rootFrom } from "../kit/paths.ts";
import { type Column, type TableView, tableView } from "../kit/tables.ts";
import { activationsView } from "../../analyses/activations/view.ts";
import { outlierCurveFigure } from "./evidence_figures.ts";
import { layerCausesView } from "./layer_causes.ts";
import { layerEvidenceView } from "./layer_evidence.ts";
import { sidesView } from "../../analyses/projection/view/toward_away.ts";

/** Rows of each short list of what the change points to. */
const N_POINTED_TO = 8;

/** `layers/layer-N.html`. */
export function layerPage(results: Results, layer: number): Page {
  const { inputs, pcs, decompositions } = results;
  const layers = analysedLayers(results);
  const rows = results.mlp.filter((row) => row.layer === layer);
  const isotropic = results.baseline.filter((row) =>
    row.layer === layer && row.baseline === "isotropic"
  );
  const pc1 = rows.find((row) => row.input_vector === PEAK_INPUT);
  const link = (neighbour: number | undefined) =>
    neighbour === undefined ? null : { layer: neighbour, path: layerPath(neighbour) };
  const at = layers.indexOf(layer);
  return {
    path: layerPath(layer),
    title: `Layer ${layer}`,
    template: "layer",
    content: {
      base: inputs.base.name,
      instruct: inputs.instruct.name,
      layer,
      marks: layerMarks(results, layer),
      layers: layerStrip(results, layer),
      component: peakLabel(pcs),
      others: pcs.filter((pc) => pc.name !== PEAK_INPUT).map(componentLabel),
      peak: pc1 === undefined ? null : peakFacts(pc1, isotropic, results.evidence),
      table: measuredTable(layer, rows),
      figures: figures(results, layer),
      baseline: baselineTable(layer, isotropic),
      evidence: hasEvidence(results) ? layerEvidenceView(results, layer) : null,
      outlierCurve: hasEvidence(results) ? outlierCurveFigure(results, layer) : null,
      activations: activationsView(results, layer),
      evidencePath: PATHS.evidence,
      causes: hasCauses(results) ? layerCausesView(results, layer) : null,
      pointsTo: pointsTo(results, layer),
      decompositionPath: String(layer) in decompositions ? decompositionPath(layer) : null,
      previous: link(layers[at - 1]),
      next: link(layers[at + 1]),
    },
  };
}

/** What the change of PC1 points to, in short; null where the layer is not decomposed or nothing changed. */
function pointsTo(results: Results, layer: number) {
  const rows = peakProjections(results, layer);
  if (rows.length === 0 || results.decomposition_info[layer]?.delta_norm === 0) return null;
  const page = rootFrom(layerPath(layer)) + decompositionPath(layer);
  return (["role", "trait"] as const)
    .map((kind) => sidesView(rows, kind, { nListed: N_POINTED_TO, page }))
    .filter(({ sides }) => sides.length > 0);
}

/** PC1 at this layer in words. */
function peakFacts(
  row: MlpRow,
  isotropic: readonly BaselineRow[],
  evidence: Evidence | null,
) {
  const own = row.delta_angular;
  const nAsFar = own === null
    ? 0
    : isotropic.filter(({ delta_angular }) => delta_angular !== null && delta_angular >= own)
      .length;
  const random = own === null
    ? "One of the two outputs is zero here, so there is no angle."
    : nAsFar === 0
    ? `None of the ${isotropic.length} isotropic inputs turns as far.`
    : `${nAsFar} of the ${isotropic.length} isotropic inputs ${
      nAsFar === 1 ? "turns" : "turn"
    } at least as far.`;
  const rank = evidence === null ? undefined : rankRow(evidence, row.layer, "raw");
  return {
    angle: own === null ? "an unknown angle" : degreesText(own),
    cos: own === null ? UNKNOWN : significant(own),
    norm: significant(row.delta_norm),
    base: significant(row.base_output_norm),
    instruct: significant(row.instruct_output_norm),
    random: isotropic.length === 0 ? "No random directions were run." : random,
    rank: rank === undefined
      ? ""
      : `Of ${rank.n} single roles and traits ${rank.n_at_least === 0 ? "none" : rank.n_at_least} ${
        rank.n_at_least > 1 ? "turn" : "turns"
      } at least as far.`,
  };
}

function measuredTable(layer: number, rows: readonly MlpRow[]): TableView {
  const hasMore = rows.some((row) => row.delta_relative !== null);
  return tableView(`Layer ${layer}: every input vector`, rows, [
    { label: "input", value: (row) => row.input_vector },
    { label: "|y base|", value: (row) => row.base_output_norm },
    { label: "|y instruct|", value: (row) => row.instruct_output_norm },
    { label: "|d|", value: (row) => row.delta_norm },
    { label: "1 − cos", value: (row) => row.delta_angular, digits: 4 },
    { label: "angle in °", value: (row) => degreesOrNull(row.delta_angular), digits: 3 },
    ...hasMore ? evidenceColumns : [],
  ]);
}

const evidenceColumns: Column<MlpRow>[] = [
  { label: "|d| / |y base|", value: (row) => row.delta_relative, digits: 3 },
  { label: "p of PCk and -PCk", value: onceAnAxis("p_persona"), decimals: P_DECIMALS },
  { label: "p_fw of both", value: onceAnAxis("pfw_persona"), decimals: P_DECIMALS },
];

/** p is of the larger of both signs, so it belongs to the axis: it stands in the row of PCk, and that of -PCk is left empty. */
function onceAnAxis(column: "p_persona" | "pfw_persona") {
  return (row: MlpRow) => row.input_vector.startsWith("-") ? "" : row[column];
}

/** The numbers of a chart of inputs against draws: each input, and the ends of each baseline. */
function againstTable(
  results: Results,
  { layer, caption, unit, measure }: {
    layer: number;
    caption: string;
    unit: string;
    measure: (row: MlpRow | BaselineRow) => number | null;
  },
): TableView {
  const ofLayer = (row: MlpRow | BaselineRow) => row.layer === layer;
  const draws = Map.groupBy(results.baseline.filter(ofLayer), (row) => row.baseline);
  const rows = [
    ...results.mlp.filter(ofLayer).map((row) => ({ name: row.input_vector, value: measure(row) })),
    ...(["isotropic", "persona"] as const).flatMap((name) => {
      const values = (draws.get(name) ?? []).map(measure).filter((value) => value !== null);
      return values.length === 0 ? [] : [
        { name: `${name}, smallest of ${values.length}`, value: Math.min(...values) },
        { name: `${name}, largest of ${values.length}`, value: Math.max(...values) },
      ];
    }),
  ];
  return tableView(caption, rows, [
    { label: "input", value: (row) => row.name },
    { label: unit, value: (row) => row.value, digits: 4 },
  ]);
}

function figures(results: Results, layer: number): FigureView[] {
  const [isotropic, persona] = (["isotropic", "persona"] as const).map((name) =>
    results.baseline.some((row) => row.layer === layer && row.baseline === name)
  );
  const range = persona
    ? ["A tick is one draw in one sign; the band is the range of the persona draws."]
    : isotropic
    ? ["A tick is one isotropic draw in one sign; the band is their range."]
    : [];
  return [
    {
      id: "turn",
      title: "How far the output turns",
      charts: oneWidth((width) => againstRandomChart(results, { layer, measure: "angle", width })),
      legend: [],
      caption: ["Angle between the outputs of base and instruct for each input.", ...range],
      table: againstTable(results, {
        layer,
        caption: `Layer ${layer}: how far the output turns`,
        unit: "angle in °",
        measure: (row) => degreesOrNull(row.delta_angular),
      }),
    },
    {
      id: "move",
      title: "How far it moves",
      charts: oneWidth((width) =>
        againstRandomChart(results, { layer, measure: "delta_norm", width })
      ),
      legend: [],
      caption: ["Length of the difference for each input.", ...range],
      table: againstTable(results, {
        layer,
        caption: `Layer ${layer}: how far the output moves`,
        unit: "|d|",
        measure: (row) => row.delta_norm,
      }),
    },
  ];
}

function baselineTable(layer: number, baseline: readonly BaselineRow[]): TableView | null {
  const [angular] = baselineSummaries(baseline, "delta_angular");
  const [norm] = baselineSummaries(baseline, "delta_norm");
  if (angular === undefined || norm === undefined) return null;
  return tableView(
    `Layer ${layer}: ${angular.nRows} isotropic inputs (random directions, each in both signs)`,
    ["mean", "smallest", "largest"] as const,
    [
      { label: "isotropic inputs", value: (statistic) => statistic },
      { label: "|d|", value: (statistic) => norm[statistic] },
      { label: "1 − cos", value: (statistic) => angular[statistic], digits: 4 },
      { label: "angle in °", value: (statistic) => degreesOrNull(angular[statistic]), digits: 3 },
    ],
  );
}
