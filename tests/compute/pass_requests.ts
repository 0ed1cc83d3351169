/** Requests of a pass, and a watch on what an engine is asked for. */

import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import {
  type Arithmetic,
  type Mixture,
  PARTS,
  type Side,
  whole,
} from "../../src/compute/mixture.ts";
import type { Stage, Value } from "../../src/compute/pass_nodes.ts";
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

/** What an engine was asked for. */
export interface Watch {
  readonly engine: Engine;
  /** Every matrix that it made. */
  readonly made: DeviceMatrix[];
  /** Rows by weight, and downloads by number of matrices. */
  readonly log: [what: string, nRows: readonly number[]][];
  /** How often the host waited. */
  countDownloads(): number;
  /** Asserts that each of the matrices has been released. */
  assertReleased(): Promise<void>;
}

/** Wraps an engine of any kind; a matrix of more than `maxRows` rows fails, as it does on a device. */
export function watch(
  engine: Engine,
  { maxRows = Infinity, changes = {} }: { maxRows?: number; changes?: Partial<Engine> } = {},
): Watch {
  const made: DeviceMatrix[] = [];
  const log: Watch["log"] = [];
  const keep = (matrix: DeviceMatrix) => {
    made.push(matrix);
    assert.ok(matrix.nRows <= maxRows, `a matrix has ${matrix.nRows} rows, more than ${maxRows}`);
    return matrix;
  };
  const rowsOf = (uses: readonly { x: DeviceMatrix }[]) => uses.map(({ x }) => x.nRows);
  const act: Engine = {
    device: engine.device,
    weights: engine.weights,
    upload: (...args) => engine.upload(...args),
    rmsNorm: (...args) => engine.rmsNorm(...args),
    linear: (...args) => engine.linear(...args),
    combineRows: (...args) => engine.combineRows(...args),
    readColumns: (...args) => engine.readColumns(...args),
    gatedActivation: (...args) => engine.gatedActivation(...args),
    oppositeRows: (...args) => engine.oppositeRows(...args),
    stack: (...args) => engine.stack(...args),
    compareRows: (...args) => engine.compareRows(...args),
    maxRows: (nColumns) => Math.min(maxRows, engine.maxRows(nColumns)),
    download: (...args) => engine.download(...args),
    dispose: () => {},
    ...changes,
  };
  const watched: Engine = {
    ...act,
    upload: (...args) => keep(act.upload(...args)),
    rmsNorm: async (uses, weight, options) => {
      log.push([weight.name, rowsOf(uses)]);
      return (await act.rmsNorm(uses, weight, options)).map(keep);
    },
    linear: async (uses, weight) => {
      log.push([weight.name, rowsOf(uses)]);
      return (await act.linear(uses, weight)).map(keep);
    },
    gatedActivation: (...args) => keep(act.gatedActivation(...args)),
    oppositeRows: (...args) => keep(act.oppositeRows(...args)),
    stack: (...args) => keep(act.stack(...args)),
    compareRows: (...args) => keep(act.compareRows(...args)),
    download: (matrices) => {
      log.push(["download", matrices.map(({ nRows }) => nRows)]);
      return act.download(matrices);
    },
  };
  return {
    engine: watched,
    made,
    log,
    countDownloads: () => log.filter(([what]) => what === "download").length,
    async assertReleased() {
      assert.ok(made.length > 0);
      for (const matrix of made) {
        await assert.rejects(async () => await engine.download([matrix]), /has been released$/);
      }
    },
  };
}
