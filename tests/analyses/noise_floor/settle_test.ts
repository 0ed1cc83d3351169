import { deepStrictEqual as equal } from "node:assert/strict";
import { settle } from "../../../src/analyses/noise_floor/settle.ts";
import type { Settling } from "../../../src/analyses/analysis.ts";
import type { Floors } from "../../../src/analyses/noise_floor/measure.ts";
import { mlpRow } from "../measured_results.ts";

/** The layers within the noise: of PC1 |d|, with a floor of 1 where `hasFloor`, and |y| = 1000. */
function within(lengths: Readonly<Record<number, number>>, hasFloor: boolean): number[] {
  const mlp = Object.entries(lengths).map(([layer, length]) => ({
    ...mlpRow(Number(layer), "PC1", length, 0.1),
    base_output_norm: 1000,
    instruct_output_norm: 900,
  }));
  const numbers = mlp.map(({ layer }) => ({
    layer,
    numbers: new Map(hasFloor ? [["PC1", 1]] : []),
  }));
  const settling = { numbers, measured: { mlp } } as unknown as Settling<Floors>;
  return settle(settling).results?.within_noise ?? [];
}

Deno.test("settle() tells layers at which |d| is below three floors, and below three times what arithmetic may be off by", () => {
  equal(within({ 1: 2.9, 2: 3.1 }, true), [1]);
  // 2e-6 of |y| = 1000, three times: 0.006.
  equal(within({ 1: 0.0059, 2: 0.0061, 3: 0 }, false), [1]);
});
