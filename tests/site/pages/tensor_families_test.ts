import { doesNotMatch, match } from "node:assert/strict";
import { BASELINES } from "../../../src/results/values.ts";
import { tensorFamilies } from "../../../src/site/pages/tensor_families.ts";

function meaningOf(name: string): string {
  const [family] = tensorFamilies([{
    name,
    dtype: "BF16",
    shape: [2, 64],
    offsetBytes: 0,
    sizeBytes: 256,
  }]);
  return family!.meaning;
}

Deno.test("tensorFamilies() know the directions of every baseline", () => {
  for (const name of BASELINES) doesNotMatch(meaningOf(name), /does not know/, name);
  match(meaningOf("of a later version"), /does not know/);
});
