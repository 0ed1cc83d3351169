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
} from "../../../results.ts";
import type { SemanticVector, SemanticVectors } from "../../../prepare/semantic_vectors.ts";
import { dot, norm, trimmed, type Vector } from "../../../math/vector_math.ts";
import { meanDirection, meanDirectionRow, withoutDirection } from "./mean_direction.ts";
import { describeVectors } from "./describe_vectors.ts";
import { againstDraws, type DrawSignificance } from "./draw_significance.ts";
import { pursuitSteps } from "./matching_pursuit.ts";
import { compareProjections, projectionOn } from "../../../measure/projections.ts";
import { compareNames } from "../../../results/vector_order.ts";
import { measureSpace, type Space, unitVectors, unitVectorsWithout } from "./space.ts";
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
  const { common_mode, spaces } = measureSpaces(vectors, measured);
  const pursuit = spaces.flatMap(pursuitSteps);
  const rows = measured.inputs.flatMap((input, ix) =>
    decompositionRows(vectors, { input, ix, spaces, pursuit: ix === 0 ? pursuit : [] })
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

/** All variants; without a mean direction there is none to take away, and without O nothing to trim. */
function measureSpaces(
  vectors: readonly SemanticVector[],
  { inputs, outliers, ...measured }: LayerDifferences,
): { common_mode: DecompositionSummary["common_mode"]; spaces: Space[] } {
  // Loops over one type of array run several times as fast.
  const draws = measured.draws.map((draw) => new Float64Array(draw));
  const [pc1, ...others] = inputs;
  const { d } = pc1;
  const base = new Float64Array(pc1.base);
  const instruct = new Float64Array(pc1.instruct);
  const whole = { differences: [d, ...others.map(({ d }) => d)] as const, draws };
  const raw = unitVectors(vectors);
  const m = meanDirection(raw.map(({ unit }) => unit));
  const common_mode = [meanDirectionRow("raw", m, { d, draws, base, instruct })];
  const spaces = [
    measureSpace("raw", raw, { ...whole, change: (y) => y, dimensions: d.length }),
  ];
  if (outliers.length > 0) {
    const trim = (y: Float64Array) => trimmed(y, outliers);
    const units = unitVectors(vectors, outliers);
    common_mode.push(meanDirectionRow("trimmed", meanDirection(units.map(({ unit }) => unit)), {
      d: trim(d),
      base: trim(base),
      instruct: trim(instruct),
      draws: draws.map(trim),
    }));
    const dimensions = d.length - outliers.length;
    spaces.push(measureSpace("trimmed", units, { ...whole, change: trim, dimensions }));
  }
  if (m !== null) {
    const units = unitVectorsWithout(raw, m);
    const change = (y: Float64Array) => withoutDirection(y, m);
    const dimensions = d.length - 1;
    spaces.push(measureSpace("without_common", units, { ...whole, change, dimensions }));
  }
  return { common_mode, spaces };
}

/** The rows of one input; steps are those of its own pursuit, none where there is none. */
function decompositionRows(
  vectors: readonly SemanticVector[],
  { input: { name, d, base, instruct }, ix, spaces, pursuit }: {
    input: InputDifference;
    /** Where the input stands among the differences of every space. */
    ix: number;
    spaces: readonly Space[];
    pursuit: DecompositionSummary["pursuit"];
  },
): DecompositionRow[] {
  const [raw, withoutOutliers, withoutCommon] = (["raw", "trimmed", "without_common"] as const)
    .map((variant) => spaces.find((space) => space.variant === variant));
  const significance = significanceIn(raw, ix);
  const trimmedSignificance = significanceIn(withoutOutliers, ix);
  const trimmedProjections = projectionsIn(withoutOutliers, ix);
  const specificProjections = projectionsIn(withoutCommon, ix);
  const steps = new Map(
    pursuit.filter(({ variant }) => variant === "raw").map((step) => [keyOf(step), step]),
  );
  return vectors.map((vector): DecompositionRow => {
    const ofRaw = significance.get(vector);
    const ofTrimmed = trimmedSignificance.get(vector);
    const step = steps.get(keyOf(vector));
    return {
      ...projectionOn(d, vector),
      specific_projection: specificProjections.get(vector) ?? null,
      trimmed_projection: trimmedProjections.get(vector) ?? null,
      base_projection: dot(base, vector.values),
      instruct_projection: dot(instruct, vector.values),
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

/** d . u by vector, d of the input `ix`. */
function projectionsIn(
  space: Space | undefined,
  ix: number,
): ReadonlyMap<SemanticVector, number> {
  return new Map(
    space?.vectors.map((vector, s) => [vector, space.differences[ix]!.along[s]!] as const),
  );
}

/** By vector, d of the input `ix`. Lengths of vectors do not matter: all is the same for s as for s / |s|. */
function significanceIn(
  space: Space | undefined,
  ix: number,
): ReadonlyMap<SemanticVector, DrawSignificance> {
  if (space === undefined) return new Map();
  const rows = againstDraws(space.differences[ix]!, space.draws);
  return new Map(space.vectors.map((vector, s) => [vector, rows[s]!]));
}

function keyOf({ kind, name }: Pick<DecompositionRow, "kind" | "name">): string {
  return `${kind} ${name}`;
}
