import { ok } from "node:assert/strict";
import { chanceCosine } from "../../src/math/chance_cosine.ts";

Deno.test("chanceCosine() is the 1 - 0.05 / n quantile of |cosine|, whose square is Beta(1/2, (C - 1) / 2)", () => {
  // numpy.sqrt(scipy.stats.beta.isf(0.05 / n, 0.5, (C - 1) / 2))
  const known = [
    [16, 64, 0.36109586382712333],
    [276, 4608, 0.055120435636174615],
    [400, 64, 0.4579856539958193],
    [1, 2, 0.996917333733128],
  ] as const;
  for (const [n, dimensions, expected] of known) {
    ok(Math.abs(chanceCosine(n, dimensions) - expected) < 1e-7, `${n} of ${dimensions}`);
  }
  ok(chanceCosine(4, 1) === 1);
});
