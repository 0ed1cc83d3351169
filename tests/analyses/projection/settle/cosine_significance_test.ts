import assert from "node:assert/strict";
import {
  cosinesAgainst,
  type Projected,
} from "../../../../src/analyses/projection/settle/cosine_significance.ts";
import { pooledZ } from "../../../../src/math/significance.ts";
import { productsOf } from "../../../../src/math/products.ts";
import { norm } from "../../../../src/math/vector_math.ts";
import { seededIndices, seededNormals } from "../../../../src/math/random.ts";

/** A difference of this length by its cosines. */
function of(length: number, cosines: readonly number[]): Projected {
  return { squared: length ** 2, along: Float64Array.from(cosines, (cosine) => length * cosine) };
}

Deno.test("cosinesAgainst() standardises the observed cosine and the draws' together", () => {
  // By hand: cosines 0.5 | 0, 0, 0.5, 0 have mean 0.2 and sd sqrt(0.3) / 2; 0 | 0.25, -0.25, 0, 0 have 0 and sqrt(1 / 32).
  const draws = [of(1, [0, 0.25]), of(2, [0, -0.25]), of(3, [0.5, 0]), of(4, [0, 0])];
  const [first, second] = cosinesAgainst(draws)(of(5, [0.5, 0]))!;
  assert.ok(Math.abs(first!.z - 0.6 / Math.sqrt(0.3)) < 1e-12);
  assert.equal(second!.z, 0);
  // Of the draws' |z|: 0.73, 0.73, 1.095, 0.73 along the first, and largest over both 1.41, 1.41, 1.095, 0.73.
  assert.deepEqual([first!.p, first!.pfw], [2 / 5, 4 / 5]);
  assert.deepEqual([second!.p, second!.pfw], [1, 1]);
});

Deno.test("cosinesAgainst() standardises as pooledZ() does", () => {
  const next = seededNormals("cosines");
  const rows = Array.from({ length: 9 }, () => Array.from({ length: 6 }, () => 0.1 * next()));
  const found = cosinesAgainst(rows.slice(1).map((row) => of(0.7, row)))(of(3, rows[0]!))!;
  for (const [s, z] of pooledZ(rows)[0]!.entries()) {
    assert.ok(Math.abs(found[s]!.z - z) < 1e-12);
  }
});

Deno.test("cosinesAgainst() asks for no length: four times as long says the same", () => {
  const next = seededNormals("length");
  const row = () => Array.from({ length: 5 }, () => 0.1 * next());
  const [observed, draws] = [row(), Array.from({ length: 20 }, () => of(1, row()))];
  assert.deepEqual(
    cosinesAgainst(draws)(of(4, observed)),
    cosinesAgainst(draws)(of(1, observed)),
  );
});

Deno.test("cosinesAgainst() is unknown without a difference, and with fewer than two draws that have one", () => {
  const [draw, none] = [of(1, [0.5]), of(0, [0])];
  assert.equal(cosinesAgainst([draw, draw])(none), null);
  assert.equal(cosinesAgainst([draw, none])(draw), null);
  assert.deepEqual(cosinesAgainst([draw, none, draw])(draw), [{
    z: 0,
    p: 1,
    pfw: 1,
    q025: null,
    q975: null,
  }]);
});

const C = 64, S = 515;
const N_RUNS = 1000;
/** Directions that runs take theirs from, each run another one as the observed. */
const N_DIRECTIONS = 3000;

/** S unit vectors of C normal entries each, and of `shared` of them in common. */
function unitVectors(shared: number): Float64Array[] {
  const next = seededNormals(`vectors ${shared}`);
  const common = Float64Array.from({ length: C }, next);
  return Array.from({ length: S }, () => {
    const vector = common.map((entry) => shared * entry + (1 - shared) * next());
    const length = norm(vector);
    return vector.map((entry) => entry / length);
  });
}

/** Random directions of length 1 by their products with the vectors. */
function randomDirections(vectors: readonly Float64Array[]): Projected[] {
  const next = seededNormals("directions");
  return Array.from({ length: N_DIRECTIONS }, () => {
    const entries = Float64Array.from({ length: C }, next);
    const length = norm(entries);
    return { squared: 1, along: productsOf(entries.map((entry) => entry / length), vectors) };
  });
}

/** Of 1,000 runs with N draws: those in which `names` says that a vector stands out. */
function countNaming(
  directions: readonly Projected[],
  n: number,
  names: (observed: Projected, draws: readonly Projected[]) => boolean,
): number {
  const next = seededIndices(`draws ${n}`, N_DIRECTIONS);
  let nNaming = 0;
  for (let run = 0; run < N_RUNS; run++) {
    const chosen = new Set([run]);
    while (chosen.size <= n) chosen.add(next());
    const [observed, ...draws] = [...chosen].map((ix) => directions[ix]!);
    if (names(observed!, draws)) nNaming++;
  }
  return nNaming;
}

function byCosines(length: number) {
  return ({ squared, along }: Projected, draws: readonly Projected[]): boolean => {
    const observed = {
      squared: squared * length ** 2,
      along: along.map((projection) => projection * length),
    };
    return cosinesAgainst(draws)(observed)!.some(({ pfw }) => pfw <= 0.05);
  };
}

/** What a reader might do instead: mean and sd of the N draws alone. */
function byDrawsAlone({ along }: Projected, draws: readonly Projected[]): boolean {
  let observed = 0;
  const maxima = new Float64Array(draws.length);
  for (let s = 0; s < S; s++) {
    let mean = 0, squares = 0;
    for (const draw of draws) mean += draw.along[s]! / draws.length;
    for (const draw of draws) {
      const distance = draw.along[s]! - mean;
      squares += distance * distance;
    }
    const sd = Math.sqrt(squares / (draws.length - 1));
    observed = Math.max(observed, Math.abs(along[s]! - mean) / sd);
    for (let k = 0; k < draws.length; k++) {
      maxima[k] = Math.max(maxima[k]!, Math.abs(draws[k]!.along[s]! - mean) / sd);
    }
  }
  const nAtLeast = maxima.filter((most) => most >= observed).length;
  return (1 + nAtLeast) / (draws.length + 1) <= 0.05;
}

for (const [shape, shared] of [["independent", 0], ["sharing a direction", 0.5]] as const) {
  Deno.test(`cosinesAgainst() keeps its level over 515 vectors, ${shape}, however long the difference is`, () => {
    const directions = randomDirections(unitVectors(shared));
    // 3 standard deviations of a binomial count about 1,000 / 33, the level that 32 draws attain, and 1,000 * 5 / 100.
    const bounds = { 32: [14, 47], 99: [30, 70] } as const;
    for (const n of [32, 99] as const) {
      const [least, most] = bounds[n];
      // Four is a power of two, so that a length which does not count changes no bit: of 99 draws the longer one will do.
      for (const length of n === 32 ? [1, 4] : [4]) {
        const count = countNaming(directions, n, byCosines(length));
        assert.ok(count >= least && count <= most, `N ${n}, length ${length}: ${count}`);
      }
    }
    const apart = countNaming(directions, 32, byDrawsAlone);
    assert.ok(apart > bounds[32][1], `standardised by the draws alone: ${apart}`);
  });
}
