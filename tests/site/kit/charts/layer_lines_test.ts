import { strictEqual } from "node:assert/strict";
import { valueDomain } from "../../../../src/site/kit/charts/layer_lines.ts";

Deno.test("valueDomain() leaves room at the ends where values lie, and none beyond zero elsewhere", () => {
  strictEqual(valueDomain([0, 1]).join(), "0,1.08");
  strictEqual(valueDomain([-1, 1]).join(), "-1.16,1.16");
  strictEqual(valueDomain([]).join(), "0,1");
});
