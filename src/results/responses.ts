/**
 * Reading the rows of the operating point: the statistic of its p-values is the larger of both signs.
 *
 * @module
 */

import { summarise } from "../math/quantiles.ts";
import type {
  LayerEvidence,
  OperatingBaselineRow,
  OperatingPointRow,
  OperatingSpreadRow,
  OperatingTest,
} from "../results.ts";

const ROWS = ["same", "before"] as const;
const BASELINES = ["persona", "roles"] as const;

/** The larger 1 - cos of a whole step along PC1 either way; null where one is unknown. */
export function largerResponse(line: readonly OperatingPointRow[]): number | null {
  return largest([1, -1].map((sign) => line.find(({ alpha }) => alpha === sign)?.response_angular));
}

/** The larger 1 - cos of both signs of every direction of a baseline, by index; null where one is unknown. */
export function responsesOf(
  rows: readonly OperatingBaselineRow[],
  { row, baseline }: Pick<OperatingBaselineRow, "row" | "baseline">,
): (number | null)[] {
  const here = rows.filter((it) => it.row === row && it.baseline === baseline);
  return [...Map.groupBy(here, ({ index }) => index)].sort(([a], [b]) => a - b)
    .map(([, signs]) => largest(signs.map(({ response_angular }) => response_angular)));
}

/** The spread of every baseline at every layer and row. */
export function operatingSpreads(rows: readonly OperatingBaselineRow[]): OperatingSpreadRow[] {
  return [...Map.groupBy(rows, ({ layer }) => layer)].flatMap(([layer, ofLayer]) =>
    ROWS.flatMap((row) =>
      BASELINES.flatMap((baseline): OperatingSpreadRow[] => {
        const draws = ofLayer.filter((it) => it.row === row && it.baseline === baseline);
        if (draws.length === 0) return [];
        const larger = responsesOf(draws, { row, baseline }).filter((it) => it !== null);
        const delta = summarise(draws.map((it) => it.response_delta), []);
        const angular = summarise(larger, []);
        return [{
          layer,
          row,
          baseline,
          n: larger.length,
          delta_q50: delta.q50,
          delta_q95: delta.q95,
          angular_q50: angular.q50,
          angular_q95: angular.q95,
        }];
      })
    )
  );
}

/** How many random role mixtures and layers the p-values of the layers are of; null where no layer has one. */
export function operatingTest(
  layers: readonly Pick<LayerEvidence, "layer" | "pfw_operating_point">[],
  { rows, row }: { rows: readonly OperatingBaselineRow[]; row: OperatingTest["row"] },
): OperatingTest | null {
  const tested = layers.filter((it) => it.pfw_operating_point !== null);
  const [first] = tested;
  if (first === undefined) return null;
  const draws = rows.filter(({ layer }) => layer === first.layer);
  const n = responsesOf(draws, { row, baseline: "persona" }).length;
  return { row, n, layers: tested.length };
}

function largest(turns: readonly (number | null | undefined)[]): number | null {
  const known = turns.filter((turn) => turn !== null && turn !== undefined);
  return known.length === turns.length && known.length > 0 ? Math.max(...known) : null;
}
