/**
 * The three variants of what a difference is set against, each product worked out once.
 *
 * Entries at O are multiplied apart from all others: the others are the trimmed variant, both together whole vectors. Of vectors with
 * one another it is what m leaves of them that is multiplied, the variant without m; what m holds is added for the other two, as the
 * span of hundreds of vectors is told by small differences that large products would blur. Differences are multiplied whole, as a
 * product of theirs may be 0 and must stay so, and what m holds is taken away. Where little is left, all is multiplied anew.
 *
 * Shape letters: C hidden size, S semantic vectors, N differences. Notation: O the outlier dimensions, m the mean direction.
 *
 * @module
 */

import { gramMatrix, productMatrix, productsOf } from "../../../math/products.ts";
import { isLeft } from "../../../math/unit.ts";
import { dot, norm, trimmed } from "../../../math/vector_math.ts";
import { withoutDirection } from "../../../math/mean_direction.ts";
import type { UnitVector } from "../../../measure/unit_vectors.ts";
import type { Space, Target } from "./space.ts";

/** A trimmed vector shorter than this share of its two parts, along m and beside it, is not told by their products. */
const NEAR_VECTOR = 0.25;
/** Nor is a difference of which m leaves less than this share told by its product less what m holds. */
const NEAR_DIFFERENCE = 0.1;

/** What the variants are made of. */
export interface SpaceSource {
  readonly units: readonly UnitVector[]; // S
  /** m; null where there is none, and no variant without it. */
  readonly m: Float64Array | null; // f64 [C]
  /** Of every input, PC1 first. */
  readonly inputs: readonly [Float64Array, ...Float64Array[]]; // f64 [C] each
  /** Of the random role mixtures. */
  readonly draws: readonly Float64Array[]; // f64 [C] each
  /** O; empty where nothing is trimmed. */
  readonly outliers: readonly number[];
}

/** Unit vectors and differences, or what a variant leaves of them. */
interface Vectors {
  readonly units: readonly Float64Array[]; // f64 [C] each, S
  readonly differences: readonly Float64Array[]; // f64 [C] each, N
}

/** All that a variant is told by. */
interface Variant extends Pick<Space, "variant" | "dimensions"> {
  /** Products of what is left of the unit vectors. */
  readonly gram: readonly Float64Array[]; // f64 [S, S]
  /** Of the differences with them. */
  readonly along: readonly Float64Array[]; // f64 [N, S]
  /** What is left of each unit vector. */
  readonly lengths: Float64Array; // f64 [S]
  /** |d|^2 of what is left of each difference. */
  readonly squared: Float64Array; // f64 [N]
}

/** Vectors and differences as they are; where there is O, without it; where there is m, without that. */
export function measureSpaces(source: SpaceSource): Space[] {
  const { outliers } = source;
  const dimensions = source.inputs[0].length; // C
  const m = source.m ?? new Float64Array(dimensions);
  const hasOutliers = outliers.length > 0;
  const trim = (it: Float64Array) => hasOutliers ? trimmed(it, outliers) : it;
  const atOutliers = (it: Float64Array) => Float64Array.from(outliers, (k) => it[k]!);
  const whole: Vectors = {
    units: source.units.map(({ unit }) => unit),
    differences: [...source.inputs, ...source.draws],
  };
  const kept = each(whole, trim);
  const left = each(whole, (it) => source.m === null ? it : withoutDirection(it, m));
  const keptLeft = left.units.map(trim), keptM = trim(m);
  const a = productsOf(m, whole.units), b = productsOf(m, whole.differences);
  const gramOfKept = gramMatrix(keptLeft);
  const gramOfLeft = sumOf(gramOfKept, gramMatrix(left.units.map(atOutliers)));
  const alongKept = productMatrix(kept.differences, kept.units);
  const alongWhole = sumOf(
    alongKept,
    productMatrix(whole.differences.map(atOutliers), whole.units.map(atOutliers)),
  );
  const variants: Variant[] = [{
    variant: "raw",
    dimensions,
    gram: withM(gramOfLeft, { a, m, left: left.units }),
    along: alongWhole,
    lengths: new Float64Array(whole.units.length).fill(1),
    squared: Float64Array.from(whole.differences, (d) => dot(d, d)),
  }];
  if (hasOutliers) {
    const sizes = sizesOf(kept, whole);
    const isNear = keptLeft.some((rest, s) =>
      isShort(sizes.lengths[s]!, {
        of: Math.hypot(a[s]! * norm(keptM), norm(rest)),
        share: NEAR_VECTOR,
      })
    );
    variants.push({
      variant: "trimmed",
      dimensions: dimensions - outliers.length,
      gram: isNear ? gramMatrix(kept.units) : withM(gramOfKept, { a, m: keptM, left: keptLeft }),
      along: alongKept,
      ...sizes,
    });
  }
  if (source.m !== null) {
    const sizes = sizesOf(left, whole);
    const isNear = whole.differences.some((d, n) =>
      isShort(Math.sqrt(sizes.squared[n]!), { of: norm(d), share: NEAR_DIFFERENCE })
    );
    variants.push({
      variant: "without_common",
      dimensions: dimensions - 1,
      gram: gramOfLeft,
      along: isNear
        ? productMatrix(left.differences, left.units)
        : lessM(alongWhole, { a, b, squared: dot(m, m) }),
      ...sizes,
    });
  }
  return variants.map((variant) => spaceOf(variant, source));
}

function each(
  { units, differences }: Vectors,
  change: (it: Float64Array) => Float64Array,
): Vectors {
  return { units: units.map(change), differences: differences.map(change) };
}

function sumOf(rows: readonly Float64Array[], others: readonly Float64Array[]): Float64Array[] {
  return rows.map((row, i) => {
    const sum = new Float64Array(row), other = others[i]!;
    for (let j = 0; j < sum.length; j++) sum[j]! += other[j]!;
    return sum;
  });
}

/**
 * With u = a m + v, u_i . u_j = v_i . v_j + a_i (m . v_j) + a_j (m . v_i) + a_i a_j |m|^2: m . v is rounding on all entries, and is none
 * where some are left out.
 *
 * @param gram f64 [S, S], v_i . v_j
 */
function withM(
  gram: readonly Float64Array[],
  { a, m, left }: { a: Float64Array; m: Float64Array; left: readonly Float64Array[] },
): Float64Array[] {
  const squared = dot(m, m), alongLeft = productsOf(m, left);
  return gram.map((row, i) => {
    const sum = new Float64Array(row), ownA = a[i]!, own = alongLeft[i]!;
    for (let j = 0; j < sum.length; j++) {
      sum[j]! += ownA * alongLeft[j]! + a[j]! * own + ownA * a[j]! * squared;
    }
    return sum;
  });
}

/** (d - b m) . (u - a m) = d . u - a b (2 - |m|^2): |m|^2 is 1 but for rounding. */
function lessM(
  along: readonly Float64Array[],
  { a, b, squared }: { a: Float64Array; b: Float64Array; squared: number },
): Float64Array[] {
  return along.map((row, n) => {
    const left = new Float64Array(row), weight = (2 - squared) * b[n]!;
    for (let s = 0; s < left.length; s++) left[s]! -= weight * a[s]!;
    return left;
  });
}

/** Whether something is left, and little of what there was. */
function isShort(length: number, { of, share }: { of: number; share: number }): boolean {
  return length > 0 && length < share * of;
}

/** 0 of what is no more than rounding leaves of the whole. */
function sizesOf(left: Vectors, whole: Vectors): Pick<Variant, "lengths" | "squared"> {
  const size = (own: Float64Array, of: Float64Array) => {
    const length = norm(own);
    return isLeft(length, norm(of)) ? length : 0;
  };
  return {
    lengths: Float64Array.from(left.units, (own, s) => size(own, whole.units[s]!)),
    squared: Float64Array.from(
      left.differences,
      (own, n) => size(own, whole.differences[n]!) === 0 ? 0 : dot(own, own),
    ),
  };
}

/** Made of what is left of vectors, each of length 1; those of which nothing is left are left out. */
function spaceOf(
  { variant, dimensions, gram, along, lengths, squared }: Variant,
  { units, inputs }: SpaceSource,
): Space {
  const places = [...lengths.keys()].filter((s) => lengths[s]! > 0);
  const targets = along.map((row, n): Target => ({
    squared: squared[n]!,
    along: Float64Array.from(places, (s) => row[s]! / lengths[s]!),
  }));
  const [first, ...others] = targets.slice(0, inputs.length) as [Target, ...Target[]];
  return {
    variant,
    dimensions,
    vectors: places.map((s) => units[s]!.vector),
    gram: places.map((i) => {
      const row = gram[i]!, own = new Float64Array(places.length);
      for (let j = 0; j < own.length; j++) {
        const s = places[j]!;
        own[j] = row[s]! / (lengths[i]! * lengths[s]!);
      }
      return own;
    }),
    differences: [first, ...others],
    draws: targets.slice(inputs.length),
  };
}
