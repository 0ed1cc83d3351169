import { strictEqual } from "node:assert/strict";
import { standingByP, standingByShare } from "../../src/results/chance_standing.ts";

Deno.test("standingByP() sets PC1 apart up to p_fw = 0.05, and tells why it cannot", () => {
  strictEqual(standingByP({ n: 99, pfw: 0.05 }), "apart");
  strictEqual(standingByP({ n: 99, pfw: 0.06 }), "not_apart");
  strictEqual(standingByP({ n: 99, pfw: null }), "no_p_value");
  // 18 draws reach 1/19 = 0.0526 at best.
  strictEqual(standingByP({ n: 18, pfw: 1 / 19 }), "too_few");
  strictEqual(standingByP({ n: 19, pfw: 1 / 20 }), "apart");
  strictEqual(standingByP({ n: 0, pfw: null }), "not_run");
});

Deno.test("standingByShare() sets PC1 apart where at most one in twenty random inputs turns as far", () => {
  strictEqual(standingByShare({ n: 40, n_at_least: 2 }), "apart");
  strictEqual(standingByShare({ n: 40, n_at_least: 3 }), "not_apart");
  strictEqual(standingByShare({ n: 37, n_at_least: 37 }), "too_few");
  strictEqual(standingByShare({ n: 38, n_at_least: 38 }), "not_apart");
  strictEqual(standingByShare({ n: 40, n_at_least: null }), "no_p_value");
  strictEqual(standingByShare({ n: 0, n_at_least: null }), "not_run");
});
