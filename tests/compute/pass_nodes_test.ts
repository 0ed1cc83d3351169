import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { hybrids, whole } from "../../src/compute/mixture.ts";
import { type Operation, type PassNode, PassNodes } from "../../src/compute/pass_nodes.ts";
import { PARTS } from "../../src/sources/checkpoint/weights.ts";
import { PLAIN } from "./pass_requests.ts";

const OPERATIONS: readonly Operation[] = [
  "rows",
  "normed",
  "gate",
  "up",
  "hidden",
  "down",
  "output",
];

/** How many nodes there are of each operation. */
function counts(nodes: PassNodes): number[] {
  return OPERATIONS.map((operation) =>
    [null, "base", "instruct"].reduce(
      (sum, side) => sum + nodes.of(operation, side as "base" | null).length,
      0,
    )
  );
}

Deno.test("PassNodes have each expression of all hybrids once", () => {
  for (const hasPostNorm of [true, false]) {
    const nodes = new PassNodes({ hasPreNorm: true, hasPostNorm });
    const rows = nodes.rows(3, false);
    for (const mixture of hybrids(PLAIN, hasPostNorm ? PARTS : PARTS.slice(0, 4))) {
      nodes.value(rows, mixture, "output");
    }
    // n of either model through either gate and up; eight h, through either down, and that through either post-norm.
    deepEqual(counts(nodes), [1, 2, 4, 4, 8, 16, hasPostNorm ? 32 : 0]);
  }
});

Deno.test("PassNodes tell rows, roundings and sides apart", () => {
  const nodes = new PassNodes({ hasPreNorm: true, hasPostNorm: true });
  const [a, b] = [nodes.rows(3, false), nodes.rows(3, false)];
  const base = whole("base", PLAIN);
  const found = [
    nodes.value(a, base, "gate"),
    nodes.value(b, base, "gate"),
    nodes.value(a, { ...base, gate: "instruct" }, "gate"),
    nodes.value(a, { ...base, preNorm: "instruct" }, "gate"),
    nodes.value(a, { ...base, weights: "stored" }, "gate"),
    nodes.value(a, { ...base, isNormRounded: true }, "gate"),
    nodes.value(a, base, "up"),
  ];
  equal(new Set(found).size, found.length);
  equal(nodes.value(a, { ...base, down: "instruct", up: "instruct" }, "gate"), found[0]);
});

Deno.test("PassNodes write the rows of pairs out after gate and up", () => {
  const nodes = new PassNodes({ hasPreNorm: true, hasPostNorm: true });
  const rows = nodes.rows(3, true);
  const of = (stage: "normed" | "gate" | "up" | "hidden" | "down" | "output"): PassNode =>
    nodes.value(rows, whole("base", PLAIN), stage);
  const shape = ({ nRows, isHalved }: PassNode) => [nRows, isHalved];
  deepEqual(shape(of("normed")), [3, true]);
  for (const stage of ["gate", "up", "hidden", "down", "output"] as const) {
    deepEqual(shape(of(stage)), [6, false], stage);
  }
  deepEqual(shape(nodes.compared(of("gate"), of("up"))), [6, false]);
});

Deno.test("PassNodes count what is made of each", () => {
  const nodes = new PassNodes({ hasPreNorm: true, hasPostNorm: false });
  const rows = nodes.rows(1, false);
  const base = whole("base", PLAIN);
  nodes.value(rows, base, "output");
  const gate = nodes.value(rows, base, "gate");
  nodes.compared(gate, nodes.value(rows, base, "up"));
  const uses = nodes.countUses();
  equal(uses.get(rows), 1);
  equal(uses.get(nodes.value(rows, base, "normed")), 2);
  equal(uses.get(gate), 2); // h and the comparison
  equal(uses.get(nodes.value(rows, base, "down")), undefined);
});

Deno.test("PassNodes without a norm before the MLP read the rows as they are, under either rounding", () => {
  const nodes = new PassNodes({ hasPreNorm: false, hasPostNorm: true });
  const rows = nodes.rows(3, true);
  const base = whole("base", PLAIN);
  equal(nodes.value(rows, base, "normed"), rows);
  const gate = nodes.value(rows, base, "gate");
  deepEqual([gate.inputs, gate.rounding, gate.nRows], [[rows], PLAIN.weights, 6]);
  equal(nodes.value(rows, { ...base, isNormRounded: true }, "gate"), gate);
  equal(nodes.value(rows, { ...base, preNorm: "instruct" }, "gate"), gate);
  equal(nodes.value(rows, { ...base, weights: "stored" }, "gate").rounding, "stored");
});
