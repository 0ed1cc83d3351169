/**
 * What tells at one layer whether the angle of PC1 is more than chance, scale or one coordinate.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import type { MlpRow } from "../../../results.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import {
  BASELINES,
  type EvidentResults,
  layerEvidence,
  quantileRow,
  rankRow,
  robustnessRow,
  VARIANTS,
} from "../../../site/kit/evidence_rows.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import {
  degreesText,
  P_DECIMALS,
  percent,
  significant,
  UNKNOWN,
} from "../../../site/kit/numbers.ts";
import { type TableView, tableView } from "../../../site/kit/tables.ts";
import { anyLayer, countedP, countOf, flooredP } from "../../../text/counted_p.ts";

/** Facts and tables of the section. */
export interface LayerEvidenceView {
  facts: { term: string; value: string }[];
  variants: TableView;
  spreads: TableView;
}

/** PC1 at a layer: how rare its angle is, what is left of it without outliers, and what it does at the operating point. */
export function layerEvidenceView(results: EvidentResults, layer: number): LayerEvidenceView {
  const { evidence, mlp } = results;
  const pc1 = mlp.find((row) => row.layer === layer && row.input_vector === PEAK_INPUT);
  const variants = VARIANTS.map(({ name: variant }) => ({
    variant,
    row: robustnessRow(evidence, { layer, name: PEAK_INPUT, variant }),
    rank: rankRow(evidence, layer, variant),
  }));
  const spreads = VARIANTS.flatMap(({ name: variant }) =>
    BASELINES.flatMap(({ name: baseline, label }) => {
      const row = quantileRow(evidence, { layer, baseline, variant });
      return row === undefined ? [] : [{ ...row, label }];
    })
  );
  return {
    facts: [
      ...pc1 === undefined ? [] : changeFacts(pc1, results),
      ...operatingFacts(evidence, layer),
    ],
    variants: tableView(`Layer ${layer}: PC1 with and without the outlier dimensions`, variants, [
      { label: "variant", value: (row) => row.variant },
      { label: "angle in °", digits: 3, value: ({ row }) => degreesOrNull(row?.delta_angular) },
      { label: "|d|", digits: 4, value: ({ row }) => row?.delta_norm ?? null },
      { label: "p_fw persona", decimals: P_DECIMALS, value: ({ row }) => row?.pfw_persona ?? null },
      {
        label: "% of |d|² in one coordinate",
        digits: 3,
        value: ({ row }) => {
          const share = row?.top1_share ?? null;
          return share === null ? null : share * 100;
        },
      },
      {
        label: "participation ratio",
        digits: 4,
        value: ({ row }) => row?.participation_ratio ?? null,
      },
      {
        label: "roles as far",
        value: ({ rank }) => rank === undefined ? UNKNOWN : `${rank.n_at_least} of ${rank.n}`,
      },
    ]),
    spreads: tableView(
      `Layer ${layer}: the baselines, each direction by the larger of its signs`,
      spreads,
      [
        { label: "variant", value: (row) => row.variant },
        { label: "baseline", value: (row) => row.label },
        { label: "n", value: (row) => row.n },
        { label: "5 % in °", digits: 3, value: (row) => degreesOrNull(row.q05) },
        { label: "50 % in °", digits: 3, value: (row) => degreesOrNull(row.q50) },
        { label: "95 % in °", digits: 3, value: (row) => degreesOrNull(row.q95) },
        { label: "mean 1 − cos", digits: 3, value: (row) => row.mean },
        { label: "sd", digits: 3, value: (row) => row.sd },
      ],
    ),
  };
}

function changeFacts(
  row: MlpRow,
  { evidence, mlp }: EvidentResults,
): LayerEvidenceView["facts"] {
  const nLayers = analysedLayers({ mlp }).length;
  const against = (baseline: "persona" | "isotropic") => {
    const n = quantileRow(evidence, { layer: row.layer, baseline, variant: "raw" })?.n ?? 0;
    const [p, pfw, z] = [row[`p_${baseline}`], row[`pfw_${baseline}`], row[`z_${baseline}`]];
    if (n === 0 || p === null || pfw === null) return "no p-value; z = " + text(z);
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
        : `${percent(row.radial_share)} of |d|² (radial share); the rest is angle`,
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
  const pfw = layerEvidence(evidence, layer)?.pfw_operating_point ?? null;
  const nLayers = evidence.layers.filter((row) => row.pfw_operating_point !== null).length;
  const n = quantileRow(evidence, { layer, baseline: "persona", variant: "raw" })?.n ?? 0;
  return [
    ...steps.map((row) => ({
      term: row.row === "same" ? "Operating point" : "µ of the row before",
      value: `one step along PC1 turns the response by ${
        row.response_angular === null ? UNKNOWN : degreesText(row.response_angular)
      } and moves it by ${text(row.response_delta)}`,
    })),
    ...steps.length === 0 ? [] : [{
      term: "By the larger step",
      value: pfw === null ? "no p-value" : countedP(pfw, { n, nLayers }),
    }],
  ];
}

function text(value: number | null): string {
  return value === null ? UNKNOWN : significant(value, 3);
}
