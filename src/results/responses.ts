/**
 * Reading the rows of the operating point: the statistic of its p-values is the larger of both signs.
 *
 * @module
 */

import { summarise } from "../math/quantiles.ts";
import type {
  LayerEvidence,
  OperatingBaselineRow,
  OperatingDraws,
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
  draws: readonly OperatingDraws[],
  { row, baseline }: Pick<OperatingDraws, "row" | "baseline">,
): (number | null)[] {
  const signs = draws.filter((it) => it.row === row && it.baseline === baseline)
    .map(({ response_angular }) => response_angular);
  const n = Math.max(0, ...signs.map(({ length }) => length));
  return Array.from({ length: n }, (_, index) => largest(signs.map((turns) => turns[index])));
}

/** The rows of single draws by layer, row, baseline and sign. */
export function operatingDraws(rows: readonly OperatingBaselineRow[]): OperatingDraws[] {
  const groups = Map.groupBy(
    rows,
    ({ layer, row, baseline, sign }) => [layer, row, baseline, sign].join(" "),
  );
  return [...groups.values()].map((group): OperatingDraws => {
    const { layer, row, baseline, sign } = group[0]!;
    const ordered = group.toSorted((a, b) => a.index - b.index);
    return {
      layer,
      row,
      baseline,
      sign,
      response_delta: ordered.map(({ response_delta }) => response_delta),
      response_angular: ordered.map(({ response_angular }) => response_angular),
    };
  });
}

/** The spread of every baseline at every layer and row. */
export function operatingSpreads(all: readonly OperatingDraws[]): OperatingSpreadRow[] {
  return [...Map.groupBy(all, ({ layer }) => layer)].flatMap(([layer, ofLayer]) =>
    ROWS.flatMap((row) =>
      BASELINES.flatMap((baseline): OperatingSpreadRow[] => {
        const draws = ofLayer.filter((it) => it.row === row && it.baseline === baseline);
        if (draws.length === 0) return [];
        const larger = responsesOf(draws, { row, baseline }).filter((it) => it !== null);
        const delta = summarise(draws.flatMap((it) => it.response_delta), []);
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
  { draws, row }: { draws: readonly OperatingDraws[]; row: OperatingTest["row"] },
): OperatingTest | null {
  const tested = layers.filter((it) => it.pfw_operating_point !== null);
  const [first] = tested;
  if (first === undefined) return null;
  const here = draws.filter(({ layer }) => layer === first.layer);
  const n = responsesOf(here, { row, baseline: "persona" }).length;
  return { row, n, layers: tested.length };
}

function largest(turns: readonly (number | null | undefined)[]): number | null {
  const known = turns.filter((turn) => turn !== null && turn !== undefined);
  return known.length === turns.length && known.length > 0 ? Math.max(...known) : null;
}
