// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Products of a panel of W, as `panel.ts` makes it, and four or six vectors, summed in registers: what `linear.ts` spends its time in.
 *
 * Sixteen rows of a column lie side by side, and meet one number of each vector, spread over a register. Each sum of eight rows is two
 * of four, which the host joins in one register of eight lanes where it is asked to and the processor has such: V8's
 * `--experimental-wasm-revectorize`, which half as many multiply-adds are then needed for, of the same numbers to the bit. Twelve such
 * sums, the column's rows and a number fill the fifteen registers that there are. It wants:
 *
 * - Eight rows of one load: between two loads stands a check of bounds, and it joins none over that. Of BF16 they are the lower and
 *   the upper half of one, widened; of float32 two loads, of rows 0, 2, 4, 6 and 1, 3, 5, 7, interleave.
 * - An integer sum of both halves, from which on it looks (`joined`).
 * - A last step outside of the loop, or it takes all sums apart in every turn of it (`nothing`, which the compiler does not know to be 0).
 *
 * Loops are unrolled by src/compute/expand_kernel.ts, the first of them over both functions, of 0 pairs more than four vectors and of 1.
 */

import { multiplyAdd } from "./multiply_add.ts";
import { COLUMN_BYTES, COLUMN_ROWS } from "./shapes.ts";

// @for m in 0..2
/**
 * Sums `[4 + 2 * $m vectors, 16 rows]` over `count` columns, a multiple of 4.
 *
 * @typeParam T Of the panel: f32, or u16 for BF16.
 * @param x Four neighbours of a group.
 * @param more Two neighbours of any group, if $m; eight bytes after them are read too, of a group after it where they are its last.
 * @param sums Float32; another 16 bytes after them are written too.
 */
export function multiplyFourAnd$mPairs<T>(
  w: usize,
  x: usize,
  more: usize,
  count: i32,
  sums: usize,
): void {
  // @for v in 0..6
  let low$v_a = f32x4.splat(0);
  let high$v_a = f32x4.splat(0);
  let low$v_b = f32x4.splat(0);
  let high$v_b = f32x4.splat(0);
  // @end
  // Given anew for each column: names of its own would let the compiler bring together what all columns add to a sum, for want of registers.
  let at = w;
  let stored = f32x4.splat(0);
  let other = f32x4.splat(0);
  let lowA = f32x4.splat(0);
  let highA = f32x4.splat(0);
  let lowB = f32x4.splat(0);
  let highB = f32x4.splat(0);
  let numbers = f32x4.splat(0);
  let spread = f32x4.splat(0);
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    // @for c in 0..4
    at = w + $c * COLUMN_ROWS * sizeof<T>();
    stored = v128.load(at);
    other = otherRows<T>(at);
    lowA = lowRows<T>(stored, other);
    highA = highRows<T>(stored, other);
    at += 8 * sizeof<T>();
    stored = v128.load(at);
    other = otherRows<T>(at);
    lowB = lowRows<T>(stored, other);
    highB = highRows<T>(stored, other);
    numbers = v128.load(x, $c * COLUMN_BYTES);
    // @for v in 0..4
    spread = v128.shuffle<i32>(numbers, numbers, $v, $v, $v, $v);
    low$v_a = multiplyAdd(spread, lowA, low$v_a);
    high$v_a = multiplyAdd(spread, highA, high$v_a);
    low$v_b = multiplyAdd(spread, lowB, low$v_b);
    high$v_b = multiplyAdd(spread, highB, high$v_b);
    // @end
    if ($m > 0) {
      numbers = v128.load(more, $c * COLUMN_BYTES);
      // @for v in 4..6
      spread = v128.shuffle<i32>(numbers, numbers, $v - 4, $v - 4, $v - 4, $v - 4);
      low$v_a = multiplyAdd(spread, lowA, low$v_a);
      high$v_a = multiplyAdd(spread, highA, high$v_a);
      low$v_b = multiplyAdd(spread, lowB, low$v_b);
      high$v_b = multiplyAdd(spread, highB, high$v_b);
      // @end
    }
    // @end
    w += 4 * COLUMN_ROWS * sizeof<T>();
    x += 4 * COLUMN_BYTES;
    more += 4 * COLUMN_BYTES;
  }
  const nothing = i32x4.splat(count >> 31);
  let joined = nothing;
  // @for v in 0..6
  if ($v < 4 + 2 * $m) {
    low$v_a = v128.or(low$v_a, nothing);
    high$v_a = v128.or(high$v_a, nothing);
    joined = v128.xor(joined, i32x4.add(low$v_a, high$v_a));
    low$v_b = v128.or(low$v_b, nothing);
    high$v_b = v128.or(high$v_b, nothing);
    joined = v128.xor(joined, i32x4.add(low$v_b, high$v_b));
  }
  // @end
  // @for v in 0..6
  if ($v < 4 + 2 * $m) {
    v128.store(sums, low$v_a, $v * 64);
    v128.store(sums, high$v_a, $v * 64 + 16);
    v128.store(sums, low$v_b, $v * 64 + 32);
    v128.store(sums, high$v_b, $v * 64 + 48);
  }
  // @end
  v128.store(sums, joined, (4 + 2 * $m) * 64);
}
// @end

/** Of a column in float32 the other rows of eight. */
function otherRows<T>(at: usize): v128 {
  return sizeof<T>() === 2 ? i32x4.splat(0) : v128.load(at, 16);
}

/** Rows 0 to 3 of eight as float32. A bfloat16 is the upper half of one. */
function lowRows<T>(stored: v128, other: v128): v128 {
  if (sizeof<T>() === 2) return i32x4.shl(i32x4.extend_low_i16x8_u(stored), 16);
  const odd = i64x2.shl(i64x2.extend_low_i32x4_u(other), 32);
  return v128.or(i64x2.extend_low_i32x4_u(stored), odd);
}

/** Rows 4 to 7 of eight. */
function highRows<T>(stored: v128, other: v128): v128 {
  if (sizeof<T>() === 2) return i32x4.shl(i32x4.extend_high_i16x8_u(stored), 16);
  const odd = i64x2.shl(i64x2.extend_high_i32x4_u(other), 32);
  return v128.or(i64x2.extend_high_i32x4_u(stored), odd);
}
