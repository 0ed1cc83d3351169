/**
 * Figures that overflow stop a run with the tensor or the table that they come of: NaN and Infinity are never written.
 *
 * @module
 */

import type { LayerTrace, RowComparison } from "../compute/layer_trace.ts";
import type { LayerWeights, WeightTensor } from "../sources/weights.ts";

/**
 * Passes if every comparison of a traced layer is finite: squared lengths are float32 numbers, which overflow long before the
 * products do.
 *
 * @throws {RangeError} naming the tensor and the layer.
 */
export function checkTrace(
  trace: Pick<LayerTrace, "gate" | "up" | "hidden" | "gateChange" | "upChange">,
  { base, instruct }: { base: LayerWeights; instruct: LayerWeights },
): void {
  const { layer } = base;
  const stages = [
    ["gate", trace.gate, "gate"],
    ["gate", trace.gateChange, "gate"],
    ["up", trace.up, "up"],
    ["up", trace.upChange, "up"],
    ["hidden", trace.hidden, "act(gate) * up of"],
  ] as const;
  for (const [stage, rows, words] of stages) {
    const broken = rows.find((row) => !isFiniteRow(row));
    if (broken === undefined) continue;
    const isBase = !Number.isFinite(broken.baseSquared);
    const weights = isBase ? base : instruct;
    const tensors = stage === "hidden" ? [weights.gate, weights.up] : [weights[stage]];
    const what = stage === "hidden" ? words : "the product of";
    throw new RangeError(
      `Cannot use layer ${layer} of the ${isBase ? "base" : "instruct"} checkpoint: ${what} ${
        tensors.map(quoted).join(" and ")
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
  trace: Pick<LayerTrace, "downBase" | "downInstruct">,
  { base, instruct }: { base: LayerWeights; instruct: LayerWeights },
): void {
  const sides = [["base", trace.downBase, base], [
    "instruct",
    trace.downInstruct,
    instruct,
  ]] as const;
  for (const [side, products, weights] of sides) {
    if (weights.postNorm === null || !hasLongRow(products, weights.down.shape[0] ?? 1)) {
      continue;
    }
    throw new RangeError(
      `Cannot use layer ${weights.layer} of the ${side} checkpoint: the product of ${
        quoted(weights.down)
      } is so large that its squared length overflows float32 in the norm after it; weights of such a size are those of a run that diverged`,
    );
  }
}

/** Whether the squares of any row of `length` entries add up to more than a float32 number. */
function hasLongRow(products: Float32Array, length: number): boolean {
  for (let start = 0; start < products.length; start += length) {
    const row = products.subarray(start, start + length);
    if (row.reduce((sum, entry) => sum + entry ** 2, 0) >= 2 ** 128) return true;
  }
  return false;
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

function quoted({ name, fileName }: WeightTensor): string {
  return `"${name}" in ${fileName}`;
}
