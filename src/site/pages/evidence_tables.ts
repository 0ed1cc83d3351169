/**
 * The tables of the evidence page.
 *
 * @module
 */

import { OWN_LAYER_INPUT } from "../../results/peak_input.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Variant } from "../../results.ts";
import {
  BASELINES,
  degreesOrNull,
  directionTurns,
  type EvidentResults,
  layerEvidence,
  quantileRow,
  rankRow,
  robustnessRow,
  VARIANTS,
} from "../kit/evidence_rows.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import { UNKNOWN } from "../kit/numbers.ts";
import { layerPath, PATHS, rootFrom } from "../kit/paths.ts";
import { type Column, type TableView, tableView } from "../kit/tables.ts";

/** Single roles and traits listed. */
const N_LISTED = 10;

const layerColumn: Column<number> = {
  label: "layer",
  value: (layer) => layer,
  href: (layer) => rootFrom(PATHS.evidence) + layerPath(layer),
};

/** A share of 0 to 1 in percent. */
function inPercent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : share * 100;
}

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
      layerColumn,
      { label: "of", value: (layer) => rankRow(evidence, layer, "raw")?.n ?? null },
      ...VARIANTS.map(({ name }) => ({
        label: name,
        value: (layer: number) => rankRow(evidence, layer, name)?.n_at_least ?? null,
      })),
    ],
  );
}

/** What the outlier dimensions hold, by layer. */
export function outlierShareTable({ evidence, ...results }: EvidentResults): TableView {
  const ofPc1 = (variant: Variant, column: "top1_share" | "participation_ratio") =>
  (
    layer: number,
  ) => robustnessRow(evidence, { layer, name: PEAK_INPUT, variant })?.[column] ?? null;
  return tableView("Outlier dimensions, by layer", analysedLayers(results), [
    layerColumn,
    {
      label: "outlier dimensions",
      value: (layer) => layerEvidence(evidence, layer)?.outliers.length ?? null,
    },
    {
      label: "% of |µ|² in O",
      digits: 3,
      value: (layer) => inPercent(layerEvidence(evidence, layer)?.outlier_share),
    },
    {
      label: "% of |d|² in one coordinate",
      digits: 3,
      value: (layer) => inPercent(ofPc1("raw", "top1_share")(layer)),
    },
    { label: "participation ratio", digits: 4, value: ofPc1("raw", "participation_ratio") },
    { label: "trimmed", digits: 4, value: ofPc1("trimmed", "participation_ratio") },
  ]);
}

/** What each component is like, PC1 in other spaces included. */
export function componentsTable({ evidence }: EvidentResults): TableView {
  return tableView("Cosines of the components", evidence.components, [
    { label: "component", value: (row) => row.name },
    { label: "with PC1 as run", digits: 3, value: (row) => row.cosine_with_pc1 },
    { label: "with the assistant axis", digits: 3, value: (row) => row.cosine_with_axis },
    { label: "with µ", digits: 3, value: (row) => row.cosine_with_mu },
  ]);
}

/** PC1 as run beside PC1 of each layer's own roles; null where that was not computed. */
export function ownComponentTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.layers.every((row) => row.own_pc1_cosine === null)) return null;
  const of = (column: "own_pc1_cosine" | "own_pc_best" | "own_pc_best_cosine") => (layer: number) =>
    layerEvidence(evidence, layer)?.[column] ?? null;
  const turnOf = (name: string) => (layer: number) =>
    degreesOrNull(robustnessRow(evidence, { layer, name, variant: "raw" })?.delta_angular);
  return tableView("PC1 and each layer’s own PC1", analysedLayers(results), [
    layerColumn,
    { label: "cosine of the two", digits: 3, value: of("own_pc1_cosine") },
    { label: "nearest own PC", value: of("own_pc_best") },
    { label: "its |cosine|", digits: 3, value: of("own_pc_best_cosine") },
    { label: "angle of PC1 in °", digits: 3, value: turnOf(PEAK_INPUT) },
    { label: "angle of own PC1 in °", digits: 3, value: turnOf(OWN_LAYER_INPUT) },
  ]);
}

/** How alike PC1 is in its spaces, pair by pair; null where there is one space. */
export function spaceCosinesTable({ evidence }: EvidentResults): TableView | null {
  if (evidence.space_cosines.length === 0) return null;
  return tableView("Cosines between the spaces of PC1", evidence.space_cosines, [
    { label: "PC1 as", value: (row) => row.first },
    { label: "and as", value: (row) => row.second },
    { label: "cosine", digits: 3, value: (row) => row.cosine },
  ]);
}

/** Where PC1 peaks in each space, by variant. */
export function peaksTable({ evidence }: EvidentResults): TableView {
  const { peaks } = evidence;
  const names = [...new Set(peaks.map((row) => row.input_vector))];
  const measures = [["angle", "angular_layer"], ["|d|", "absolute_layer"]] as const;
  return tableView("Layers at which PC1 peaks, by space and variant", names, [
    { label: "input", value: (name) => name },
    ...measures.flatMap(([label, column]) =>
      VARIANTS.map(({ name: variant }): Column<string> => ({
        label: `${label}, ${variant}`,
        value: (name) =>
          peaks.find((row) => row.input_vector === name && row.variant === variant)?.[column] ??
            null,
      }))
    ),
  ]);
}

/** The share of resamples in which each layer is the peak; null where there was no bootstrap. */
export function bootstrapTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.layers.every((row) => row.angular_peak_share === null)) return null;
  return tableView("Share of the resamples in which a layer is the peak", analysedLayers(results), [
    layerColumn,
    {
      label: "% largest angle",
      digits: 3,
      value: (layer) => inPercent(layerEvidence(evidence, layer)?.angular_peak_share),
    },
    {
      label: "% largest |d|",
      digits: 3,
      value: (layer) => inPercent(layerEvidence(evidence, layer)?.absolute_peak_share),
    },
  ]);
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
    layerColumn,
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
      layerColumn,
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

/** What rounding alone moves, by layer; null where it was not measured. */
export function noiseFloorTable({ mlp }: EvidentResults): TableView | null {
  const rows = mlp.filter((row) => row.input_vector === PEAK_INPUT);
  if (rows.every((row) => row.noise_floor === null)) return null;
  return tableView("Noise floor for PC1", analysedLayers({ mlp }), [
    layerColumn,
    ...([["|d|", "delta_norm"], ["noise floor", "noise_floor"], [
      "|d| / floor",
      "delta_over_floor",
    ]] as const)
      .map(([label, column]): Column<number> => ({
        label,
        digits: 4,
        value: (layer) => rows.find((row) => row.layer === layer)?.[column] ?? null,
      })),
  ]);
}
