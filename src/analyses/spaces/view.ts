/**
 * Which PC1: its cosines with known directions, in other spaces and of other layers, in tables.
 *
 * @module
 */

import { degreesOrNull } from "../../math/angle.ts";
import type { Results } from "../../results.ts";
import { OWN_LAYER_INPUT, PEAK_INPUT } from "../../results/peak_input.ts";
import {
  type EvidentResults,
  hasEvidence,
  layerEvidence,
  robustnessRow,
  VARIANTS,
} from "../../site/kit/evidence_rows.ts";
import { linkedLayerColumn } from "../../site/kit/layer_column.ts";
import { analysedLayers } from "../../site/kit/layer_strip.ts";
import { PATHS } from "../../site/kit/paths.ts";
import type { Place, Section } from "../../site/kit/section.ts";
import { type Column, type TableView, tableView } from "../../site/kit/tables.ts";
import { titledSection } from "../../site/kit/section.ts";

/** What is shown at a place of the site. */
export function sections(results: Results, { page }: Place): Section[] {
  if (page !== "evidence" || !hasEvidence(results)) return [];
  const { evidence, options } = results;
  const own = ownComponentTable(results), cosines = spaceCosinesTable(results);
  const hasSpaces = evidence.components.some(({ name }) => name.includes(":"));
  return titledSection({
    id: "which",
    title: "Which PC1?",
    paragraphs: [
      hasSpaces
        ? "PC1 as it was run, and the same component in the other spaces (:activation, :readout, :components). What holds in one space only says as much about the scaling as about the model."
        : "The components come with no scaling, so there is one space to run PC1 in.",
      ...own === null ? [] : [
        `PC1 was found in the roles at layer ${options.pca_layer} and is run at every layer. Beside it, PC1 of each layer’s own roles, with the sign that agrees; it has no p-value, for the random role mixtures are of layer ${options.pca_layer}.`,
      ],
    ],
    tables: [componentsTable(results), own, cosines, peaksTable(results)].filter((it) =>
      it !== null
    ),
  });
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
    linkedLayerColumn(PATHS.evidence),
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
