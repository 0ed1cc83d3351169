/** A stand-in for a GPU that fails: it computes as the CPU does, until its device goes or has no memory. */

import { createCpuEngine } from "../../src/compute/cpu_engine.ts";
import type { Engine } from "../../src/compute/engine.ts";
import type { FailingEngine } from "../../src/compute/lasting_engine.ts";
import { type Watch, watch } from "./watched_engine.ts";

export const STAND_IN = { kind: "gpu", name: "stand-in", isFallback: false } as const;

/** What a stand-in does. */
export interface Failing {
  /** The product with a weight that fails, from 1; left out: none. */
  readonly at?: number;
  readonly error: Error;
  /** In bytes. */
  readonly maxTileBytes?: number;
}

/** What it was asked for, whether it was let go of, and how many products there were. */
export interface FailingWatch extends Watch {
  readonly engine: FailingEngine;
  isDisposed(): boolean;
  nProducts(): number;
}

/** Makes one. From the product on that fails nothing of it can be used, as of a device that is lost. */
export function failingEngine({ at, error, maxTileBytes }: Failing): FailingWatch {
  const cpu = createCpuEngine({ weights: "bf16", ...maxTileBytes && { maxTileBytes } });
  let [nProducts, hasFailed, isDisposed] = [0, false, false];
  const orFail = <T>(work: () => T): T => {
    if (hasFailed) throw error;
    return work();
  };
  const changes: Partial<Engine> = {
    device: STAND_IN,
    async linear(uses, weight) {
      hasFailed ||= ++nProducts === at;
      return await orFail(() => cpu.linear(uses, weight));
    },
    async norm(...args) {
      return await orFail(() => cpu.norm(...args));
    },
    async download(matrices) {
      return await orFail(() => cpu.download(matrices));
    },
    async combineRows(...args) {
      return await orFail(() => cpu.combineRows(...args));
    },
    async readColumns(...args) {
      return await orFail(() => cpu.readColumns(...args));
    },
    dispose: () => void (isDisposed = true),
  };
  return {
    ...watch(cpu, { changes }),
    isDisposed: () => isDisposed,
    nProducts: () => nProducts,
  };
}
