/**
 * Tables: the components beside known directions, PC1 of each layer's own roles, PC1 in its spaces, and where it peaks in each.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { OWN_LAYER_INPUT, PEAK_INPUT } from "../../../results/peak_input.ts";
import { tellingVariants } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { linkedLayerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { PATHS } from "../../../site/kit/paths.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { mlp } from "../../change/schema.ts";
import { peakColumns } from "../../robustness/schema.ts";
import { componentColumns, layerColumns, spaceCosineColumns } from "../schema.ts";
import { inputColumn } from "../../../site/kit/input_column.ts";

/** What each component is like, PC1 in other spaces included. */
export function componentsTable({ evidence }: EvidentResults): TableView {
  return tableView("Cosines of the components", evidence.components, [
    declared(componentColumns.name, (row) => row.name),
    declared(componentColumns.cosine_with_pc1, (row) => row.cosine_with_pc1),
    declared(componentColumns.cosine_with_axis, (row) => row.cosine_with_axis),
    declared(componentColumns.cosine_with_mu, (row) => row.cosine_with_mu),
  ]);
}

/** PC1 as run beside PC1 of each layer's own roles; null where that was not computed. */
export function ownComponentTable({ evidence, ...results }: EvidentResults): TableView | null {
  if (evidence.layers.every((row) => row.own_pc1_cosine === null)) return null;
  const known = index(evidence.layers, "layer");
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const angleOf = (input_vector: string) => (layer: number) =>
    degreesOrNull(rowOf({ layer, input_vector, variant: "raw" })?.delta_angular);
  const own = (["own_pc1_cosine", "own_pc_best", "own_pc_best_cosine"] as const).map((key) =>
    declared<number>(layerColumns[key], (layer) => known({ layer })?.[key] ?? null)
  );
  const { angle_degrees } = mlp;
  return tableView("PC1 and each layer’s own PC1", analysedLayers(results), [
    linkedLayerColumn(PATHS.evidence),
    ...own,
    declared(angle_degrees, angleOf(PEAK_INPUT), { label: "angle of PC1 in °" }),
    declared(angle_degrees, angleOf(OWN_LAYER_INPUT), { label: "angle of own PC1 in °" }),
  ]);
}

/** How alike PC1 is in its spaces, pair by pair; null where there is one space. */
export function spaceCosinesTable({ evidence }: EvidentResults): TableView | null {
  if (evidence.space_cosines.length === 0) return null;
  return tableView("Cosines between the spaces of PC1", evidence.space_cosines, [
    declared(spaceCosineColumns.first, (row) => row.first),
    declared(spaceCosineColumns.second, (row) => row.second),
    declared(spaceCosineColumns.cosine, (row) => row.cosine),
  ]);
}

/** Where PC1 peaks in each space, by variant. */
export function peaksTable({ evidence }: EvidentResults): TableView {
  const { peaks } = evidence;
  const names = [...new Set(peaks.map((row) => row.input_vector))];
  const peakOf = index(peaks, "input_vector", "variant");
  const measures = [["angle", "angular_layer"], ["|d|", "absolute_layer"]] as const;
  return tableView("Layers at which PC1 peaks, by space and variant", names, [
    inputColumn(peakColumns.input_vector, (name: string) => name),
    ...measures.flatMap(([measure, key]) =>
      tellingVariants(evidence).map(({ name: variant, label }) =>
        declared<string>(
          peakColumns[key],
          (input_vector) => peakOf({ input_vector, variant })?.[key] ?? null,
          { label: `${measure}, ${label}` },
        )
      )
    ),
  ]);
}
