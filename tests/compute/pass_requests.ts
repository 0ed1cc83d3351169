/** Requests of a pass, and a watch on what an engine is asked for. */

import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { type ModelLayer, runPass } from "../../src/compute/layer_pass.ts";
import { type Arithmetic, type Mixture, type Side, whole } from "../../src/compute/mixture.ts";
import type { Stage, Value } from "../../src/compute/pass_nodes.ts";

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
  { isNormRounded = false }: { isNormRounded?: boolean } = {},
): Promise<Record<Side, Float32Array>> {
  const arithmetic = { weights: engine.weights, isNormRounded };
  const { base, instruct } = await runPass(engine, {
    ...requestOf(layer),
    wanted: {
      base: [value("base", "output", arithmetic)],
      instruct: [value("instruct", "output", arithmetic)],
    },
  });
  return { base: base[0]!, instruct: instruct[0]! };
}

/** What an engine was asked for. */
export interface Watch {
  readonly engine: Engine;
  /** Every matrix that it made. */
  readonly made: DeviceMatrix[];
  /** Rows by weight, and downloads by number of matrices. */
  readonly log: [what: string, nRows: readonly number[]][];
}

/** Wraps an engine of any kind. */
export function watch(
  engine: Engine,
  { maxRows = Infinity, changes = {} }: { maxRows?: number; changes?: Partial<Engine> } = {},
): Watch {
  const made: DeviceMatrix[] = [];
  const log: Watch["log"] = [];
  const keep = (matrix: DeviceMatrix) => {
    made.push(matrix);
    return matrix;
  };
  const rowsOf = (uses: readonly { x: DeviceMatrix }[]) => uses.map(({ x }) => x.nRows);
  const watched: Engine = {
    device: engine.device,
    weights: engine.weights,
    upload: (...args) => keep(engine.upload(...args)),
    rmsNorm: async (uses, weight, options) => {
      log.push([weight.name, rowsOf(uses)]);
      return (await engine.rmsNorm(uses, weight, options)).map(keep);
    },
    linear: async (uses, weight) => {
      log.push([weight.name, rowsOf(uses)]);
      return (await engine.linear(uses, weight)).map(keep);
    },
    combineRows: (...args) => engine.combineRows(...args),
    readColumns: (...args) => engine.readColumns(...args),
    gatedActivation: (...args) => keep(engine.gatedActivation(...args)),
    oppositeRows: (...args) => keep(engine.oppositeRows(...args)),
    stack: (...args) => keep(engine.stack(...args)),
    compareRows: (...args) => keep(engine.compareRows(...args)),
    maxRows: (nColumns) => Math.min(maxRows, engine.maxRows(nColumns)),
    download: (matrices) => {
      log.push(["download", matrices.map(({ nRows }) => nRows)]);
      return engine.download(matrices);
    },
    dispose: () => {},
    ...changes,
  };
  return { engine: watched, made, log };
}
