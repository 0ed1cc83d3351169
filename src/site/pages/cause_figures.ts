/**
 * The charts of the page of causes that go across the layers, each with its legend, how to read it, and its numbers.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { Quantity } from "../../results.ts";
import { COMPONENTS } from "../../results/values.ts";
import {
  attributionVariants,
  type CausedResults,
  OUTPUT_VARIANTS_SHOWN,
  peakAttribution,
  peakEvenShare,
  selfProjectionChange,
  selfProjectionRow,
  spreadRow,
} from "../kit/cause_rows.ts";
import { type BandStyle, PERSONA_BAND } from "../kit/charts/bands.ts";
import { PERSONA_STYLE } from "../../analyses/change/view/delta_angular_chart.ts";
import { evenShareChart } from "../../analyses/parity/view/even_share_chart.ts";
import { valueDomain } from "../kit/charts/layer_lines.ts";
import {
  INSTRUCT_STYLE,
  selfProjectionChart,
} from "../../analyses/self_projection/view/self_projection_chart.ts";
import { selfProjectionChangeChart } from "../../analyses/self_projection/view/self_projection_change_chart.ts";
import { BASE_STYLE } from "../kit/charts/series.ts";
import {
  COMPONENT_NAMES,
  COMPONENT_STYLES,
  shareOf,
  tensorSharesChart,
} from "../../analyses/attribution/view/tensor_shares_chart.ts";
import { VARIANT_STYLES } from "../../analyses/robustness/view/variants_chart.ts";
import {
  WEIGHT_STYLES,
  weightChangeChart,
} from "../../analyses/weight_change/view/weight_change_chart.ts";
import { bandLegend, bothWidths, type FigureView, legend, panels } from "../kit/figures.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import { type Column, tableView } from "../kit/tables.ts";

const QUANTILES = [["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const;
const PERSONA_RANGE = new Map<string, BandStyle>([["90 % of persona draws", PERSONA_BAND]]);

const layerColumn: Column<number> = { label: "layer", value: (layer) => layer };

function inPercent(share: number | null | undefined): number | null {
  return share === null || share === undefined ? null : share * 100;
}

function hasPersona({ causes }: CausedResults, quantity: Quantity): boolean {
  return causes.spreads.some((row) =>
    row.quantity === quantity && row.baseline === "persona" && row.q50 !== null
  );
}

/** Shares of the tensors by layer, raw and trimmed; null where no share is known. */
export function tensorsFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const variants = attributionVariants(results);
  if (variants.length === 0) return null;
  const rows = layers.flatMap((layer) => peakAttribution(causes, layer));
  const has = new Set(rows.map((row) => row.component));
  const components = COMPONENTS.filter((component) => has.has(component));
  const shares = rows.flatMap((row) => variants.flatMap(({ name }) => shareOf(row, name) ?? []));
  const domain = valueDomain([1, ...shares]);
  return {
    id: "tensors",
    title: "Which tensor carries the change, by layer",
    charts: panels(variants.map(({ name, counts }) => ({
      title: `${name}: ${counts}`,
      draw: (width) => tensorSharesChart(causes, { layers, variant: name, domain, width }),
    }))),
    legend: legend(
      components.map((name) => [COMPONENT_NAMES[name], COMPONENT_STYLES.get(name)!] as const),
    ),
    caption: [
      `Shapley share of each tensor in the change of ${PEAK_INPUT}: what it adds on average over all orders in which base tensors are replaced by`,
      "instruct ones, measured along the change and over |d|². At each layer the shares sum to 100 %; they may be negative or larger.",
      "Beyond the dashed line one tensor carries more than half.",
    ],
    table: tableView("Shares of the change of PC1 in percent, by layer", layers, [
      layerColumn,
      ...variants.flatMap(({ name }) =>
        components.map((component): Column<number> => ({
          label: `${COMPONENT_NAMES[component]}, ${name}`,
          digits: 4,
          value: (layer) => {
            const row = peakAttribution(causes, layer).find((it) => it.component === component);
            return row === undefined ? null : inPercent(shareOf(row, name));
          },
        }))
      ),
    ]),
  };
}

/** How much the weights themselves changed; null where they did not, or where there were no isotropic draws. */
export function weightChangeFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  if (causes.weight_change.every((row) => (row.isotropic_change ?? 0) === 0)) return null;
  const of = (weight: string, key: "isotropic_change" | "pc1_change" | "pc1_gain") =>
  (
    layer: number,
  ) => causes.weight_change.find((row) => row.layer === layer && row.weight === weight)?.[key];
  return {
    id: "weight-change",
    title: "How much gate_proj and up_proj changed",
    charts: panels([
      {
        title: "along random inputs",
        draw: (width) => weightChangeChart(causes, { layers, measure: "isotropic_change", width }),
      },
      {
        title: "along PC1, over that",
        draw: (width) => weightChangeChart(causes, { layers, measure: "pc1_gain", width }),
      },
    ]),
    legend: legend(WEIGHT_STYLES),
    caption: [
      "Left: length of the change of the gate and up products of isotropic draws, over the length of the base’s products: how much the weights changed in any direction.",
      "Right: the same for PC1, over the left. At 1 (dashed) PC1 is an ordinary direction; where the left is high and the right is 1, the weights changed there and not PC1 in particular.",
    ],
    table: tableView("Relative change of gate and up, by layer", layers, [
      layerColumn,
      ...[...WEIGHT_STYLES.keys()].flatMap((weight): Column<number>[] => [
        {
          label: `${weight}, % along random inputs`,
          digits: 4,
          value: (layer) => inPercent(of(weight, "isotropic_change")(layer)),
        },
        {
          label: `${weight}, % along PC1`,
          digits: 4,
          value: (layer) => inPercent(of(weight, "pc1_change")(layer)),
        },
        {
          label: `${weight}, times as much`,
          digits: 4,
          value: (layer) => of(weight, "pc1_gain")(layer) ?? null,
        },
      ]),
    ]),
  };
}

/** How much of the change is the same for both signs; null where nothing changed. */
export function evenShareFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const variants = OUTPUT_VARIANTS_SHOWN.filter(({ name: variant }) =>
    layers.some((layer) => peakEvenShare(causes, { layer, stage: "output", variant }) !== null)
  );
  if (variants.length === 0) return null;
  const isBeside = hasPersona(results, "output_even_share");
  return {
    id: "even-share",
    title: "How much of the changes of PC1 and -PC1 is even",
    charts: bothWidths((width) => evenShareChart(causes, layers, width)),
    legend: [
      ...legend(variants.map(({ name }) => [name, VARIANT_STYLES[name]] as const)),
      ...isBeside
        ? [
          ...legend([["median of the persona draws", PERSONA_STYLE]]),
          ...bandLegend(PERSONA_RANGE),
        ]
        : [],
    ],
    caption: [
      "The change d(x) is the sum of an even part, which is the same for −x, and an odd part, which turns with x. This is the share of the even part in the squared length of both.",
      "A linear map has no even part at all. Trimmed: without the outlier dimensions.",
      ...isBeside ? ["Draws are of all coordinates."] : [],
    ],
    table: tableView("Even share of the change of PC1 in percent, by layer", layers, [
      layerColumn,
      ...variants.flatMap(({ name: variant }) =>
        (["down", "output"] as const).map((stage): Column<number> => ({
          label: `${stage === "down" ? "down product" : "output"}, ${variant}`,
          digits: 3,
          value: (layer) => inPercent(peakEvenShare(causes, { layer, stage, variant })),
        }))
      ),
      ...personaColumns(results, "output_even_share", inPercent),
    ]),
  };
}

/** How far the outputs lie along their own input; null where nothing is known of it. */
export function selfProjectionFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  const row = (layer: number, name: string = PEAK_INPUT, variant: "raw" | "trimmed" = "raw") =>
    selfProjectionRow(causes, { layer, name, variant });
  if (layers.every((layer) => (row(layer)?.base_self_projection ?? null) === null)) return null;
  const isBeside = hasPersona(results, "self_projection_change");
  const hasTrimmed = layers.some((layer) => row(layer, PEAK_INPUT, "trimmed") !== undefined);
  return {
    id: "self-projection",
    title: "Does the layer push along PC1 itself?",
    charts: panels([
      { title: "base and instruct", draw: (width) => selfProjectionChart(causes, layers, width) },
      {
        title: "change, beside persona draws",
        draw: (width) => selfProjectionChangeChart(causes, layers, width),
      },
    ]),
    legend: [
      ...legend([["instruct, and the change", INSTRUCT_STYLE], ["base", BASE_STYLE]]),
      ...isBeside
        ? [
          ...legend([["median of the persona draws", PERSONA_STYLE]]),
          ...bandLegend(PERSONA_RANGE),
        ]
        : [],
    ],
    caption: [
      "Left: the part of each model’s output for PC1 that lies along PC1, y · x / |x|. Above zero the layer adds to the direction that it was given, below zero it takes away.",
      "Right: instruct less base.",
      ...isBeside
        ? [
          "The band is the middle 90 % of the same change for persona draws along themselves, in both signs.",
        ]
        : [],
    ],
    table: tableView("Part of the output along the input, by layer", layers, [
      layerColumn,
      { label: "base", value: (layer) => row(layer)?.base_self_projection ?? null },
      { label: "instruct", value: (layer) => row(layer)?.instruct_self_projection ?? null },
      { label: "change", value: (layer) => selfProjectionChange(row(layer)) },
      {
        label: `change of -${PEAK_INPUT}`,
        value: (layer) => selfProjectionChange(row(layer, `-${PEAK_INPUT}`)),
      },
      ...hasTrimmed
        ? [{
          label: "change, trimmed",
          value: (layer: number) => selfProjectionChange(row(layer, PEAK_INPUT, "trimmed")),
        }]
        : [],
      { label: "|rest| base", value: (layer) => row(layer)?.base_orthogonal_norm ?? null },
      { label: "|rest| instruct", value: (layer) => row(layer)?.instruct_orthogonal_norm ?? null },
      ...personaColumns(results, "self_projection_change", (value) => value ?? null),
    ]),
  };
}

/** The quantiles of the persona draws, raw; no columns where there were none. */
function personaColumns(
  results: CausedResults,
  quantity: Quantity,
  scale: (value: number | null | undefined) => number | null,
): Column<number>[] {
  if (!hasPersona(results, quantity)) return [];
  return QUANTILES.map(([label, key]) => ({
    label: `persona ${label}`,
    digits: 3,
    value: (layer) =>
      scale(
        spreadRow(results.causes, { layer, quantity, variant: "raw", baseline: "persona" })?.[key],
      ),
  }));
}
