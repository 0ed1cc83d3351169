/**
 * All input vectors of one layer in named groups, so that the weights pass once for all of them and nobody counts rows.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { BaselineName, OperatingBaselineRow, OperatingPointRow } from "../results.ts";
import type { VectorKind } from "../sources/vectors/vectors.ts";

/** A state that is run: on the line through mu along PC1, or one step either way along a baseline's direction. */
export type StatePoint =
  | Readonly<Pick<OperatingPointRow, "row" | "alpha">>
  | Readonly<Pick<OperatingBaselineRow, "row" | "baseline" | "index" | "sign">>;

/** One role or trait s. */
export interface SemanticVector {
  readonly kind: VectorKind;
  readonly name: string;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** What one input is. */
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

/** An input that is run as it is and negated. */
export type SignedRow = Extract<InputRow, { readonly sign: 1 | -1 }>;

/** An input that is run once. */
export type UnsignedRow = Exclude<InputRow, SignedRow>;

/** One input vector and what it is. */
export interface LayerInput<Row extends InputRow = InputRow> {
  readonly row: Row;
  readonly values: Float32Array; // f32 [C], bfloat16 values
}

/** Inputs of one kind. */
export type InputGroup =
  & {
    /** Told apart from those of all other groups. */
    readonly name: GroupName;
  }
  & (
    | { readonly isPaired: true; readonly inputs: readonly LayerInput<SignedRow>[] }
    | { readonly isPaired: false; readonly inputs: readonly LayerInput<UnsignedRow>[] }
  );

/** The groups there are: components, PC1 in other spaces and of the layer's own roles, baselines, resampled PC1s, and states. */
export type GroupName =
  | "components"
  | "spaces"
  | BaselineName
  | "resamples"
  | "own component"
  | "states"
  | "semantic"
  | "activations";

/** Name of a component in one sign, as tables have it: `PC1`, `-PC1`. */
export function signedName(name: string, sign: 1 | -1): string {
  return sign === 1 ? name : `-${name}`;
}

/** Components, each run as it is and negated. */
export function componentGroup(
  group: GroupName,
  components: readonly { readonly name: string; readonly values: Float32Array }[],
): InputGroup {
  return {
    name: group,
    isPaired: true,
    inputs: components.map(({ name, values }) => ({
      row: { kind: "component", name, sign: 1 },
      values,
    })),
  };
}

/** How many inputs groups have, both signs counted. */
export function countInputs(groups: readonly InputGroup[]): number {
  return groups.reduce(
    (sum, { inputs, isPaired }) => sum + (isPaired ? 2 : 1) * inputs.length,
    0,
  );
}
