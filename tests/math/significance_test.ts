import assert from "node:assert/strict";
import {
  ALPHA,
  familyWise,
  MIN_DRAWS,
  pooledZ,
  rankP,
  zScore,
} from "../../src/math/significance.ts";
import { seededNormals } from "../../src/math/random.ts";
import { agrees, readStatistics } from "./statistics_fixture.ts";

Deno.test("rankP() counts draws that reach the observed value, ties too, and the observed one", () => {
  assert.equal(rankP(3, [1, 2, 3, 4]), 3 / 5);
  assert.equal(rankP(9, [1, 2, 3, 4]), 1 / 5);
  assert.equal(rankP(9, []), 1);
});

Deno.test("MIN_DRAWS is the least number of draws with which a p-value can reach 0.05", () => {
  const below = (n: number) => rankP(1, new Array<number>(n).fill(0));
  assert.ok(below(MIN_DRAWS) <= 0.05 && below(MIN_DRAWS - 1) > 0.05);
});

Deno.test("familyWise() and rankP() agree with NumPy, a layer without spread among the others", () => {
  const expected = readStatistics().familyWise;
  const { z, pfw } = familyWise(expected.observed, expected.draws);
  const known = z.map((value) => value === -Infinity ? null : value);
  assert.ok(known.every((value, ix) => agrees(value, expected.z[ix]!)), `${z}`);
  assert.deepEqual(pfw, expected.pfw);
  assert.equal(known[3], null);
  const p = expected.observed.map((value, ix) =>
    rankP(value, expected.draws.map((draw) => draw[ix]!))
  );
  assert.deepEqual(p, expected.p);
});

Deno.test("familyWise() puts layers of unlike scale on one footing", () => {
  // By hand: pooled values 1, 2, 3 and 10, 30, 20 have z of -1, 0, 1 and -1, 1, 0; the draws' largest are 1 and 1.
  const { z, pfw } = familyWise([1, 10], [[2, 30], [3, 20]]);
  assert.deepEqual(z, [-1, -1]);
  assert.deepEqual(pfw, [1, 1]);
  assert.deepEqual(familyWise([3, 30], [[2, 10], [1, 20]]).pfw, [1 / 3, 1 / 3]);
});

Deno.test("familyWise() finds nothing where no layer has any spread", () => {
  assert.deepEqual(familyWise([0, 0], [[0, 0], [0, 0]]), {
    z: [-Infinity, -Infinity],
    pfw: [1, 1],
  });
});

Deno.test("familyWise() counts no draw as far at a layer where nothing changes", () => {
  // Two of the four draws reach 3, at the one layer that changes: (1 + 2) / 5 there, as without the other layers.
  const draws = [[0, 1], [0, 3], [0, 9], [0, 2]];
  assert.deepEqual(familyWise([0, 3], draws).pfw, [1, 3 / 5]);
});

Deno.test("zScore() agrees with NumPy", () => {
  const { value, signed, z } = readStatistics().zScores;
  assert.ok(agrees(zScore(value, signed), z));
});

Deno.test("zScore() is unknown where draws are fewer than two or do not spread but for rounding", () => {
  assert.equal(zScore(1, []), null);
  assert.equal(zScore(1, [2]), null);
  assert.equal(zScore(1, [2, 2, 2]), null);
  assert.equal(zScore(1, [0, 0]), null);
  assert.equal(zScore(1, [1, 1 + 1e-15, 1 - 1e-15]), null);
  assert.notEqual(zScore(1, [1, 1 + 1e-9, 1 - 1e-9]), null);
});

/** What a reader might do instead: the observed value and the draws standardised by the draws alone. */
function standardisedApart(observed: readonly number[], draws: readonly (readonly number[])[]) {
  const moments = observed.map((_, ix) => {
    const column = draws.map((draw) => draw[ix]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const squares = column.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    return { mean, sd: Math.sqrt(squares / (column.length - 1)) };
  });
  const z = (row: readonly number[]) =>
    row.map((x, ix) => (x - moments[ix]!.mean) / moments[ix]!.sd);
  const maxima = draws.map((draw) => Math.max(...z(draw)));
  return z(observed).map((value) => rankP(value, maxima));
}

const N_DRAWS = 32;
const N_RUNS = 1000;
const FOUR_SDS = 4 * Math.sqrt((1 / 33) * (32 / 33) / N_RUNS);

for (
  const [shape, transform] of [["normal", (x: number) => x], ["log-normal", Math.exp]] as const
) {
  Deno.test(`familyWise() keeps its level for 1, 10 and 46 layers of ${shape} statistics`, () => {
    const falseAlarms = { together: new Map<number, number>(), apart: new Map<number, number>() };
    for (const nLayers of [1, 10, 46]) {
      const draw = seededNormals(`level ${shape} ${nLayers}`);
      const row = () => Array.from({ length: nLayers }, () => transform(draw()));
      let [nTogether, nApart] = [0, 0];
      for (let run = 0; run < N_RUNS; run++) {
        const [observed, draws] = [row(), Array.from({ length: N_DRAWS }, row)];
        if (Math.min(...familyWise(observed, draws).pfw) <= 0.05) nTogether++;
        if (Math.min(...standardisedApart(observed, draws)) <= 0.05) nApart++;
      }
      falseAlarms.together.set(nLayers, nTogether / N_RUNS);
      falseAlarms.apart.set(nLayers, nApart / N_RUNS);
    }
    // With 32 draws p <= 0.05 means to lie above all of them: 1 in 33, that is 3.0 %. The bounds are four standard deviations
    // of a binomial share of 1,000 runs: 0.9 to 5.2 %.
    for (const [nLayers, share] of falseAlarms.together) {
      assert.ok(Math.abs(share - 1 / 33) < FOUR_SDS, `${nLayers} layers: ${share}`);
    }
    // Apart it cannot matter for one layer, and for 46 it gives several times the level.
    assert.equal(falseAlarms.apart.get(1), falseAlarms.together.get(1));
    const [many = 0] = [falseAlarms.apart.get(46)];
    assert.ok(many >= 0.1 && many <= 0.55, `apart: ${many}`);
  });
}

Deno.test("pooledZ() has mean 0 and sd 1 at each layer", () => {
  const z = pooledZ([[1, 5], [2, 5], [6, 9]]);
  for (const ix of [0, 1]) {
    const column = z.map((row) => row[ix]!);
    assert.ok(Math.abs(column.reduce((sum, x) => sum + x, 0)) < 1e-15);
    assert.ok(Math.abs(column.reduce((sum, x) => sum + x * x, 0) / 2 - 1) < 1e-15);
  }
});

Deno.test("rankP() tells by ALPHA what is beyond the draws as the oracle does, at the bound too", async () => {
  const url = new URL("../testdata/evidence/definitions.json", import.meta.url);
  const { beyond: cases }: {
    beyond: { draws: number[]; observed: number; p: number; beyond: boolean }[];
  } = JSON.parse(await Deno.readTextFile(url));
  for (const { draws, observed, p, beyond } of cases) {
    assert.ok(Math.abs(rankP(observed, draws) - p) < 1e-12);
    assert.equal(rankP(observed, draws) <= ALPHA, beyond, `p = ${p}`);
  }
});
