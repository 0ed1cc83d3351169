import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { sameDirection } from "../../../src/analyses/same_direction/settle.ts";

/** What `tests/oracle/layers.py` writes. */
interface Fixture {
  readonly layers: readonly number[];
  readonly d: readonly number[][];
  readonly outliers: readonly number[][];
  readonly cosines: readonly (number | null)[][];
  readonly trimmed_cosines: readonly (number | null)[][];
}

const FILE = new URL("../../testdata/layers/same_direction.json", import.meta.url);
const fixture: Fixture = JSON.parse(await Deno.readTextFile(FILE));
const changes = fixture.layers.map((layer, i) => ({ layer, d: Float64Array.from(fixture.d[i]!) }));
const outliers = new Map(fixture.layers.map((layer, i) => [layer, fixture.outliers[i]!]));
const ASKED = { outliers, noted: null, withinNoise: [] };

function assertMatrix(
  actual: readonly (readonly (number | null)[])[],
  expected: Fixture["cosines"],
) {
  equal(actual.length, expected.length);
  expected.forEach((row, i) =>
    row.forEach((value, j) => {
      const found = actual[i]![j]!;
      if (value === null) equal(found, null, `${i}, ${j}`);
      else ok(found !== null && Math.abs(found - value) <= 1e-14, `${i}, ${j}: ${found}`);
    })
  );
}

Deno.test("sameDirection() gives NumPy's cosines, with and without the outlier dimensions of both layers", () => {
  const found = sameDirection(changes, ASKED)!;
  deepEqual(found.layers, fixture.layers);
  assertMatrix(found.cosines, fixture.cosines);
  // Of a layer with itself the union is its own.
  assertMatrix(found.trimmed_cosines!, fixture.trimmed_cosines);
});

/** Places of the largest |cosine| off the diagonal, looked up in the oracle's matrix. */
function largestIn(matrix: Fixture["cosines"], of: (i: number, j: number) => boolean) {
  const all = matrix.flatMap((row, i) =>
    row.map((value, j) => ({ i, j, size: value === null || !of(i, j) ? -1 : Math.abs(value) }))
  );
  const { i, j } = all.reduce((best, at) => at.size > best.size ? at : best);
  return [fixture.layers[i], fixture.layers[j]];
}

Deno.test("sameDirection() names the layers of largest size, and whether they stay without outlier dimensions", () => {
  const { largest, noted } = sameDirection(changes, ASKED)!;
  deepEqual(
    [largest.raw!.layer, largest.raw!.other_layer],
    largestIn(fixture.cosines, (i, j) => i < j),
  );
  deepEqual(
    [largest.trimmed!.layer, largest.trimmed!.other_layer],
    largestIn(fixture.trimmed_cosines, (i, j) => i < j),
  );
  // Layers 5 and 8 share one large coordinate, which is an outlier dimension of both.
  deepEqual([largest.raw!.layer, largest.raw!.other_layer, largest.stays], [5, 8, false]);
  equal(noted, null);
  const ofTwo = sameDirection(changes, { ...ASKED, noted: 2 })!;
  deepEqual(
    [2, ofTwo.noted!.raw!.other_layer],
    largestIn(fixture.cosines, (i, j) => i === 0 && i !== j),
  );
});

Deno.test("sameDirection() says nothing of layers within rounding noise, but has their numbers", () => {
  const found = sameDirection(changes, { ...ASKED, noted: 5, withinNoise: [5] })!;
  equal(found.noted, null);
  ok(![found.largest.raw!.layer, found.largest.raw!.other_layer].includes(5));
  assertMatrix(found.cosines, fixture.cosines);
});

Deno.test("sameDirection() has no matrix of one layer, and no second one without outlier dimensions", () => {
  equal(sameDirection(changes.slice(0, 1), ASKED), null);
  const found = sameDirection(changes, { ...ASKED, outliers: new Map() })!;
  equal(found.trimmed_cosines, null);
  deepEqual([found.largest.trimmed, found.largest.trimmed_cosine, found.largest.stays], [
    null,
    null,
    null,
  ]);
});
