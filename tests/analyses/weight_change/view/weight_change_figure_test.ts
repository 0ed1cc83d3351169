import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { weightChangeFigure } from "../../../../src/analyses/weight_change/view/weight_change_figure.ts";
import type { CausedResults } from "../../../../src/site/kit/cause_rows.ts";
import { sampleResults } from "../../../site/sample_results.ts";

/** Names in the legend, and in the heads of the table behind the layer. */
function shown(weights: readonly string[]): string[][] {
  const results = sampleResults({ layers: [17, 18] }) as CausedResults;
  const weight_change = results.causes.weight_change
    .filter(({ weight }) => weights.includes(weight));
  const figure = weightChangeFigure({ ...results, causes: { ...results.causes, weight_change } })!;
  const heads = figure.table!.columns.slice(1).map(({ label }) => label.split(",")[0]!);
  return [figure.legend.map(({ label }) => label), [...new Set(heads)]];
}

Deno.test("weightChangeFigure() says up to where there are layers to choose from", () => {
  const title = (layers: number[]) =>
    weightChangeFigure(sampleResults({ layers }) as CausedResults)!.title;
  match(title([17, 18]), /_proj changed up to [\d.]+ times as much/);
  match(title([18]), /_proj changed [\d.]+ times as much/);
});

Deno.test("weightChangeFigure() shows the matrices that there are: an earlier version measured no down", () => {
  for (const weights of [["gate", "up", "down"], ["gate", "up"]]) {
    deepEqual(shown(weights), [weights, weights]);
  }
});
