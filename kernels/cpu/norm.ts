// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * n = z / sqrt(mean(z^2) + eps) * (normOffset + w), per row, in float64; z is x, or x less its mean. Four rows of a group at a time,
 * one a lane.
 *
 * CPU twin: src/compute/cpu/norm.ts
 */

import { COLUMN_BYTES, groupOf, LANES } from "./shapes.ts";
import { toBf16 } from "./widen.ts";

/**
 * @param x `[V, C]`
 * @param weight f32 `[C]`
 * @param n `[V, C]`
 */
export function norm(
  x: usize,
  weight: usize,
  n: usize,
  nVectors: i32,
  nColumns: i32,
  eps: f64,
  normOffset: f64,
  isCentred: bool,
  isOutputRounded: bool,
): void {
  const nGroups = (nVectors + LANES - 1) / LANES;
  for (let group = 0; group < nGroups; group++) {
    const from = groupOf(x, group, nColumns);
    const to = groupOf(n, group, nColumns);
    for (let half: usize = 0; half < COLUMN_BYTES; half += 16) {
      normFour(
        from + half,
        weight,
        to + half,
        nColumns,
        eps,
        normOffset,
        isCentred,
        isOutputRounded,
      );
    }
  }
}

function normFour(
  x: usize,
  weight: usize,
  n: usize,
  nColumns: i32,
  eps: f64,
  normOffset: f64,
  isCentred: bool,
  isOutputRounded: bool,
): void {
  const end = x + <usize> nColumns * COLUMN_BYTES;
  const count = f64x2.splat(<f64> nColumns);
  let mean0 = f64x2.splat(0);
  let mean1 = f64x2.splat(0);
  if (isCentred) {
    for (let from = x; from < end; from += COLUMN_BYTES) {
      const values = v128.load(from);
      mean0 = f64x2.add(mean0, lowOf(values));
      mean1 = f64x2.add(mean1, highOf(values));
    }
    mean0 = f64x2.div(mean0, count);
    mean1 = f64x2.div(mean1, count);
  }
  let squares0 = f64x2.splat(0);
  let squares1 = f64x2.splat(0);
  for (let from = x; from < end; from += COLUMN_BYTES) {
    const values = v128.load(from);
    const z0 = f64x2.sub(lowOf(values), mean0);
    const z1 = f64x2.sub(highOf(values), mean1);
    squares0 = f64x2.add(squares0, f64x2.mul(z0, z0));
    squares1 = f64x2.add(squares1, f64x2.mul(z1, z1));
  }
  const rms0 = f64x2.sqrt(f64x2.add(f64x2.div(squares0, count), f64x2.splat(eps)));
  const rms1 = f64x2.sqrt(f64x2.add(f64x2.div(squares1, count), f64x2.splat(eps)));
  for (let from = x; from < end; from += COLUMN_BYTES) {
    const values = v128.load(from);
    const w = f64x2.splat(normOffset + <f64> load<f32>(weight));
    const n0 = f64x2.mul(f64x2.div(f64x2.sub(lowOf(values), mean0), rms0), w);
    const n1 = f64x2.mul(f64x2.div(f64x2.sub(highOf(values), mean1), rms1), w);
    const stored = v128.shuffle<i64>(
      f32x4.demote_f64x2_zero(n0),
      f32x4.demote_f64x2_zero(n1),
      0,
      2,
    );
    v128.store(n, isOutputRounded ? toBf16(stored) : stored);
    weight += 4;
    n += COLUMN_BYTES;
  }
}

function lowOf(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

function highOf(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
}
