import assert from "node:assert/strict";
import { attributionRows } from "../../../src/analyses/attribution/measure.ts";
import { shapleyVectors } from "../../../src/measure/hybrid_shapley.ts";
import { shapleyValues } from "../../../src/math/shapley.ts";
import { seededNormals } from "../../../src/math/random.ts";

import { COMPONENTS } from "../../../src/results/values.ts";

const WITHOUT_POST_NORM = COMPONENTS.slice(0, 4);
const WHERE = { layer: 18, input_vector: "PC1" };

/** The definition: the mean over all orders of what a player adds when its turn comes. */
function byOrders(outcomes: readonly number[]): number[] {
  const n = Math.log2(outcomes.length);
  const values = new Array<number>(n).fill(0);
  const orders = permutations(Array.from({ length: n }, (_, player) => player));
  for (const order of orders) {
    let coalition = 0;
    for (const player of order) {
      const before = outcomes[coalition]!;
      coalition |= 1 << player;
      values[player]! += (outcomes[coalition]! - before) / orders.length;
    }
  }
  return values;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((it) => it !== item)).map((rest) => [item, ...rest])
  );
}

function hybridsOf(n: number, nColumns: number): Float32Array[] {
  const normal = seededNormals(`hybrids ${n}`);
  return Array.from({ length: 2 ** n }, () => Float32Array.from({ length: nColumns }, normal));
}

Deno.test("shapleyValues() are the means over all orders of players", () => {
  for (const n of [1, 2, 4, 5]) {
    const normal = seededNormals(`game ${n}`);
    const outcomes = Array.from({ length: 2 ** n }, normal);
    const [found, expected] = [shapleyValues(outcomes), byOrders(outcomes)];
    for (const [player, value] of expected.entries()) {
      assert.ok(Math.abs(found[player]! - value) < 1e-12, `${n} players, player ${player}`);
    }
  }
});

Deno.test("a tensor that changes no hybrid has a share and a vector of exactly 0", () => {
  const normal = seededNormals("dummy");
  const ofOthers = Array.from({ length: 8 }, () => Float32Array.from({ length: 12 }, normal));
  for (const c of [0, 3]) {
    const hybrids = Array.from({ length: 16 }, (_, coalition) => {
      const others = [0, 1, 2, 3].filter((player) => player !== c);
      return ofOthers[others.reduce((bits, it, k) => bits | (coalition >> it & 1) << k, 0)]!;
    });
    const rows = attributionRows(WHERE, hybrids, { components: WITHOUT_POST_NORM, outliers: null });
    assert.equal(rows[c]!.share, 0);
    const vectors = shapleyVectors(hybrids, WITHOUT_POST_NORM);
    assert.ok(vectors.get(WITHOUT_POST_NORM[c]!)!.every((entry) => entry === 0));
  }
});

Deno.test("attributionRows() give shares that sum to 1, of the tensors that there are, raw and trimmed", () => {
  for (
    const [n, components] of [[4, COMPONENTS], [5, COMPONENTS], [4, COMPONENTS.slice(1)]] as const
  ) {
    const rows = attributionRows(WHERE, hybridsOf(n, 12), {
      components: components.slice(0, n),
      outliers: [3, 7],
    });
    assert.deepEqual(rows.map(({ component }) => component), components.slice(0, n));
    for (const key of ["share", "trimmed_share"] as const) {
      const sum = rows.reduce((total, row) => total + row[key]!, 0);
      assert.ok(Math.abs(sum - 1) < 1e-12, `${n} ${key}: ${sum}`);
    }
  }
});

Deno.test("attributionRows() tell first in from last in", () => {
  // Down counts only once gate is in: gate alone changes nothing, and down last changes everything.
  const hybrids = Array.from({ length: 16 }, (_, coalition) => {
    const [gate, down] = [coalition >> 1 & 1, coalition >> 3 & 1];
    return Float64Array.of(2 * gate * down, 5);
  });
  const rows = attributionRows(WHERE, hybrids, { components: WITHOUT_POST_NORM, outliers: null });
  const found = rows.map(({ share, first_in, last_in }) => [share, first_in, last_in]);
  assert.deepEqual(found, [[0, 0, 0], [0.5, 0, 1], [0, 0, 0], [0.5, 0, 1]]);
  assert.ok(rows.every((row) => row.trimmed_share === null));
});

Deno.test("attributionRows() leave out the outlier dimensions where trimmed", () => {
  const hybrids = Array.from(
    { length: 16 },
    (_, coalition) => Float64Array.of(100 * (coalition & 1), coalition >> 2 & 1),
  );
  const rows = attributionRows(WHERE, hybrids, { components: WITHOUT_POST_NORM, outliers: [0] });
  const kept = rows.map((row) => Number(row.trimmed_share?.toFixed(12)));
  assert.deepEqual(kept.map(Math.abs), [0, 0, 1, 0]);
  assert.ok(rows[0]!.share! > 0.999);
});

Deno.test("attributionRows() are unknown where the outputs do not differ", () => {
  const same = Array.from({ length: 32 }, () => Float32Array.of(1, 2));
  for (const row of attributionRows(WHERE, same, { components: COMPONENTS, outliers: [0] })) {
    assert.deepEqual([row.share, row.first_in, row.last_in, row.trimmed_share], [
      null,
      null,
      null,
      null,
    ]);
  }
});

Deno.test("shapleyVectors() sum to the difference", () => {
  const hybrids = hybridsOf(5, 6);
  const vectors = shapleyVectors(hybrids, COMPONENTS);
  assert.deepEqual([...vectors.keys()], [...COMPONENTS]);
  for (let k = 0; k < 6; k++) {
    const sum = [...vectors.values()].reduce((total, phi) => total + phi[k]!, 0);
    assert.ok(Math.abs(sum - (hybrids[31]![k]! - hybrids[0]![k]!)) < 1e-12);
  }
});
