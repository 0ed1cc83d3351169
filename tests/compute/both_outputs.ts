/** Requests of a pass that many tests make. */

import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { runPass } from "../../src/compute/layer_pass.ts";
import {
  type Arithmetic,
  type Mixture,
  PARTS,
  type Side,
  whole,
} from "../../src/compute/mixture.ts";
import type { Rows, Stage, Value } from "../../src/compute/pass_nodes.ts";
import type { LayerCase } from "./layer_fixtures.ts";
import type { MemoryWeight } from "./memory_weight.ts";

/** The plain arithmetic: weights as bfloat16, n as it is. */
export const PLAIN: Arithmetic = { weights: "bf16", isNormRounded: false };

/** A value of the rows named `inputs`. */
export function value(mixture: Mixture, stage: Stage, rows = "inputs"): Value {
  return { rows, mixture, stage };
}

/** Unpaired rows named `inputs`. */
export function plainRows(values: Float32Array): Rows {
  return { name: "inputs", values, isPaired: false };
}

/** y of both models, f32 `[V, C]` each. */
export async function bothOutputs(
  engine: Engine,
  { models, inputs }: Pick<LayerCase, "models" | "inputs">,
  arithmetic: Arithmetic = PLAIN,
): Promise<Record<Side, Float32Array>> {
  const { base: [base], instruct: [instruct] } = await runPass(engine, {
    models,
    rows: [plainRows(inputs)],
    wanted: {
      base: [value(whole("base", arithmetic), "output")],
      instruct: [value(whole("instruct", arithmetic), "output")],
    },
  });
  return { base: base as Float32Array, instruct: instruct as Float32Array };
}

/** Asserts that the bytes of every weight of both models were read exactly once. */
export function assertReadOnce({ models }: Pick<LayerCase, "models">): void {
  for (const { weights } of [models.base, models.instruct]) {
    for (const part of PARTS) {
      const weight = weights[part] as MemoryWeight | null;
      if (weight === null) continue;
      const nBytes = weight.reads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      assert.equal(nBytes, weight.sizeBytes, part);
    }
  }
}
