import assert from "node:assert/strict";
import { outlierCoordinates } from "../../../src/analysis/evidence/outliers.ts";
import { openVectorFolder } from "../../../src/sources/vector_folder.ts";
import { realPath, testOnRealData } from "../../real_data.ts";

/** From `tests/oracle/evidence_definitions.py`. */
interface OutlierCase {
  readonly name: string;
  readonly mu: readonly number[];
  readonly outliers: readonly number[];
  readonly capped: boolean;
}

async function readFixture<T>(name: string): Promise<T> {
  const url = new URL(`../../testdata/evidence/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url));
}

Deno.test("outlierCoordinates() by the criterion are the oracle's, at its bounds, its cap and its ties", async () => {
  const { outliers: cases } = await readFixture<{ outliers: OutlierCase[] }>("definitions");
  for (const { name, mu, outliers } of cases) {
    assert.deepEqual(outlierCoordinates(Float64Array.from(mu), "auto"), outliers, name);
  }
});

testOnRealData(
  "outlierCoordinates() by the criterion are 1 to 15 a layer of Qwen 3 32B's published default vector",
  "qwen-3-32b",
  async () => {
    const expected = await readFixture<{ layer: number; outliers: number[] }[]>(
      "outliers-qwen-3-32b",
    );
    const folder = await openVectorFolder(realPath("qwen-3-32b"), {
      roleKey: "pos_all",
      traitKey: "pos_neg_50",
      difference: "default",
    });
    try {
      const read = await folder.readLayers(expected.map(({ layer }) => layer));
      assert.equal(read.length, 64);
      for (const [i, { layer, default: mu }] of read.entries()) {
        assert.ok(mu);
        assert.deepEqual(outlierCoordinates(mu, "auto"), expected[i]?.outliers, `layer ${layer}`);
      }
    } finally {
      folder.close();
    }
  },
);
