/**
 * The responses of all layers, and how rare that of PC1 is.
 *
 * @module
 */

import { familyWise } from "../../math/significance.ts";
import {
  largerResponse,
  operatingDraws,
  operatingSpreads,
  operatingTest,
  responsesOf,
} from "../../results/responses.ts";
import { stateStepped } from "../../prepare/layer_state.ts";
import type { Settled, Settling } from "../analysis.ts";
import type { Responses } from "./measure.ts";

/** The rows of all layers, and what they add to what is known of each. */
export function settle(settling: Settling<Responses>): Settled {
  const { numbers, run, options } = settling;
  const pfw = operatingSignificance(settling);
  const draws = operatingDraws(numbers.flatMap(({ numbers }) => numbers.baseline));
  return {
    evidence: {
      operating_point: numbers.flatMap(({ numbers }) => numbers.line),
      operating_draws: draws,
      operating_spreads: operatingSpreads(draws),
      operating_test: operatingTest(
        numbers.map(({ layer }) => ({ layer, pfw_operating_point: pfw.get(layer) ?? null })),
        { draws, row: options.inputRow },
      ),
    },
    columns: {
      layers: (layer) => ({
        step: stateStepped(run.states, { layer, inputRow: options.inputRow })?.step ?? null,
        pfw_operating_point: pfw.get(layer) ?? null,
      }),
    },
  };
}

/**
 * Family-wise p of PC1 at the operating point against the random role mixtures there, of the row that `--input-row` names; by layer. The
 * statistic is the larger of both signs, of PC1 as of the draws. The family is the layers that have such a row and a known angle:
 * the first has none before it.
 */
function operatingSignificance(
  { options: { inputRow }, numbers }: Settling<Responses>,
): Map<number, number> {
  const known = numbers.flatMap(({ layer, numbers: { line, baseline } }) => {
    const observed = largerResponse(line.filter(({ row }) => row === inputRow));
    const draws = responsesOf(operatingDraws(baseline), { row: inputRow, baseline: "persona" });
    return observed === null || draws.length === 0 || draws.includes(null)
      ? []
      : [{ layer, observed, draws: draws as number[] }];
  });
  const n = known[0]?.draws.length ?? 0;
  if (n === 0 || known.some(({ draws }) => draws.length !== n)) return new Map();
  const draws = Array.from({ length: n }, (_, k) => known.map((layer) => layer.draws[k]!));
  const { pfw } = familyWise(known.map(({ observed }) => observed), draws);
  return new Map(known.map(({ layer }, l) => [layer, pfw[l]!]));
}
