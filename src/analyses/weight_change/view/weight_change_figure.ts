/**
 * Figure: how much the weights themselves changed.
 *
 * @module
 */

import { isWithinNoise } from "../../../results/spoken.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { weightChangeColumns } from "../schema.ts";
import { WEIGHT_STYLES, weightChangeChart } from "./weight_change_chart.ts";
import type { CausedResults } from "../../../site/kit/cause_rows.ts";
import { type FigureView, legend, panels } from "../../../site/kit/figures.ts";
import { inPercent, layerColumn } from "../../../site/kit/layer_column.ts";
import { analysedLayers } from "../../../site/kit/layer_strip.ts";
import { type Column, declared, tableView } from "../../../site/kit/tables.ts";

/** Where PC1 changes most beyond random inputs. */
function title(results: CausedResults): string {
  const known = results.causes.weight_change.flatMap(({ layer, weight, pc1_gain: gain }) =>
    gain === null || isWithinNoise(results, layer) ? [] : [{ layer, weight, gain }]
  );
  const [most] = known.toSorted((a, b) => b.gain - a.gain);
  return most === undefined
    ? "How much each matrix changed"
    : most.gain > 1
    ? `Along PC1 ${most.weight}_proj changed ${
      analysedLayers(results).length === 1 ? "" : "up to "
    }${significant(most.gain, 3)} times as much as along random inputs (layer ${most.layer})`
    : "Nowhere a matrix changed more along PC1 than along random inputs";
}

/** How much the weights themselves changed; null where they did not, or where there were no random directions. */
export function weightChangeFigure(results: CausedResults): FigureView | null {
  const { causes } = results;
  const layers = analysedLayers(results);
  if (causes.weight_change.every((row) => (row.isotropic_change ?? 0) === 0)) return null;
  const known = new Map(
    [...WEIGHT_STYLES].filter(([name]) =>
      causes.weight_change.some(({ weight }) => weight === name)
    ),
  );
  const of = (weight: string, key: "isotropic_change" | "pc1_change" | "pc1_gain") =>
  (
    layer: number,
  ) => causes.weight_change.find((row) => row.layer === layer && row.weight === weight)?.[key];
  return {
    id: "weight-change",
    title: title(results),
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
    legend: legend(known),
    caption:
      "Change of the products of each matrix: of random directions, and of PC1 against them.",
    reading: [
      "Left: length of the change of the products of random directions, over the length of the base’s products, the matrix of the instruct model being given what enters that of the base: how much the weights changed in any direction.",
      "Right: the same for PC1, over the left. At 1 (dashed) PC1 is an ordinary direction; where the left is high and the right is 1, the weights changed there and not PC1 in particular.",
    ],
    table: tableView("Relative change of each matrix, by layer", layers, [
      layerColumn,
      ...[...known.keys()].flatMap((weight): Column<number>[] => [
        declared(
          weightChangeColumns.isotropic_change,
          (layer) => inPercent(of(weight, "isotropic_change")(layer)),
          { label: `${weight}, % along random inputs`, digits: 4 },
        ),
        declared(
          weightChangeColumns.pc1_change,
          (layer) => inPercent(of(weight, "pc1_change")(layer)),
          { label: `${weight}, % along PC1`, digits: 4 },
        ),
        declared(
          weightChangeColumns.pc1_gain,
          (layer) => of(weight, "pc1_gain")(layer) ?? null,
          { label: `${weight}, times as much`, digits: 4 },
        ),
      ]),
    ]),
  };
}
