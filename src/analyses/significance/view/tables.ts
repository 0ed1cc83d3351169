/**
 * Tables: single roles and traits, how far PC1 is set apart, and the spread of the baselines.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import { largerSigns } from "../../../results/larger_sign.ts";
import { index } from "../../../results/lookup.ts";
import { BASELINES, tellingVariants } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { linkedLayerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { UNKNOWN } from "../../../site/kit/numbers.ts";
import { PATHS } from "../../../site/kit/paths.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { layerColumns, rankColumns } from "../schema.ts";
import { quantileAngles } from "./quantile_columns.ts";

/** Single roles and traits listed. */
const N_LISTED = 10;

/** The single roles and traits that turn farthest at a layer; null where none were run. */
export function farthestRolesTable(
  { evidence, baseline }: EvidentResults,
  layer: number,
): TableView | null {
  const variants = tellingVariants(evidence, layer);
  const angles = new Map(variants.map(({ name: variant }) => [
    variant,
    new Map(
      largerSigns(baseline, { layer, baseline: "roles", variant })
        .map(({ index, deltaAngular }) => [index, deltaAngular]),
    ),
  ]));
  const farthest = [...angles.get("raw")!].filter(([, angle]) => angle !== null)
    .toSorted(([, a], [, b]) => b! - a!).slice(0, N_LISTED);
  if (farthest.length === 0) return null;
  return tableView(
    `Layer ${layer}: the ${farthest.length} single roles and traits that turn farthest, in degrees`,
    farthest.map(([index]) => index),
    [
      { label: "name", value: (index) => evidence.role_directions[index]?.name ?? UNKNOWN },
      { label: "kind", value: (index) => evidence.role_directions[index]?.kind ?? UNKNOWN },
      ...variants.map(({ name, label }) => ({
        label,
        digits: 3,
        value: (index: number) => degreesOrNull(angles.get(name)!.get(index)),
      })),
    ],
  );
}

/** How many single roles and traits turn at least as far as PC1, by layer; null where none were run. */
export function ranksTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.ranks.length === 0) return null;
  const rankOf = index(evidence.ranks, "layer", "variant");
  return tableView(
    "Single roles and traits that turn at least as far as PC1",
    analysedLayers(results),
    [
      linkedLayerColumn(PATHS.evidence),
      declared(rankColumns.n, (layer) => rankOf({ layer, variant: "raw" })?.n ?? null, {
        label: "of",
      }),
      ...tellingVariants(evidence).map(({ name: variant, label }) =>
        declared<number>(
          rankColumns.n_at_least,
          (layer) => rankOf({ layer, variant })?.n_at_least ?? null,
          { label },
        )
      ),
    ],
  );
}

/** How far PC1 is set apart, by layer. */
export function specificityTable({ evidence, ...results }: EvidentResults): TableView {
  const known = index(evidence.layers, "layer");
  const keys = [
    "specificity",
    "ln_ratio_persona_median",
    "ln_ratio_pc2",
    "ln_ratio_negative",
  ] as const;
  return tableView("Specificity of PC1: ln of ratios of angles", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    ...keys.map((key) =>
      declared<number>(layerColumns[key], (layer) => known({ layer })?.[key] ?? null)
    ),
  ]);
}

/** Quantiles of every baseline by layer, one table a variant. */
export function quantileTables({ evidence, ...results }: EvidentResults): TableView[] {
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  const run = BASELINES.filter(({ name }) =>
    evidence.quantiles.some(({ baseline, n }) => baseline === name && n > 0)
  );
  return tellingVariants(evidence).map(({ name: variant, label }) =>
    tableView(`Quantiles in degrees, ${label}`, analysedLayers(results), [
      linkedLayerColumn(PATHS.evidence),
      // Quantiles of two are hardly any: how many there are stands in every head.
      ...run.flatMap(({ name: baseline, short }) => {
        const n = Math.max(
          0,
          ...evidence.quantiles.map((row) => row.baseline === baseline ? row.n : 0),
        );
        return quantileAngles(
          (layer: number) => quantilesOf({ layer, baseline, variant }),
          `${n} ${short}`,
        );
      }),
    ])
  );
}
