/**
 * The differences of one layer set against all role and trait vectors: a row for each input and vector, and what the vectors say
 * together of PC1's.
 *
 * Shape letters: C hidden size, S semantic vectors. Notation: O the outlier dimensions, d_k the random role mixtures' differences.
 *
 * @module
 */

import {
  countsByInput,
  drawsSuffice,
  firstDirectionHolds,
  meanDirectionHolds,
  oneSided,
  spansBeyond,
  standingOut,
} from "../../../results/projection_decisions.ts";
import type {
  DecompositionInfo,
  DecompositionRow,
  DecompositionSummary,
  SpanVariant,
} from "../../../results.ts";
import type { SemanticVector, SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { productMatrix } from "../../../math/products.ts";
import { norm, trimmed, type Vector } from "../../../math/vector_math.ts";
import { unit } from "../../../math/unit.ts";
import { meanDirection } from "../../../math/mean_direction.ts";
import { meanDirectionRow } from "./mean_direction_row.ts";
import { describeVectors } from "./describe_vectors.ts";
import { againstDraws, type DrawSignificance } from "./draw_significance.ts";
import { pursuitSteps } from "./matching_pursuit.ts";
import { compareProjections, projectionOf } from "../../../measure/projections.ts";
import { compareNames } from "../../../results/vector_order.ts";
import { measureSpaces } from "./measure_spaces.ts";
import { unitVectors } from "../../../measure/unit_vectors.ts";
import type { Space } from "./space.ts";
import { spanRow } from "./span.ts";

/** What one component in one sign gave. */
export interface InputDifference {
  /** `PC1`, `-PC1`, ... */
  readonly name: string;
  /** y_i - y_b, rounded where the run rounds it. */
  readonly d: Float64Array; // f64 [C]
  readonly base: Vector; // y_b, [C]
  readonly instruct: Vector; // y_i, [C]
}

/** What the components and the random role mixtures gave at one layer. */
export interface LayerDifferences {
  /** PC1 first, of which the summary tells. */
  readonly inputs: readonly [InputDifference, ...InputDifference[]];
  /** O, empty where there is no mean state: nothing is left out then. */
  readonly outliers: readonly number[];
  /** Differences of the random role mixtures as drawn, empty where there are none. */
  readonly draws: readonly Vector[]; // [C] each
}

/** The rows of `data/layer-N.csv`, input by input, each ordered by |projection|, and what lies behind those of PC1. */
export function decomposeLayer(
  { layer, semantic, ...measured }: LayerDifferences & {
    layer: number;
    semantic: SemanticVectors;
  },
): { rows: DecompositionRow[]; info: DecompositionInfo } {
  // The order in which a pursuit takes vectors that tell equally much.
  const vectors = [...semantic.vectors].sort(compareNames);
  const described = {
    layer,
    vector_layer: semantic.layer,
    delta_norm: norm(measured.inputs[0].d),
    ...describeVectors(semantic),
  };
  if (vectors.length === 0) {
    return { rows: [], info: { ...described, one_sided: null, inputs: [], summary: null } };
  }
  const { common_mode, spaces } = spacesOf(vectors, measured);
  const pursuit = spaces.flatMap(pursuitSteps);
  const variants = variantsOf(spaces);
  const products = productsWith(vectors, measured.inputs);
  const rows = measured.inputs.flatMap((input, ix) =>
    decompositionRows(products, { input, ix, variants, pursuit: ix === 0 ? pursuit : [] })
  );
  const ofPc1 = rows.slice(0, vectors.length);
  const spans = spaces.map(spanRow);
  return {
    rows,
    info: {
      ...described,
      one_sided: oneSided(ofPc1),
      inputs: countsByInput(rows),
      summary: {
        common_mode,
        spans,
        pursuit,
        draws: measured.draws.length,
        draws_suffice: drawsSuffice(measured.draws.length),
        mean_direction_holds: meanDirectionHolds(common_mode),
        first_direction_holds: firstDirectionHolds(spans),
        spans_beyond: spansBeyond(spans),
        stands_out: standingOut(ofPc1),
      },
    },
  };
}

/** All variants, and what the mean direction holds; without one there is none to take away, and without O nothing to trim. */
function spacesOf(
  vectors: readonly SemanticVector[],
  { inputs, outliers, ...measured }: LayerDifferences,
): { common_mode: DecompositionSummary["common_mode"]; spaces: Space[] } {
  // Loops over one type of array run several times as fast.
  const draws = measured.draws.map((draw) => new Float64Array(draw));
  const [pc1, ...others] = inputs;
  const outputs = {
    d: pc1.d,
    base: new Float64Array(pc1.base),
    instruct: new Float64Array(pc1.instruct),
  };
  const units = unitVectors(vectors);
  const m = meanDirection(units.map(({ unit }) => unit));
  const common_mode = [meanDirectionRow("raw", m, { ...outputs, draws })];
  if (outliers.length > 0) {
    const trim = (y: Float64Array) => trimmed(y, outliers);
    const left = units.map((one) => unit(trim(one.unit), { whole: 1 })).filter((it) => it !== null);
    common_mode.push(meanDirectionRow("trimmed", meanDirection(left), {
      d: trim(outputs.d),
      base: trim(outputs.base),
      instruct: trim(outputs.instruct),
      draws: draws.map(trim),
    }));
  }
  return {
    common_mode,
    spaces: measureSpaces({
      units,
      m,
      inputs: [pc1.d, ...others.map(({ d }) => d)],
      draws,
      outliers,
    }),
  };
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
function decompositionRows(
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
