import assert from "node:assert/strict";
import { outlierDimensions } from "../../src/prepare/outlier_dimensions.ts";
import { realPath, testOnRealData } from "../real_data.ts";
import { openLocalVectors } from "../sources/local_inputs.ts";

/** From `tests/oracle/evidence_definitions.py`. */
interface OutlierCase {
  readonly name: string;
  readonly mu: readonly number[];
  readonly outliers: readonly number[];
  readonly capped: boolean;
}

async function readFixture<T>(name: string): Promise<T> {
  const url = new URL(`../testdata/evidence/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url));
}

Deno.test("outlierDimensions() by the criterion are the oracle's, at its bounds, its cap and its ties", async () => {
  const { outliers: cases } = await readFixture<{ outliers: OutlierCase[] }>("definitions");
  for (const { name, mu, outliers, capped } of cases) {
    const { coordinates, isCapped } = outlierDimensions(Float64Array.from(mu), "auto");
    assert.deepEqual(coordinates, outliers, name);
    assert.equal(isCapped, capped, name);
  }
});

testOnRealData(
  "outlierDimensions() by the criterion are 1 to 15 a layer of Qwen 3 32B's published default vector",
  "qwen-3-32b",
  async () => {
    const expected = await readFixture<{ layer: number; outliers: number[] }[]>(
      "outliers-qwen-3-32b",
    );
    const folder = await openLocalVectors(realPath("qwen-3-32b"), {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
    });
    try {
      const read = await folder.readLayers(expected.map(({ layer }) => layer));
      assert.equal(read.length, 64);
      for (const [i, { layer, default: mu }] of read.entries()) {
        assert.ok(mu);
        assert.deepEqual(
          outlierDimensions(mu, "auto").coordinates,
          expected[i]?.outliers,
          `layer ${layer}`,
        );
      }
    } finally {
      folder.close();
    }
  },
);

Deno.test("outlierDimensions() of a number are so many of the largest, the lower index first on a tie", () => {
  const of = (mu: number[], n: number) => outlierDimensions(Float64Array.from(mu), n).coordinates;
  assert.deepEqual(of([2, -7, 7, 0, -3, 3], 4), [1, 2, 4, 5]);
  assert.deepEqual(of([1, 2], 8), [1, 0]);
  assert.deepEqual(of([1, 2], 0), []);
});
