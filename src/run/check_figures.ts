/**
 * Figures that overflow stop a run with the tensor or the table that they come of: NaN and Infinity are never written.
 *
 * @module
 */

import type { RowComparison } from "../compute/row_comparisons.ts";
import { dot } from "../math/vector_math.ts";
import type { InputValues } from "../measure/layer_values.ts";
import { type LayerWeights, quotedTensor } from "../sources/checkpoint/weights.ts";

/** What was looked into of one input. */
type Traced = Pick<InputValues, "trace" | "change">;

/**
 * Passes if every comparison of a traced layer is finite: squared lengths are float32 numbers, which overflow long before the
 * products do.
 *
 * @throws {RangeError} naming the tensor and the layer.
 */
export function checkTrace(
  inputs: readonly Traced[],
  { base, instruct }: { base: LayerWeights; instruct: LayerWeights },
): void {
  const { layer } = base;
  const stages = [
    ["gate", ({ trace }: Traced) => trace?.gate],
    ["gate", ({ change }: Traced) => change?.gate],
    ["up", ({ trace }: Traced) => trace?.up],
    ["up", ({ change }: Traced) => change?.up],
    ["hidden", ({ trace }: Traced) => trace?.hidden],
    ["down", ({ change }: Traced) => change?.down],
  ] as const;
  for (const [stage, of] of stages) {
    const broken = inputs.map(of).find((row) => row !== undefined && !isFiniteRow(row));
    if (broken === undefined) continue;
    const isBase = !Number.isFinite(broken.baseSquared);
    const weights = isBase ? base : instruct;
    const tensors = stage === "hidden" ? [weights.gate, weights.up] : [weights[stage]];
    const what = stage === "hidden" ? "act(gate) * up of" : "the product of";
    throw new RangeError(
      `Cannot use layer ${layer} of the ${isBase ? "base" : "instruct"} checkpoint: ${what} ${
        tensors.map(quotedTensor).join(" and ")
      } is so large that its squared length overflows float32; weights of such a size are those of a run that diverged`,
    );
  }
}

/**
 * Passes if the norm after the MLP can be taken: it divides by the mean square of what down gives, a float32 number on a GPU.
 *
 * @throws {RangeError} naming the tensor and the layer.
 */
export function checkDown(
  inputs: readonly Pick<InputValues, "trace">[],
  { base, instruct }: { base: LayerWeights; instruct: LayerWeights },
): void {
  const sides = [
    ["base", "downBase", base],
    ["instruct", "downInstruct", instruct],
  ] as const;
  for (const [side, key, weights] of sides) {
    const isLong = inputs.some(({ trace }) => trace !== null && isLongRow(trace[key]));
    if (weights.postNorm === null || !isLong) continue;
    throw new RangeError(
      `Cannot use layer ${weights.layer} of the ${side} checkpoint: the product of ${
        quotedTensor(weights.down)
      } is so large that its squared length overflows float32 in the norm after it; weights of such a size are those of a run that diverged`,
    );
  }
}

/** Whether the squares of a row add up to more than a float32 number. */
function isLongRow(row: Float32Array): boolean {
  return dot(row, row) >= 2 ** 128;
}

function isFiniteRow({ baseSquared, instructSquared, differenceSquared }: RowComparison): boolean {
  return [baseSquared, instructSquared, differenceSquared].every(Number.isFinite);
}

/**
 * Passes if every number in a table of results is finite, however deep it lies.
 *
 * @throws {RangeError} naming the table, the column and, where its row has one, the layer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkFigures } from "./check_figures.ts";
 * checkFigures({ mlp: [{ layer: 3, delta_norm: 1 }] });
 * assert.throws(() => checkFigures({ mlp: [{ layer: 3, delta_norm: Infinity }] }), /mlp.delta_norm at layer 3/);
 * ```
 */
export function checkFigures(tables: object): void {
  walk(tables, { path: [], layer: null });
}

function walk(value: unknown, at: { path: readonly string[]; layer: number | null }): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    const where = at.layer === null ? "" : ` at layer ${at.layer}`;
    throw new RangeError(
      `Cannot report ${
        at.path.join(".")
      }${where}: expected a finite number, found ${value}; some weights or vectors are too large to be measured`,
    );
  }
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  const layer = "layer" in value && typeof value.layer === "number" ? value.layer : at.layer;
  for (const [key, inner] of Object.entries(value)) {
    walk(inner, { path: Array.isArray(value) ? at.path : [...at.path, key], layer });
  }
}
