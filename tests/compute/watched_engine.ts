/** An engine that tells what was asked of it. */

import assert from "node:assert/strict";
import type { DeviceMatrix, Engine } from "../../src/compute/engine.ts";

/** What happened on a {@link watchedEngine}. */
export interface EngineWatch {
  readonly engine: Engine;
  /** Every matrix that it made. */
  readonly made: readonly DeviceMatrix[];
  /** Each use of a weight, such as `gate_proj [2, 6]` for two uses of 2 and of 6 rows, and each `download`. */
  readonly log: readonly string[];
  /** Rows that met each weight of both models, by its short name. */
  countRows(): Record<string, number>;
  /** Asserts that every matrix has been released. */
  assertReleased(): Promise<void>;
}

/** Where a device that takes `maxRows` rows a matrix would fail, it fails. */
export function watchedEngine(
  engine: Engine,
  { maxRows = Infinity, changed = {} }: { maxRows?: number; changed?: Partial<Engine> } = {},
): EngineWatch {
  const made: DeviceMatrix[] = [], log: string[] = [];
  const rows = new Map<string, number>();
  const keep = <T extends DeviceMatrix>(matrix: T): T => {
    made.push(matrix);
    assert.ok(matrix.nRows <= maxRows, `a matrix has ${matrix.nRows} rows, more than ${maxRows}`);
    return matrix;
  };
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
    ...changed,
  };
  const applied = (uses: readonly { x: DeviceMatrix }[], { name }: { name: string }) => {
    const short = name.replace(/^model\.layers\.\d+\.(mlp\.)?/, "").replace(".weight", "");
    const nRows = uses.map(({ x }) => x.nRows);
    log.push(`${short} [${nRows.join(", ")}]`);
    rows.set(short, nRows.reduce((sum, n) => sum + n, rows.get(short) ?? 0));
  };
  const watched: Engine = {
    ...act,
    upload: (...args) => keep(act.upload(...args)),
    async rmsNorm(uses, weight, options) {
      applied(uses, weight);
      return (await act.rmsNorm(uses, weight, options)).map(keep);
    },
    async linear(uses, weight) {
      applied(uses, weight);
      return (await act.linear(uses, weight)).map(keep);
    },
    gatedActivation: (...args) => keep(act.gatedActivation(...args)),
    oppositeRows: (...args) => keep(act.oppositeRows(...args)),
    stack: (...args) => keep(act.stack(...args)),
    compareRows: (...args) => keep(act.compareRows(...args)),
    download(matrices) {
      log.push("download");
      return act.download(matrices);
    },
  };
  return {
    engine: watched,
    made,
    log,
    countRows: () => Object.fromEntries(rows),
    async assertReleased() {
      assert.ok(made.length > 0);
      for (const matrix of made) {
        await assert.rejects(async () => await engine.download([matrix]), /has been released$/);
      }
    },
  };
}
