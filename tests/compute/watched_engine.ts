/** An engine that tells what it was asked for. */

import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";
import { forwarded } from "../../src/compute/forwarded_engine.ts";

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
    ...forwarded(() => engine),
    maxRows: (nColumns) => Math.min(maxRows, engine.maxRows(nColumns)),
    dispose: () => {},
    ...changes,
  };
  const watched: Engine = {
    ...act,
    upload: (...args) => keep(act.upload(...args)),
    norm: async (uses, weight, options) => {
      log.push([weight.name, rowsOf(uses)]);
      return (await act.norm(uses, weight, options)).map(keep);
    },
    addBias: async (uses, bias) => {
      log.push([bias.name, rowsOf(uses)]);
      return (await act.addBias(uses, bias)).map(keep);
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
