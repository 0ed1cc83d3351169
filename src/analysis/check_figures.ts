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
