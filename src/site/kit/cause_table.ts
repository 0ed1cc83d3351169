/**
 * Where changes arise and what carries them, in a row a layer.
 *
 * @module
 */

import { leadingTensorAt, sharesOf } from "../../results/leading_component.ts";
import { index } from "../../results/lookup.ts";
import { decomposedLayers, PEAK_INPUT } from "../../results/peak_input.ts";
import { appearanceAt } from "../../results/stage_appearance.ts";
import type { OutputVariant, WeightChangeRow } from "../../results.ts";
import { COMPONENT_WORDS, STAGE_WORDS } from "../../text/parts.ts";
import { type CausedResults, peakAttribution } from "./cause_rows.ts";
import { inPercent } from "./layer_column.ts";
import { UNKNOWN } from "./numbers.ts";
import { layerPath, neuronsPath } from "./paths.ts";
import { type Column, type TableView, tableView } from "./tables.ts";

/** Its rows lead to their layers, as links from the root of the site where `root` is empty; columns that know nothing are left out. */
export function causeTable(
  results: CausedResults,
  layers: readonly number[],
  { root, caption }: { root: string; caption: string },
): TableView {
  const columns = columnsOf(results, root);
  return tableView(
    caption,
    layers,
    columns.filter(({ label, value }) =>
      label === "layer" || layers.some((layer) => isKnown(value(layer)))
    ),
  );
}

function isKnown(value: ReturnType<Column<number>["value"]>): boolean {
  return value !== null && value !== UNKNOWN && value !== NOT_DECOMPOSED;
}

function columnsOf(results: CausedResults, root: string): Column<number>[] {
  const { causes } = results;
  const parityOf = index(causes.parity, "layer", "input_vector", "stage", "variant");
  const alongOf = index(causes.self_projection, "layer", "input_vector", "variant");
  const changed = (weight: WeightChangeRow["weight"]) => (layer: number) =>
    inPercent(
      causes.weight_change.find((row) => row.layer === layer && row.weight === weight)
        ?.isotropic_change ?? null,
    );
  return [
    {
      label: "layer",
      value: (layer) => layer,
      href: (layer) => `${root}${layerPath(layer)}#causes`,
    },
    {
      label: "angle appears",
      meaning:
        "From which product on PC1 turns farther than 95 % of random role mixtures, up to the output.",
      value: (layer) => appears(results, layer),
    },
    {
      label: "tensor",
      meaning: "The tensor that holds more than half of the change and may be named.",
      value: (layer) => named(results, layer, "raw"),
    },
    {
      label: "% of d",
      meaning: "Largest Shapley share of a tensor in the change of PC1.",
      digits: 3,
      value: (layer) => largestShare(results, layer),
    },
    {
      label: "tensor, outlier dimensions removed",
      meaning: "The same without the outlier dimensions.",
      value: (layer) => named(results, layer, "trimmed"),
    },
    {
      label: "Δ gate, %",
      meaning:
        "How much gate_proj changed: the change of its product of random directions, over that of the base.",
      digits: 3,
      value: changed("gate"),
    },
    {
      label: "Δ up, %",
      meaning: "The same of up_proj.",
      digits: 3,
      value: changed("up"),
    },
    {
      label: "Δ down, %",
      meaning: "The same of down_proj, with what random directions give it in the base.",
      digits: 3,
      value: changed("down"),
    },
    {
      label: "even, %",
      meaning: "Even share of the squared length of the changes of PC1 and −PC1.",
      digits: 3,
      value: (layer) =>
        inPercent(
          parityOf({ layer, input_vector: PEAK_INPUT, stage: "output", variant: "raw" })
            ?.even_share ?? null,
        ),
    },
    {
      label: "along PC1 itself",
      meaning: "What the instruct model’s output adds along PC1, less that of the base.",
      digits: 3,
      value: (layer) => {
        const row = alongOf({ layer, input_vector: PEAK_INPUT, variant: "raw" });
        const [base, instruct] = [row?.base_self_projection, row?.instruct_self_projection];
        return typeof base === "number" && typeof instruct === "number" ? instruct - base : null;
      },
    },
    {
      label: "neurons to half",
      meaning: "Neurons that reach half of |d|, largest first.",
      value: (layer) => causes.neurons[layer]?.half_count ?? null,
      href: (layer) => causes.neurons[layer] === undefined ? null : `${root}${neuronsPath(layer)}`,
    },
  ];
}

/** What stands where a layer that was not decomposed has no name for anything. */
const NOT_DECOMPOSED = "not decomposed";

function appears(results: CausedResults, layer: number): string {
  const { causes } = results;
  if (!decomposedLayers(results).includes(layer)) return NOT_DECOMPOSED;
  const found = appearanceAt(causes, layer, "raw");
  if (found === undefined || found.standing === "unknown") return UNKNOWN;
  return found.stage === null ? "not at the output" : `from ${STAGE_WORDS[found.stage]} on`;
}

function named(results: CausedResults, layer: number, variant: OutputVariant): string {
  const { causes } = results;
  if (!decomposedLayers(results).includes(layer)) return NOT_DECOMPOSED;
  const leading = leadingTensorAt(causes, layer, variant);
  if (leading === undefined) return UNKNOWN;
  return leading.component === null ? "none alone" : COMPONENT_WORDS[leading.component];
}

function largestShare({ causes }: CausedResults, layer: number): number | null {
  const shares = sharesOf(peakAttribution(causes, layer), "raw").flatMap(({ share }) =>
    share ?? []
  );
  return shares.length === 0 ? null : inPercent(Math.max(...shares));
}
