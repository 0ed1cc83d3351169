/**
 * All input vectors of one layer, laid out as one matrix, so that the weights pass once for all of them.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { BaselineName } from "../results.ts";
import { BASELINES } from "../results/evidence.ts";
import type { TraceRequest } from "../compute/layer_trace.ts";
import { baselineDirections, type Directions } from "./directions.ts";
import type { StatePoint } from "./evidence/operating_point.ts";
import type { SemanticVector } from "./semantic_vectors.ts";

/** What one row of the input matrix is. */
export type InputRow =
  | { readonly kind: "component"; readonly name: string; readonly sign: 1 | -1 }
  | {
    readonly kind: "direction";
    readonly baseline: BaselineName;
    readonly index: number;
    readonly sign: 1 | -1;
  }
  | { readonly kind: "resample"; readonly index: number; readonly sign: 1 | -1 }
  | { readonly kind: "state"; readonly point: StatePoint }
  | { readonly kind: "semantic"; readonly vector: SemanticVector }
  | { readonly kind: "activation"; readonly index: number };

/** One input vector and what it is. */
export interface LayerInput {
  readonly row: InputRow;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** The input matrix, already rounded to bfloat16, and what its rows are. */
export interface InputMatrix {
  readonly rows: readonly InputRow[]; // V of them
  readonly values: Float32Array; // f32 [V, C]
}

const SIGNS = [1, -1] as const;

/** Name of a component in one sign, as tables have it: `PC1`, `-PC1`. */
export function signedName(name: string, sign: 1 | -1): string {
  return sign === 1 ? name : `-${name}`;
}

/** PC1, -PC1, PC2, ..., PC1 in other spaces, then each direction u and -u of every baseline, then the resampled PC1s. */
export function directionRows(directions: Directions): LayerInput[] {
  const unsigned: { row: (sign: 1 | -1) => InputRow; values: Float32Array }[] = [
    ...[
      ...directions.components.map(({ info, values }) => ({ name: info.name, values })),
      ...directions.spaces,
    ]
      .map(({ name, values }) => ({
        row: (sign: 1 | -1): InputRow => ({ kind: "component", name, sign }),
        values,
      })),
    ...BASELINES.flatMap((baseline) =>
      baselineDirections(directions, baseline).map((values, index) => ({
        row: (sign: 1 | -1): InputRow => ({ kind: "direction", baseline, index, sign }),
        values,
      }))
    ),
    ...directions.bootstrap.map((values, index) => ({
      row: (sign: 1 | -1): InputRow => ({ kind: "resample", index, sign }),
      values,
    })),
  ];
  return unsigned.flatMap(({ row, values }) =>
    SIGNS.map((sign) => ({
      row: row(sign),
      values: sign === 1 ? values : values.map((entry) => -entry),
    }))
  );
}

/** A component and its negative. */
export function signedRows(name: string, values: Float32Array): LayerInput[] {
  return SIGNS.map((sign) => ({
    row: { kind: "component", name, sign },
    values: sign === 1 ? values : values.map((entry) => -entry),
  }));
}

/**
 * Which of the first inputs are looked into on their way: the components and the directions of every baseline are traced, the
 * components and the isotropic directions crossed, and hybrids are made of the components.
 */
export function traceRequest(directions: Directions): TraceRequest {
  const { components, spaces, isotropic } = directions;
  const others = BASELINES.flatMap((baseline) => baselineDirections(directions, baseline));
  return {
    nTraced: 2 * (components.length + spaces.length + others.length),
    nCrossed: 2 * (components.length + spaces.length + isotropic.length),
    nHybrids: 2 * components.length,
  };
}

/** The matrix of one layer: the directions, the same everywhere, and what this layer has of its own. */
export function inputMatrix(all: readonly LayerInput[]): InputMatrix {
  const hiddenSize = all[0]?.values.length ?? 0;
  const values = new Float32Array(all.length * hiddenSize);
  for (const [v, input] of all.entries()) values.set(input.values, v * hiddenSize);
  return { rows: all.map(({ row }) => row), values };
}
