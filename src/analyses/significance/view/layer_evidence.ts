/**
 * What tells at one layer whether the angle of PC1 is more than chance, scale or one coordinate.
 *
 * @module
 */

import { countOf } from "../../../math/significance.ts";
import { hasOutliers } from "../../../results/outlier_layers.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import type { MlpRow } from "../../../results.ts";
import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { BASELINES, tellingVariants } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import type { Fact } from "../../../site/kit/facts.ts";
import { inPercent } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { degreesText, percent, significant, UNKNOWN } from "../../../site/kit/numbers.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { quantileColumns } from "../../../results/quantile_columns.ts";
import { mlp } from "../../change/schema.ts";
import { robustnessColumns } from "../../robustness/schema.ts";
import { rankColumns } from "../schema.ts";
import { quantileAngles } from "./quantile_columns.ts";
import { anyLayer, countedP, flooredP } from "../../../text/counted_p.ts";

/** Facts and tables of the section. */
export interface LayerEvidenceView {
  facts: Fact[];
  variants: TableView;
  spreads: TableView;
}

/** PC1 at a layer: how rare its angle is, what is left of it without outlier dimensions, and what it does at the operating point. */
export function layerEvidenceView(results: EvidentResults, layer: number): LayerEvidenceView {
  const pc1 = rowAt(results.mlp, layer);
  return {
    facts: [
      ...pc1 === undefined ? [] : changeFacts(pc1, results),
      ...operatingFacts(results.evidence, layer),
    ],
    variants: variantsTable(results, layer),
    spreads: spreadsTable(results, layer),
  };
}

function variantsTable({ evidence }: EvidentResults, layer: number): TableView {
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const rankOf = index(evidence.ranks, "layer", "variant");
  const rows = tellingVariants(evidence, layer).map(({ name: variant, label }) => ({
    label,
    row: rowOf({ layer, input_vector: PEAK_INPUT, variant }),
    rank: rankOf({ layer, variant }),
  }));
  const without = hasOutliers(evidence, layer) ? "outlier dimensions" : "mean direction";
  return tableView(`Layer ${layer}: PC1 with and without the ${without}`, rows, [
    declared(robustnessColumns.variant, ({ label }) => label),
    declared(mlp.angle_degrees, ({ row }) => degreesOrNull(row?.delta_angular)),
    declared(robustnessColumns.delta_norm, ({ row }) => row?.delta_norm ?? null),
    declared(robustnessColumns.pfw_persona, ({ row }) => row?.pfw_persona ?? null),
    declared(robustnessColumns.top1_share, ({ row }) => inPercent(row?.top1_share), {
      label: "% of |d|² in one coordinate",
    }),
    declared(
      robustnessColumns.participation_ratio,
      ({ row }) => row?.participation_ratio ?? null,
    ),
    declared(
      rankColumns.n_at_least,
      ({ rank }) => rank === undefined ? UNKNOWN : `${rank.n_at_least} of ${rank.n}`,
      { label: "roles as far" },
    ),
  ]);
}

function spreadsTable({ evidence }: EvidentResults, layer: number): TableView {
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  const rows = tellingVariants(evidence, layer).flatMap(({ name: variant, label: coordinates }) =>
    BASELINES.flatMap(({ name: baseline, label }) => {
      const row = quantilesOf({ layer, baseline, variant });
      return row === undefined ? [] : [{ coordinates, label, row }];
    })
  );
  return tableView(
    `Layer ${layer}: the baselines, each direction by the larger of its signs`,
    rows,
    [
      declared(quantileColumns.variant, ({ coordinates }) => coordinates),
      declared(quantileColumns.baseline, ({ label }) => label),
      declared(quantileColumns.n, ({ row }) => row.n),
      ...quantileAngles(({ row }: typeof rows[number]) => row),
      declared(quantileColumns.mean, ({ row }) => row.mean),
      declared(quantileColumns.sd, ({ row }) => row.sd),
    ],
  );
}

function changeFacts(
  row: MlpRow,
  { evidence, mlp }: EvidentResults,
): LayerEvidenceView["facts"] {
  const nLayers = analysedLayers({ mlp }).length;
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  const against = (baseline: "persona" | "isotropic") => {
    const n = quantilesOf({ layer: row.layer, baseline, variant: "raw" })?.n ?? 0;
    const [p, pfw, z] = [row[`p_${baseline}`], row[`pfw_${baseline}`], row[`z_${baseline}`]];
    if (n === 0 || p === null || pfw === null) {
      return z === null ? "no p-value" : `no p-value; z of PC1 = ${text(z)}`;
    }
    return `${countOf(p, n)} of ${n} go as far here (${
      flooredP("p", p, n)
    }); in units of each layer’s spread, ` +
      `${countOf(pfw, n)} at ${anyLayer(nLayers)} (${flooredP("p_fw", pfw, n)}); z of PC1 = ${
        text(z)
      }`;
  };
  return [
    { term: "Against random role mixtures", value: against("persona") },
    { term: "Against random directions", value: against("isotropic") },
    { term: "|d| / |y base|", value: text(row.delta_relative) },
    {
      term: "Length alone",
      value: row.radial_share === null
        ? UNKNOWN
        : `${percent(row.radial_share)} of |d|² (radial share); the rest is a change of direction`,
    },
    {
      term: "Noise floor",
      value: row.noise_floor === null
        ? "not measured"
        : `${text(row.noise_floor)}; |d| is ${text(row.delta_over_floor)} times that`,
    },
  ];
}

function operatingFacts(
  evidence: EvidentResults["evidence"],
  layer: number,
): LayerEvidenceView["facts"] {
  const steps = evidence.operating_point.filter((row) => row.layer === layer && row.alpha === 1);
  const pfw = index(evidence.layers, "layer")({ layer })?.pfw_operating_point ?? null;
  const { operating_test: test } = evidence;
  return [
    ...steps.map((row) => ({
      term: row.row === "same" ? "Operating point" : "µ of the row before",
      value: `one step along PC1 turns the response by ${
        row.response_angular === null ? UNKNOWN : degreesText(row.response_angular)
      } and moves it by ${text(row.response_delta)}`,
    })),
    ...steps.length === 0 ? [] : [{
      term: "By the larger step",
      value: pfw === null || test === null
        ? "no p-value"
        : countedP(pfw, { n: test.n, nLayers: test.layers }),
    }],
  ];
}

function text(value: number | null): string {
  return value === null ? UNKNOWN : significant(value, 3);
}
