import assert from "node:assert/strict";
import { ownComponent } from "../../src/prepare/own_component.ts";
import { roundToBf16 } from "../../src/math/dtypes.ts";

/** From `tests/oracle/evidence_definitions.py`. */
interface Expected {
  readonly rows: readonly number[][];
  readonly pc1: readonly number[];
  readonly own: readonly number[];
  readonly cosine: number;
  readonly best: number;
  readonly bestCosine: number;
}

const f64 = (values: readonly number[]) => Float64Array.from(values);

async function readExpected(): Promise<Expected> {
  const url = new URL("../testdata/evidence/definitions.json", import.meta.url);
  return JSON.parse(await Deno.readTextFile(url)).ownComponents;
}

Deno.test("ownComponent() is the oracle's, with the sign that agrees and the nearest of five", async () => {
  const { rows, pc1, own, cosine, best, bestCosine } = await readExpected();
  const found = ownComponent(rows.map(f64), { pc1: f64(pc1), scale: "mean" });
  assert.ok(found !== null);
  assert.deepEqual([...found.values], own.map(roundToBf16));
  assert.ok(Math.abs(found.cosine - cosine) < 1e-12);
  assert.equal(found.best, best);
  assert.ok(Math.abs(found.bestCosine - bestCosine) < 1e-12);
});

Deno.test("ownComponent() turns with PC1, whose sign is a convention", async () => {
  const { rows, pc1, own } = await readExpected();
  const found = ownComponent(rows.map(f64), {
    pc1: f64(pc1.map((entry) => -entry)),
    scale: "mean",
  });
  assert.deepEqual([...found!.values], own.map((entry) => roundToBf16(-entry)));
});

Deno.test("ownComponent() is none where the roles span nothing", () => {
  const pc1 = f64([1, 0]);
  assert.equal(ownComponent([f64([1, 2])], { pc1, scale: "mean" }), null);
  assert.equal(ownComponent([f64([1, 2]), f64([1, 2])], { pc1, scale: "mean" }), null);
});
