/**
 * A row for each input and vector: how far the vector goes along the change of the input, and where that stands among the draws.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { productMatrix } from "../../../math/products.ts";
import { norm, type Vector } from "../../../math/vector_math.ts";
import { compareProjections, projectionOf } from "../../../measure/projections.ts";
import type { SemanticVector } from "../../../prepare/semantic_vectors.ts";
import type { DecompositionRow, DecompositionSummary, SpanVariant } from "../../../results.ts";
import { againstDraws, type DrawSignificance } from "./draw_significance.ts";
import type { Space } from "./space.ts";

/** What one component in one sign gave. */
export interface InputDifference {
  /** `PC1`, `-PC1`, ... */
  readonly name: string;
  /** y_i - y_b, rounded where the run rounds it. */
  readonly d: Float64Array; // f64 [C]
  readonly base: Vector; // y_b, [C]
  readonly instruct: Vector; // y_i, [C]
}

/** Input by input, each ordered by |projection|; the pursuit is of the first input, PC1. */
export function decompositionRows(
  inputs: readonly InputDifference[],
  { vectors, spaces, pursuit }: {
    vectors: readonly SemanticVector[];
    spaces: readonly Space[];
    pursuit: DecompositionSummary["pursuit"];
  },
): DecompositionRow[] {
  const products = productsWith(vectors, inputs);
  const variants = variantsOf(spaces);
  return inputs.flatMap((input, ix) =>
    rowsOf(products, { input, ix, variants, pursuit: ix === 0 ? pursuit : [] })
  );
}

/** What every vector is in one variant, of whatever input. */
interface InVariant {
  /** d . u */
  readonly projections: (ix: number) => ReadonlyMap<SemanticVector, number>;
  /** Lengths of vectors do not matter: all is the same for s as for s / |s|. */
  readonly significance: (ix: number) => ReadonlyMap<SemanticVector, DrawSignificance>;
}

function variantsOf(spaces: readonly Space[]): Record<SpanVariant, InVariant> {
  const of = (variant: SpanVariant): InVariant => {
    const space = spaces.find((space) => space.variant === variant);
    if (space === undefined) return { projections: () => new Map(), significance: () => new Map() };
    const byVector = <T>(values: ArrayLike<T>) =>
      new Map(space.vectors.map((vector, s) => [vector, values[s]!]));
    const significanceOf = againstDraws(space.draws);
    return {
      projections: (ix) => byVector(space.differences[ix]!.along),
      significance: (ix) => byVector(significanceOf(space.differences[ix]!)),
    };
  };
  return { raw: of("raw"), trimmed: of("trimmed"), without_common: of("without_common") };
}

/** A vector, its length, and its products with d and both outputs of every input. */
interface VectorProducts {
  readonly vector: SemanticVector;
  readonly vectorLength: number;
  /** By input. */
  readonly d: Float64Array;
  readonly base: Float64Array;
  readonly instruct: Float64Array;
}

function productsWith(
  vectors: readonly SemanticVector[],
  inputs: readonly InputDifference[],
): VectorProducts[] {
  const rows = vectors.map(({ values }) => new Float64Array(values));
  const products = (of: (input: InputDifference) => Vector) =>
    productMatrix(rows, inputs.map((input) => new Float64Array(of(input))));
  const [d, base, instruct] = [
    products(({ d }) => d),
    products(({ base }) => base),
    products(({ instruct }) => instruct),
  ];
  return vectors.map((vector, s) => ({
    vector,
    vectorLength: norm(rows[s]!),
    d: d[s]!,
    base: base[s]!,
    instruct: instruct[s]!,
  }));
}

/** The rows of one input; steps are those of its own pursuit, none where there is none. */
function rowsOf(
  products: readonly VectorProducts[],
  { input: { name, d }, ix, variants, pursuit }: {
    input: InputDifference;
    /** Where the input stands among all. */
    ix: number;
    variants: Record<SpanVariant, InVariant>;
    pursuit: DecompositionSummary["pursuit"];
  },
): DecompositionRow[] {
  const length = norm(d);
  const significance = variants.raw.significance(ix);
  const trimmedSignificance = variants.trimmed.significance(ix);
  const trimmedProjections = variants.trimmed.projections(ix);
  const specificProjections = variants.without_common.projections(ix);
  const steps = new Map(
    pursuit.filter(({ variant }) => variant === "raw").map((step) => [keyOf(step), step]),
  );
  return products.map(({ vector, vectorLength, ...along }): DecompositionRow => {
    const ofRaw = significance.get(vector);
    const ofTrimmed = trimmedSignificance.get(vector);
    const step = steps.get(keyOf(vector));
    return {
      name: vector.name,
      kind: vector.kind,
      ...projectionOf(along.d[ix]!, { length, vectorLength }),
      specific_projection: specificProjections.get(vector) ?? null,
      trimmed_projection: trimmedProjections.get(vector) ?? null,
      base_projection: along.base[ix]!,
      instruct_projection: along.instruct[ix]!,
      z: ofRaw?.z ?? null,
      cosine_z: ofRaw?.cosine_z ?? null,
      cosine_p: ofRaw?.cosine_p ?? null,
      cosine_pfw: ofRaw?.cosine_pfw ?? null,
      omp_step: step?.step ?? null,
      omp_coefficient: step?.coefficient ?? null,
      trimmed_z: ofTrimmed?.z ?? null,
      trimmed_cosine_z: ofTrimmed?.cosine_z ?? null,
      trimmed_cosine_p: ofTrimmed?.cosine_p ?? null,
      trimmed_cosine_pfw: ofTrimmed?.cosine_pfw ?? null,
      cosine_q025: ofRaw?.cosine_q025 ?? null,
      cosine_q975: ofRaw?.cosine_q975 ?? null,
      input_vector: name,
    };
  }).sort(compareProjections);
}

function keyOf({ kind, name }: Pick<DecompositionRow, "kind" | "name">): string {
  return `${kind} ${name}`;
}
