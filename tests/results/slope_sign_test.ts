import { strictEqual as equal } from "node:assert/strict";
import { isSignOpen } from "../../src/results/slope_sign.ts";

Deno.test("isSignOpen() says of an interval whether 0 is in it, its ends included", () => {
  const open = (slope_low: number | null, slope_high: number | null) =>
    isSignOpen({ slope_low, slope_high });
  equal(open(-0.1, 0.2), true);
  equal(open(0, 0.2), true);
  equal(open(-0.1, 0), true);
  equal(open(0.01, 0.2), false);
  equal(open(-0.3, -0.01), false);
  equal(open(null, 0.2), null);
  equal(open(-0.1, null), null);
});
