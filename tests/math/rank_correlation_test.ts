import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { rankCorrelation, ranksOf } from "../../src/math/rank_correlation.ts";
import { lists } from "../comparison_fixture.ts";

Deno.test("rankCorrelation() is that of SciPy, with ties and without", () => {
  for (const [i, { a, b, rho }] of lists.entries()) {
    const found = rankCorrelation(a, b);
    if (rho === null || found === null) strictEqual(found, rho, `list ${i}`);
    else ok(Math.abs(found - rho) < 1e-12, `list ${i}: ${found}, not ${rho}`);
  }
});

Deno.test("rankCorrelation() is not defined of fewer than two values", () => {
  strictEqual(rankCorrelation([], []), null);
  strictEqual(rankCorrelation([1], [2]), null);
});

Deno.test("ranksOf() gives values that are equal the mean of their ranks", () => {
  deepStrictEqual(ranksOf([5, 1, 5, 5, 2]), [4, 1, 4, 4, 2]);
  deepStrictEqual(ranksOf([]), []);
});
