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
import { norm, trimmed, type Vector } from "../../../math/vector_math.ts";
import { unit } from "../../../math/unit.ts";
import { meanDirection } from "../../../math/mean_direction.ts";
import { meanDirectionRow } from "./mean_direction_row.ts";
import { describeVectors } from "./describe_vectors.ts";
import { decompositionRows, type InputDifference } from "./decomposition_rows.ts";
import { pursuitSteps } from "./matching_pursuit.ts";
import { compareNames } from "../../../results/vector_order.ts";
import { measureSpaces } from "./measure_spaces.ts";
import { unitVectors } from "../../../measure/unit_vectors.ts";
import type { Space } from "./space.ts";
import { spanRow } from "./span.ts";
import { trimmedAlongOne } from "./trimmed_along_one.ts";

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
  const rows = decompositionRows(measured.inputs, { vectors, spaces, pursuit });
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
        along_one_trimmed: trimmedAlongOne(ofPc1, spaces),
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
