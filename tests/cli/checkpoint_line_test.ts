import { strictEqual as equal } from "node:assert/strict";
import { checkpointLine } from "../../src/cli/plan.ts";
import type { WeightTensor } from "../../src/sources/checkpoint/weights.ts";

/** A tensor of so many bytes, of which some are not at hand. */
function tensor(sizeBytes: number, nMissing = 0): WeightTensor {
  return { sizeBytes, missingBytes: () => nMissing } as WeightTensor;
}

Deno.test("checkpointLine() adds what is in no layer to what is read and what is to come", () => {
  const layers = [{ layer: 0, tensors: [tensor(1000)] }, {
    layer: 1,
    tensors: [tensor(1000, 400)],
  }];
  const head = "bytes:   m:";
  equal(
    checkpointLine({ label: "m" }, [...layers, { layer: null, tensors: [] }]),
    `${head} 2.00 kB, 1.00 kB a layer; 1.60 kB at hand, 400 bytes to come of layers 1`,
  );
  equal(
    checkpointLine({ label: "m" }, [...layers, { layer: null, tensors: [tensor(500, 500)] }]),
    `${head} 2.50 kB, 1.00 kB a layer, 500 bytes in no layer; 1.60 kB at hand, ` +
      "900 bytes to come of layers 1 and what is in none",
  );
});
