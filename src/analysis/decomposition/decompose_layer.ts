/**
 * The difference of one layer set against all role and trait vectors: one row a vector, and what they say together.
 *
 * Shape letters: C hidden size, S semantic vectors. Notation: O the outlier coordinates, d_k the persona draws' differences.
 *
 * @module
 */

import type { DecompositionInfo, DecompositionRow, DecompositionSummary } from "../../results.ts";
import type { SemanticVector, SemanticVectors } from "../semantic_vectors.ts";
import { dot, norm, trimmed, type Vector } from "../vector_math.ts";
import { commonMode, commonModeRow, withoutMode } from "./common_mode.ts";
import { describeVectors } from "./describe_vectors.ts";
import { againstDraws, type DrawSignificance } from "./draw_significance.ts";
import { pursuitSteps } from "./matching_pursuit.ts";
import { compareNames, compareProjections, projectionOn } from "./projections.ts";
import { measureSpace, type Space, unitVectors, unitVectorsWithout } from "./space.ts";
import { spanRow } from "./span.ts";

/** What PC1 and the persona draws gave at one layer. */
export interface LayerDifference {
  /** y_i - y_b of PC1, rounded where the run rounds it. */
  readonly d: Float64Array; // f64 [C]
  /** y_b and y_i of PC1. */
  readonly base: Vector; // [C]
  readonly instruct: Vector; // [C]
  /** O, empty where there is no mean state: nothing is trimmed then. */
  readonly outliers: readonly number[];
  /** Differences of the persona draws as drawn, empty where there are none. */
  readonly draws: readonly Vector[]; // [C] each
}

/** The rows of `data/layer-N.csv`, ordered by |projection|, and what lies behind them. */
export function decomposeLayer(
  { layer, semantic, ...difference }: LayerDifference & {
    layer: number;
    semantic: SemanticVectors;
  },
): { rows: DecompositionRow[]; info: DecompositionInfo } {
  // The order in which a pursuit takes vectors that tell equally much.
  const vectors = [...semantic.vectors].sort(compareNames);
  const described = {
    layer,
    vector_layer: semantic.layer,
    delta_norm: norm(difference.d),
    ...describeVectors(semantic),
  };
  if (vectors.length === 0) return { rows: [], info: { ...described, summary: null } };
  const { common_mode, spaces } = measureSpaces(vectors, difference);
  const pursuit = spaces.flatMap(pursuitSteps);
  return {
    rows: decompositionRows(vectors, { difference, spaces, pursuit }),
    info: {
      ...described,
      summary: {
        common_mode,
        spans: spaces.map(spanRow),
        pursuit,
        draws: difference.draws.length,
      },
    },
  };
}

/** All variants; without a common mode there is none to take away, and without O nothing to trim. */
function measureSpaces(
  vectors: readonly SemanticVector[],
  { d, outliers, ...measured }: LayerDifference,
): { common_mode: DecompositionSummary["common_mode"]; spaces: Space[] } {
  // Loops over one type of array run several times as fast.
  const draws = measured.draws.map((draw) => new Float64Array(draw));
  const base = new Float64Array(measured.base);
  const instruct = new Float64Array(measured.instruct);
  const whole = { d, draws };
  const raw = unitVectors(vectors);
  const m = commonMode(raw.map(({ unit }) => unit));
  const common_mode = [commonModeRow("raw", m, { ...whole, base, instruct })];
  const spaces = [
    measureSpace("raw", raw, { ...whole, change: (y) => y, dimensions: d.length }),
  ];
  if (outliers.length > 0) {
    const trim = (y: Float64Array) => trimmed(y, outliers);
    const units = unitVectors(vectors, outliers);
    common_mode.push(commonModeRow("trimmed", commonMode(units.map(({ unit }) => unit)), {
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
    const change = (y: Float64Array) => withoutMode(y, m);
    const dimensions = d.length - 1;
    spaces.push(measureSpace("without_common", units, { ...whole, change, dimensions }));
  }
  return { common_mode, spaces };
}

function decompositionRows(
  vectors: readonly SemanticVector[],
  { difference: { d, base, instruct }, spaces, pursuit }: {
    difference: LayerDifference;
    spaces: readonly Space[];
    pursuit: DecompositionSummary["pursuit"];
  },
): DecompositionRow[] {
  const [raw, withoutOutliers, withoutCommon] = (["raw", "trimmed", "without_common"] as const)
    .map((variant) => spaces.find((space) => space.variant === variant));
  const significance = significanceIn(raw);
  const trimmedSignificance = significanceIn(withoutOutliers);
  const trimmedProjections = projectionsIn(withoutOutliers);
  const specificProjections = projectionsIn(withoutCommon);
  const steps = new Map(
    pursuit.filter(({ variant }) => variant === "raw").map((step) => [keyOf(step), step]),
  );
  return vectors.map((vector): DecompositionRow => {
    const ofTrimmed = trimmedSignificance.get(vector);
    const step = steps.get(keyOf(vector));
    return {
      ...projectionOn(d, vector),
      specific_projection: specificProjections.get(vector) ?? null,
      trimmed_projection: trimmedProjections.get(vector) ?? null,
      base_projection: dot(base, vector.values),
      instruct_projection: dot(instruct, vector.values),
      ...significance.get(vector) ?? { z: null, p: null, q: null },
      omp_step: step?.step ?? null,
      omp_coefficient: step?.coefficient ?? null,
      trimmed_z: ofTrimmed?.z ?? null,
      trimmed_p: ofTrimmed?.p ?? null,
      trimmed_q: ofTrimmed?.q ?? null,
    };
  }).sort(compareProjections);
}

/** d . u by vector. */
function projectionsIn(space: Space | undefined): ReadonlyMap<SemanticVector, number> {
  return new Map(
    space?.vectors.map((vector, i) => [vector, space.difference.along[i]!] as const),
  );
}

/** By vector. Lengths do not matter: z is the same for s as for s / |s|. */
function significanceIn(space: Space | undefined): ReadonlyMap<SemanticVector, DrawSignificance> {
  if (space === undefined) return new Map();
  const rows = againstDraws(space.vectors.map((_, i) => ({
    projection: space.difference.along[i]!,
    draws: space.draws.map(({ along }) => along[i]!),
  })));
  return new Map(space.vectors.map((vector, i) => [vector, rows[i]!]));
}

function keyOf({ kind, name }: Pick<DecompositionRow, "kind" | "name">): string {
  return `${kind} ${name}`;
}
