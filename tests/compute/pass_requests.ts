/** Requests of a pass. */

import { PARTS, storedParts } from "../../src/sources/checkpoint/weights.ts";
import assert from "node:assert/strict";
import type { Engine } from "../../src/compute/engine.ts";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import {
  type Arithmetic,
  hybrids,
  type Mixture,
  type Side,
  whole,
} from "../../src/compute/mixture.ts";
import type { Stage, Value, Wanted } from "../../src/compute/pass_nodes.ts";
import type { MemoryWeight } from "./memory_weight.ts";

/** Both models of a layer and input vectors. */
export interface PassCase {
  readonly base: ModelLayer;
  readonly instruct: ModelLayer;
  readonly inputs: Float32Array; // f32 [V, C]
}

/** The arithmetic of a run without options. */
export const PLAIN: Arithmetic = { weights: "bf16", isNormRounded: false };

/** A stage of one model, or of a mixture, over rows that are named `inputs`. */
export function value(
  of: Side | Mixture,
  stage: Stage = "output",
  { rows = "inputs", ...arithmetic }: Partial<Arithmetic> & { rows?: string } = {},
): Value {
  const mixture = typeof of === "string" ? whole(of, { ...PLAIN, ...arithmetic }) : of;
  return { rows, mixture, stage };
}

/** Models and rows of a case; its inputs are called `inputs`. */
export function requestOf({ base, instruct, inputs }: PassCase, { isPaired = false } = {}) {
  return {
    models: { base, instruct },
    rows: [{ name: "inputs", values: inputs, isPaired }],
  };
}

/** Every kind of value, by name. */
export function everything({ base }: PassCase, rows = "inputs") {
  const of = (mixture: Side | Mixture, stage: Stage) => value(mixture, stage, { rows });
  const crossed: Mixture = { ...whole("instruct", PLAIN), preNorm: "base" };
  const compared = (stage: Stage, b: Mixture | "instruct" = "instruct"): Wanted => ({
    a: of("base", stage),
    b: of(b, stage),
  });
  return {
    y: [of("base", "output"), of("instruct", "output")],
    other: [
      value("base", "output", { rows, weights: "stored" }),
      value("instruct", "output", { rows, isNormRounded: true }),
    ],
    normed: [of("base", "normed"), of("instruct", "normed")],
    gate: [of("base", "gate"), of("instruct", "gate"), of(crossed, "gate")],
    up: [of("base", "up"), of("instruct", "up"), of(crossed, "up")],
    hidden: [of("base", "hidden"), of("instruct", "hidden")],
    down: [of("base", "down"), of("instruct", "down")],
    compared: [compared("gate"), compared("up"), compared("hidden")],
    further: [compared("normed"), compared("down"), compared("output")],
    change: [compared("gate", crossed), compared("up", crossed)],
    hybrids: hybrids(PLAIN, storedParts(base.recipe)).map((mixture) => of(mixture, "output")),
  } satisfies Record<string, Wanted[]>;
}

/** y of both models. */
export async function bothOutputs(
  engine: Engine,
  layer: PassCase,
  { weights = engine.weights, isNormRounded = false }: Partial<Arithmetic> = {},
): Promise<Record<Side, Float32Array>> {
  const arithmetic = { weights, isNormRounded };
  const { base, instruct } = await runPass(engine, {
    ...requestOf(layer),
    wanted: {
      base: [value("base", "output", arithmetic)],
      instruct: [value("instruct", "output", arithmetic)],
    },
  });
  return { base: base[0]!, instruct: instruct[0]! };
}

/** Asserts that the bytes of every weight of both models were read exactly once. */
export function assertReadOnce({ base, instruct }: PassCase): void {
  for (const { weights } of [base, instruct]) {
    for (const part of PARTS) {
      const weight = weights[part] as MemoryWeight | null;
      if (weight === null) continue;
      const nBytes = weight.reads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      assert.equal(nBytes, weight.sizeBytes, part);
    }
  }
}
