import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { leadingTensorAt, leadingTensors } from "../../src/results/leading_component.ts";
import type { AttributionRow } from "../../src/results.ts";

/** The share of a tensor, first in and last in, raw and trimmed. */
function row(
  component: AttributionRow["component"],
  [share, first_in, last_in]: [number, number, number],
  trimmed: [number, number, number] | null = null,
): AttributionRow {
  const [trimmed_share, trimmed_first_in, trimmed_last_in] = trimmed ?? [null, null, null];
  return {
    layer: 7,
    input_vector: "PC1",
    component,
    share,
    first_in,
    last_in,
    trimmed_share,
    trimmed_first_in,
    trimmed_last_in,
  };
}

Deno.test("leadingTensors() names the tensor of more than half whose rank by first in is that by last in", () => {
  const rows = [row("gate", [0.3, 0.2, 0.4]), row("down", [0.7, 0.6, 0.8])];
  deepEqual(leadingTensors(rows, [7]), [
    { layer: 7, variant: "raw", component: "down", unnamed: null },
  ]);
});

Deno.test("leadingTensors() tells why none may be named: half is not more than half, or the orders disagree", () => {
  const half = [row("gate", [0.5, 0.4, 0.4]), row("down", [0.5, 0.6, 0.6])];
  deepEqual(leadingTensors(half, [7]), [
    { layer: 7, variant: "raw", component: null, unnamed: "no_half" },
  ]);
  const disagreeing = [row("gate", [0.4, 0.1, 0.9]), row("down", [0.6, 0.9, 0.1])];
  deepEqual(leadingTensors(disagreeing, [7]), [
    { layer: 7, variant: "raw", component: null, unnamed: "orders_disagree" },
  ]);
});

Deno.test("leadingTensors() decides without the outlier dimensions for itself", () => {
  const rows = [
    row("gate", [0.2, 0.1, 0.1], [0.8, 0.8, 0.8]),
    row("down", [0.8, 0.9, 0.9], [0.2, 0.2, 0.2]),
  ];
  const found = leadingTensors(rows, [7]);
  equal(leadingTensorAt({ leading_tensors: found }, 7, "raw")?.component, "down");
  equal(leadingTensorAt({ leading_tensors: found }, 7, "trimmed")?.component, "gate");
});

Deno.test("leadingTensors() says nothing where no share is known, of other inputs and of other layers", () => {
  const unknown = { ...row("down", [0, 0, 0]), share: null, first_in: null, last_in: null };
  const others = [
    { ...row("down", [0.9, 0.9, 0.9]), input_vector: "-PC1" },
    { ...row("down", [0.9, 0.9, 0.9]), layer: 8 },
  ];
  deepEqual(leadingTensors([unknown, ...others], [7]), []);
});
