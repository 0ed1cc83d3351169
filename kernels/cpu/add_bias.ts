// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * x + b, per row.
 *
 * CPU twin: src/compute/cpu/add_bias.ts
 */

import { COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { toBf16 } from "./widen.ts";

/**
 * @param x `[V, K]`
 * @param bias f32 `[K]`
 * @param sum `[V, K]`
 */
export function addBias(
  x: usize,
  bias: usize,
  sum: usize,
  nVectors: i32,
  nColumns: i32,
  isOutputRounded: bool,
): void {
  const nGroups = (nVectors + LANES - 1) / LANES;
  for (let group = 0; group < nGroups; group++) {
    let from = groupOf(x, group, nColumns);
    let to = groupOf(sum, group, nColumns);
    for (let column: usize = 0; column < <usize> nColumns; column++) {
      const b = v128.load_splat<f32>(bias + column * 4);
      const low = f32x4.add(v128.load(from), b);
      const high = f32x4.add(v128.load(from, 16), b);
      v128.store(to, isOutputRounded ? toBf16(low) : low);
      v128.store(to, isOutputRounded ? toBf16(high) : high, 16);
      from += COLUMN_BYTES;
      to += COLUMN_BYTES;
    }
  }
}
