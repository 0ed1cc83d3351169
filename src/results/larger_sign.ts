/**
 * The statistic of p-values and ranks: the larger 1 - cos of the two signs of PC1, and of each direction that it is set against.
 *
 * @module
 */

import type { BaselineName, BaselineRow, RobustnessRow, Variant } from "../results.ts";
import { PEAK_INPUTS } from "./input_names.ts";
import type { Lookup } from "./lookup.ts";

const COLUMN = {
  raw: "delta_angular",
  trimmed: "delta_angular_trimmed",
  centred: "delta_angular_centred",
} as const satisfies Record<Variant, keyof BaselineRow>;

/** One direction of a baseline at one layer. */
export interface LargerSign {
  readonly index: number;
  /** 1 - cos of the larger of its two signs; null where either is unknown. */
  readonly deltaAngular: number | null;
}

/** The directions of a baseline at a layer, by the larger of their two signs. */
export function largerSigns(
  rows: readonly BaselineRow[],
  { layer, baseline, variant }: { layer: number; baseline: BaselineName; variant: Variant },
): LargerSign[] {
  const largest = new Map<number, number | null>();
  for (const row of rows) {
    if (row.layer !== layer || row.baseline !== baseline) continue;
    const own = row[COLUMN[variant]], other = largest.get(row.index);
    largest.set(row.index, own === null || other === null ? null : Math.max(own, other ?? 0));
  }
  return [...largest].map(([index, deltaAngular]) => ({ index, deltaAngular }));
}

/** The same of PC1; null where either sign is unknown. */
export function largerSignOfPeakInput(
  find: Lookup<RobustnessRow, "layer" | "input_vector" | "variant">,
  at: { layer: number; variant: Variant },
): number | null {
  const [plus, minus] = PEAK_INPUTS.map((input_vector) =>
    find({ ...at, input_vector })?.delta_angular ?? null
  );
  return plus === null || plus === undefined || minus === null || minus === undefined
    ? null
    : Math.max(plus, minus);
}
