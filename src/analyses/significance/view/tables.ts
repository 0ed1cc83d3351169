/**
 * Tables: single roles and traits, how far PC1 is set apart, and the spread of the baselines.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import {
  BASELINES,
  directionTurns,
  type EvidentResults,
  layerEvidence,
  quantileRow,
  rankRow,
  VARIANTS,
} from "../../../site/kit/evidence_rows.ts";
import { linkedLayerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { UNKNOWN } from "../../../site/kit/numbers.ts";
import { PATHS } from "../../../site/kit/paths.ts";
import { type Column, type TableView, tableView } from "../../../site/kit/tables.ts";

/** Single roles and traits listed. */
const N_LISTED = 10;

/** The single roles and traits that turn farthest at a layer; null where none were run. */
export function farthestRolesTable(
  { evidence, baseline }: EvidentResults,
  layer: number,
): TableView | null {
  const turns = new Map(VARIANTS.map(({ name: variant }) => [
    variant,
    new Map(
      directionTurns(baseline, { layer, baseline: "roles", variant })
        .map(({ index, turn }) => [index, turn]),
    ),
  ]));
  const farthest = [...turns.get("raw")!].toSorted((a, b) => b[1] - a[1]).slice(0, N_LISTED);
  if (farthest.length === 0) return null;
  return tableView(
    `Layer ${layer}: the ${farthest.length} single roles and traits that turn farthest, in degrees`,
    farthest.map(([index]) => index),
    [
      { label: "name", value: (index) => evidence.role_directions[index]?.name ?? UNKNOWN },
      { label: "kind", value: (index) => evidence.role_directions[index]?.kind ?? UNKNOWN },
      ...VARIANTS.map(({ name }) => ({
        label: name,
        digits: 3,
        value: (index: number) => degreesOrNull(turns.get(name)!.get(index)),
      })),
    ],
  );
}

/** How many single roles and traits turn at least as far as PC1, by layer; null where none were run. */
export function ranksTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.ranks.length === 0) return null;
  return tableView(
    "Single roles and traits that turn at least as far as PC1",
    analysedLayers(results),
    [
      linkedLayerColumn(PATHS.evidence),
      { label: "of", value: (layer) => rankRow(evidence, layer, "raw")?.n ?? null },
      ...VARIANTS.map(({ name }) => ({
        label: name,
        value: (layer: number) => rankRow(evidence, layer, name)?.n_at_least ?? null,
      })),
    ],
  );
}

/** How far PC1 is set apart, by layer. */
export function specificityTable({ evidence, ...results }: EvidentResults): TableView {
  const of = (
    column:
      | "specificity"
      | "ln_ratio_persona_median"
      | "ln_ratio_pc2"
      | "ln_ratio_negative",
  ) =>
  (layer: number) => layerEvidence(evidence, layer)?.[column] ?? null;
  return tableView("Specificity of PC1: ln of ratios of angles", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    { label: "smallest", digits: 3, value: of("specificity") },
    { label: "to the persona median", digits: 3, value: of("ln_ratio_persona_median") },
    { label: "to PC2", digits: 3, value: of("ln_ratio_pc2") },
    { label: "to -PC1", digits: 3, value: of("ln_ratio_negative") },
  ]);
}

/** Quantiles of every baseline by layer, one table a variant. */
export function quantileTables({ evidence, ...results }: EvidentResults): TableView[] {
  const keys = [["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const;
  return VARIANTS.map(({ name: variant, counts }) =>
    tableView(`Quantiles in degrees, ${variant}: ${counts}`, analysedLayers(results), [
      linkedLayerColumn(PATHS.evidence),
      ...BASELINES.filter(({ name }) => evidence.quantiles.some((row) => row.baseline === name))
        .flatMap(({ name: baseline }) =>
          keys.map(([label, key]): Column<number> => ({
            label: `${baseline} ${label}`,
            digits: 3,
            value: (layer) =>
              degreesOrNull(quantileRow(evidence, { layer, baseline, variant })?.[key]),
          }))
        ),
    ])
  );
}
