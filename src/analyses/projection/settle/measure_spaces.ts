/**
 * The three variants of what a difference is set against, out of one set of products.
 *
 * Entries at O and all others are multiplied apart: the others alone give the trimmed variant, and both together whole vectors.
 * Without m, products are u_i . u_j - a_i a_j with a = u . m. That is no difference of large numbers, unless something lies nearly
 * along m: then what is left of all is multiplied anew.
 *
 * Shape letters: C hidden size, S semantic vectors, N differences. Notation: O the outlier dimensions, m the mean direction.
 *
 * @module
 */

import { gramMatrix, productMatrix, productsOf } from "../../../math/products.ts";
import { isLeft } from "../../../math/unit.ts";
import { dot, norm, trimmed } from "../../../math/vector_math.ts";
import { withoutDirection } from "./mean_direction.ts";
import type { Space, Target, UnitVector } from "./space.ts";

/** A vector of which m leaves less than this share is too near to it for the products of whole vectors. */
const NEAR_VECTOR = 0.25;
/** The same of a difference, of which nothing is asked but its products. */
const NEAR_DIFFERENCE = 0.01;

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

/** Their products. */
interface Products {
  readonly gram: readonly Float64Array[]; // f64 [S, S]
  readonly along: readonly Float64Array[]; // f64 [N, S]
}

/** All that a variant is told by. */
interface Variant extends Pick<Space, "variant" | "dimensions"> {
  readonly products: Products;
  /** What is left of each unit vector. */
  readonly lengths: Float64Array; // f64 [S]
  /** |d|^2 of what is left of each difference. */
  readonly squared: Float64Array; // f64 [N]
}

/** Vectors and differences as they are; where there is O, without it; where there is m, without that. */
export function measureSpaces(source: SpaceSource): Space[] {
  const { m, outliers } = source;
  const dimensions = source.inputs[0].length; // C
  const whole: Vectors = {
    units: source.units.map(({ unit }) => unit),
    differences: [...source.inputs, ...source.draws],
  };
  const kept = outliers.length === 0 ? whole : each(whole, (it) => trimmed(it, outliers));
  const ofKept = multiplied(kept);
  const ofWhole = outliers.length === 0 ? ofKept : sumOf(
    ofKept,
    multiplied(each(whole, (it) => Float64Array.from(outliers, (k) => it[k]!))),
  );
  const variants: Variant[] = [{
    variant: "raw",
    dimensions,
    products: ofWhole,
    lengths: new Float64Array(whole.units.length).fill(1),
    squared: Float64Array.from(whole.differences, (d) => dot(d, d)),
  }];
  if (outliers.length > 0) {
    variants.push({
      variant: "trimmed",
      dimensions: dimensions - outliers.length,
      products: ofKept,
      ...sizesOf(kept, whole),
    });
  }
  if (m !== null) {
    const left = each(whole, (it) => withoutDirection(it, m));
    const sizes = sizesOf(left, whole);
    variants.push({
      variant: "without_common",
      dimensions: dimensions - 1,
      products: isNear(sizes, whole) ? multiplied(left) : lessOuter(ofWhole, {
        ofUnits: productsOf(m, whole.units),
        ofDifferences: productsOf(m, whole.differences),
      }),
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

function multiplied({ units, differences }: Vectors): Products {
  return { gram: gramMatrix(units), along: productMatrix(differences, units) };
}

function sumOf(a: Products, b: Products): Products {
  const add = (rows: readonly Float64Array[], others: readonly Float64Array[]) =>
    rows.map((row, i) => combined(row, 1, others[i]!));
  return { gram: add(a.gram, b.gram), along: add(a.along, b.along) };
}

/** u_i . u_j - a_i a_j and d . u_j - (d . m) a_j */
function lessOuter(
  { gram, along }: Products,
  { ofUnits, ofDifferences }: { ofUnits: Float64Array; ofDifferences: Float64Array },
): Products {
  const less = (rows: readonly Float64Array[], alongM: Float64Array) =>
    rows.map((row, i) => combined(row, -alongM[i]!, ofUnits));
  return { gram: less(gram, ofUnits), along: less(along, ofDifferences) };
}

/** a + factor * b */
function combined(a: Float64Array, factor: number, b: Float64Array): Float64Array {
  const sum = new Float64Array(a);
  for (let i = 0; i < sum.length; i++) sum[i]! += factor * b[i]!;
  return sum;
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

/** Whether anything that is left is a small part of what there was. */
function isNear(
  { lengths, squared }: Pick<Variant, "lengths" | "squared">,
  { differences }: Vectors,
): boolean {
  return lengths.some((length) => length > 0 && length < NEAR_VECTOR) ||
    squared.some((left, n) =>
      left > 0 && Math.sqrt(left) < NEAR_DIFFERENCE * norm(differences[n]!)
    );
}

/** Made of what is left of vectors, each of length 1; those of which nothing is left are left out. */
function spaceOf(
  { variant, dimensions, products, lengths, squared }: Variant,
  { units, inputs }: SpaceSource,
): Space {
  const places = [...lengths.keys()].filter((s) => lengths[s]! > 0);
  const targets = products.along.map((row, n): Target => ({
    squared: squared[n]!,
    along: Float64Array.from(places, (s) => row[s]! / lengths[s]!),
  }));
  const [first, ...others] = targets.slice(0, inputs.length) as [Target, ...Target[]];
  return {
    variant,
    dimensions,
    vectors: places.map((s) => units[s]!.vector),
    gram: places.map((i) => {
      const row = products.gram[i]!, own = new Float64Array(places.length);
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
