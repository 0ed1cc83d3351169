/**
 * What every layer's page opens with: PC1 in words, every input vector as measured, and each beside random inputs.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import { baselineSummaries } from "../../../results/baseline_summary.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import type { MlpRow, Results } from "../../../results.ts";
import { componentLabel, peakLabel } from "../../../site/kit/components.ts";
import { degreesText, P_DECIMALS, significant, UNKNOWN } from "../../../site/kit/numbers.ts";
import { type Section, titledSection } from "../../../site/kit/section.ts";
import { type Column, declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { mlp as significanceColumns } from "../../significance/schema.ts";
import { mlp } from "../schema.ts";
import { againstRandomFigures } from "./against_random_figures.ts";
import { inputColumn } from "../../../site/kit/input_column.ts";

/** In the order of the page. */
export function layerSections(results: Results, layer: number): Section[] {
  const rows = results.mlp.filter((row) => row.layer === layer);
  return [
    ...lead(results, layer),
    {
      template: "measured",
      content: {
        table: measuredTable(layer, rows),
        others: results.pcs.filter((pc) => pc.name !== PEAK_INPUT).map(componentLabel),
      },
    },
    { template: "pair", content: { figures: againstRandomFigures(results, layer) } },
    ...isotropicSection(results, layer),
  ];
}

/** PC1 at this layer in words. */
function lead(results: Results, layer: number): Section[] {
  const row = rowAt(results.mlp, layer);
  if (row === undefined) return [];
  const { delta_angular: own } = row;
  return [{
    isOpening: true,
    template: "layer_lead",
    content: {
      component: peakLabel(results.pcs),
      angle: own === null ? "an unknown angle" : degreesText(own),
      cos: own === null ? UNKNOWN : significant(own),
      norm: significant(row.delta_norm),
      base: significant(row.base_output_norm),
      instruct: significant(row.instruct_output_norm),
      random: amongRandomDirections(results, layer),
      rank: amongRoles(results, layer),
    },
  }];
}

function amongRandomDirections({ among_isotropic }: Results, layer: number): string {
  const known = among_isotropic.find((row) => row.layer === layer);
  if (known === undefined) return "No random directions were run.";
  const { n, n_at_least } = known;
  if (n_at_least === null) return "One of the two outputs is zero here, so there is no angle.";
  return n_at_least === 0
    ? `None of the ${n} random inputs turns as far.`
    : `${n_at_least} of the ${n} random inputs ${
      n_at_least === 1 ? "turns" : "turn"
    } at least as far.`;
}

function amongRoles({ evidence }: Results, layer: number): string {
  const rank = index(evidence?.ranks ?? [], "layer", "variant")({ layer, variant: "raw" });
  if (rank === undefined) return "";
  return `Of ${rank.n} single roles and traits ${
    rank.n_at_least === 0 ? "none" : rank.n_at_least
  } ${rank.n_at_least > 1 ? "turn" : "turns"} at least as far.`;
}

function measuredTable(layer: number, rows: readonly MlpRow[]): TableView {
  const hasMore = rows.some((row) => row.delta_relative !== null);
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
  declared(significanceColumns.p_persona, onceAnAxis("p_persona"), {
    label: "p of PCk and −PCk",
    decimals: P_DECIMALS,
  }),
  declared(significanceColumns.pfw_persona, onceAnAxis("pfw_persona"), {
    label: "p_fw of both",
    decimals: P_DECIMALS,
  }),
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
