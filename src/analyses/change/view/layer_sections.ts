/**
 * What every layer's page opens with: PC1 in words, every input vector as measured, and each beside random inputs.
 *
 * @module
 */

import { inputText } from "../../../text/input_text.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { isUnchanged } from "../../../results/spoken.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { componentLabel, peakLabel } from "../../../site/kit/components.ts";
import { degreesText, percent, significant, UNKNOWN } from "../../../site/kit/numbers.ts";
import { type Section, titledSection } from "../../../site/kit/section.ts";
import { type Column, declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { mlp as significanceColumns } from "../../significance/schema.ts";
import { mlp } from "../schema.ts";
import { againstRandomFigures } from "./against_random_figures.ts";
import { noiseRemark } from "./peaks.ts";
import { inputColumn } from "../../../site/kit/input_column.ts";

/** In the order of the page. */
export function layerSections(results: Results, layer: number): Section[] {
  return [
    ...lead(results, layer),
    {
      template: "measured",
      content: {
        table: measuredTable(results, layer),
        others: results.pcs.filter((pc) => pc.name !== PEAK_INPUT).map(componentLabel),
      },
    },
    ...isotropicSection(results, layer),
  ];
}

/** PC1 at this layer in tiles and figures. */
function lead(results: Results, layer: number): Section[] {
  const row = rowAt(results.mlp, layer);
  if (row === undefined) return [];
  return [{
    isOpening: true,
    template: "layer_lead",
    content: { component: peakLabel(results.pcs), tiles: tiles(results, row) },
  }, {
    isOpening: true,
    template: "pair",
    content: { figures: againstRandomFigures(results, layer) },
  }];
}

/** How far the output of PC1 turns, moves and stretches, and how common that is. */
function tiles(results: Results, row: MlpRow) {
  const { layer, delta_angular: own, delta_norm, base_output_norm: base, instruct_output_norm } =
    row;
  return [
    {
      term: "Turns by",
      value: own === null ? "an unknown angle" : degreesText(own),
      remarks: [`1 − cos = ${own === null ? UNKNOWN : significant(own)}`],
    },
    {
      term: "Moves by",
      value: `|d| = ${significant(delta_norm)}`,
      remarks: [
        ...base === 0 ? [] : [`${percent(delta_norm / base)} of the base output’s length`],
        ...delta_norm === 0 ? [] : noiseRemark(results, layer),
      ],
    },
    {
      term: "Length of the output",
      value: `${significant(base)} to ${significant(instruct_output_norm)}`,
      remarks: base === 0 ? [] : [`${significant(instruct_output_norm / base, 3)} times as long`],
    },
    ...isUnchanged(results, layer) ? [] : [common(results, layer)],
  ];
}

/** How many directions turn as far: by the larger sign of each and of PC1 where that is known, else random inputs against PC1. */
function common(
  { evidence, among_isotropic }: Results,
  layer: number,
): { term: string; value: string; remarks: string[] } {
  const countOf = index(evidence?.as_far ?? [], "layer", "baseline", "variant");
  const counts = HARDEST_FIRST.flatMap(({ baseline, label }) => {
    const known = countOf({ layer, baseline, variant: "raw" });
    return known === undefined ? [] : [`${known.n_at_least} of ${known.n} ${label}`];
  });
  const [first, ...others] = counts;
  if (first !== undefined) {
    return {
      term: `As far as the larger of PC1 and ${inputText("-PC1")}`,
      value: first,
      remarks: others,
    };
  }
  const known = among_isotropic.find((row) => row.layer === layer);
  return {
    term: "As far as PC1",
    value: known === undefined || known.n_at_least === null
      ? UNKNOWN
      : `${known.n_at_least} of ${known.n} random inputs`,
    remarks: known === undefined
      ? ["no random directions were run"]
      : known.n_at_least === null
      ? ["one of the two outputs is zero here, so there is no angle"]
      : [],
  };
}

/** Baselines as a tile names them. */
const HARDEST_FIRST = [
  { baseline: "persona", label: "role mixtures" },
  { baseline: "roles", label: "single roles and traits" },
  { baseline: "isotropic", label: "random directions" },
] as const;

function measuredTable(results: Results, layer: number): TableView {
  const rows = results.mlp.filter((row) => row.layer === layer);
  const hasMore = rows.some((row) => row.delta_relative !== null) && !isUnchanged(results, layer);
  return tableView(`Layer ${layer}: every input vector`, rows, [
    inputColumn(mlp.input_vector, (row: MlpRow) => row.input_vector),
    declared(mlp.base_output_norm, (row) => row.base_output_norm),
    declared(mlp.instruct_output_norm, (row) => row.instruct_output_norm),
    declared(mlp.delta_norm, (row) => row.delta_norm),
    declared(mlp.delta_angular, (row) => row.delta_angular),
    declared(mlp.angle_degrees, (row) => degreesOrNull(row.delta_angular)),
    ...hasMore ? evidenceColumns : [],
  ]);
}

const evidenceColumns: Column<MlpRow>[] = [
  declared(mlp.delta_relative, (row) => row.delta_relative),
  declared(significanceColumns.p_persona, onceAnAxis("p_persona")),
  declared(significanceColumns.pfw_persona, onceAnAxis("pfw_persona")),
];

/** p is of the larger of both signs, so it belongs to the axis: it stands in the row of PCk, and that of -PCk is left empty. */
function onceAnAxis(column: "p_persona" | "pfw_persona") {
  return (row: MlpRow) => row.input_vector.startsWith("-") ? "" : row[column];
}

/** The random directions as a table, where no evidence has more to tell of them. */
function isotropicSection({ baseline, evidence }: Results, layer: number): Section[] {
  const rows = baseline.filter((row) => row.layer === layer && row.baseline === "isotropic");
  const [angular] = baselineSummaries(rows, "delta_angular");
  const [norm] = baselineSummaries(rows, "delta_norm");
  if (evidence !== null || angular === undefined || norm === undefined) return [];
  const table = tableView(
    `Layer ${layer}: ${angular.nRows} random inputs (random directions, each in both signs)`,
    ["mean", "smallest", "largest"] as const,
    [
      { label: "random inputs", value: (statistic) => statistic },
      declared(mlp.delta_norm, (statistic) => norm[statistic]),
      declared(mlp.delta_angular, (statistic) => angular[statistic]),
      declared(mlp.angle_degrees, (statistic) => degreesOrNull(angular[statistic])),
    ],
  );
  return titledSection({ id: "random", title: "Random directions", tables: [table] });
}
