// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Products of a panel of W, as `panel.ts` makes it, and four vectors, summed in registers: what `linear.ts` spends its time in.
 *
 * Sixteen rows of a column lie side by side, and meet one number of each vector, spread over a register. Each sum of eight rows is two
 * of four, which the host joins in one register of eight lanes where it is asked to and the processor has such: V8's
 * `--experimental-wasm-revectorize`, which half as many multiply-adds are then needed for, of the same numbers to the bit. It wants:
 *
 * - Eight rows of one load: between two loads stands a check of bounds, and it joins none over that. Of BF16 they are the lower and
 *   the upper half of one, widened; of float32 two loads, of rows 0, 2, 4, 6 and 1, 3, 5, 7, interleave.
 * - An integer sum of both halves, from which on it looks (`joined`).
 * - A last step outside of the loop, or it takes all sums apart in every turn of it (`nothing`, which the compiler does not know to be 0).
 */

import { multiplyAdd } from "./multiply_add.ts";
import { COLUMN_BYTES } from "./shapes.ts";

/** Rows of a panel that lie side by side. */
export const COLUMN_ROWS: usize = 16;
/** Vectors that are multiplied at a time. */
export const FEW_VECTORS: i32 = 4;
/** Bytes of the sums `[4 vectors, 16 rows]` and of what nobody reads after them. */
export const BLOCK_BYTES: usize = 256 + 16;

/**
 * Sums `[4 vectors, 16 rows]` over `count` columns, an even number.
 *
 * @typeParam T Of the panel: f32, or u16 for BF16.
 * @param sums Float32; another 16 bytes after them are written too.
 */
export function multiply16x4<T>(w: usize, x: usize, count: i32, sums: usize): void {
  let low0a = f32x4.splat(0);
  let high0a = f32x4.splat(0);
  let low0b = f32x4.splat(0);
  let high0b = f32x4.splat(0);
  let low1a = f32x4.splat(0);
  let high1a = f32x4.splat(0);
  let low1b = f32x4.splat(0);
  let high1b = f32x4.splat(0);
  let low2a = f32x4.splat(0);
  let high2a = f32x4.splat(0);
  let low2b = f32x4.splat(0);
  let high2b = f32x4.splat(0);
  let low3a = f32x4.splat(0);
  let high3a = f32x4.splat(0);
  let low3b = f32x4.splat(0);
  let high3b = f32x4.splat(0);
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    let storedA = v128.load(w);
    let moreA = moreOf<T>(w);
    let wLowA = lowRows<T>(storedA, moreA);
    let wHighA = highRows<T>(storedA, moreA);
    let storedB = v128.load(w + 8 * sizeof<T>());
    let moreB = moreOf<T>(w + 8 * sizeof<T>());
    let wLowB = lowRows<T>(storedB, moreB);
    let wHighB = highRows<T>(storedB, moreB);
    let ofFour = v128.load(x);
    let spread = lane0(ofFour);
    low0a = multiplyAdd(spread, wLowA, low0a);
    high0a = multiplyAdd(spread, wHighA, high0a);
    low0b = multiplyAdd(spread, wLowB, low0b);
    high0b = multiplyAdd(spread, wHighB, high0b);
    spread = lane1(ofFour);
    low1a = multiplyAdd(spread, wLowA, low1a);
    high1a = multiplyAdd(spread, wHighA, high1a);
    low1b = multiplyAdd(spread, wLowB, low1b);
    high1b = multiplyAdd(spread, wHighB, high1b);
    spread = lane2(ofFour);
    low2a = multiplyAdd(spread, wLowA, low2a);
    high2a = multiplyAdd(spread, wHighA, high2a);
    low2b = multiplyAdd(spread, wLowB, low2b);
    high2b = multiplyAdd(spread, wHighB, high2b);
    spread = lane3(ofFour);
    low3a = multiplyAdd(spread, wLowA, low3a);
    high3a = multiplyAdd(spread, wHighA, high3a);
    low3b = multiplyAdd(spread, wLowB, low3b);
    high3b = multiplyAdd(spread, wHighB, high3b);
    storedA = v128.load(w + COLUMN_ROWS * sizeof<T>());
    moreA = moreOf<T>(w + COLUMN_ROWS * sizeof<T>());
    wLowA = lowRows<T>(storedA, moreA);
    wHighA = highRows<T>(storedA, moreA);
    storedB = v128.load(w + COLUMN_ROWS * sizeof<T>() + 8 * sizeof<T>());
    moreB = moreOf<T>(w + COLUMN_ROWS * sizeof<T>() + 8 * sizeof<T>());
    wLowB = lowRows<T>(storedB, moreB);
    wHighB = highRows<T>(storedB, moreB);
    ofFour = v128.load(x, COLUMN_BYTES);
    spread = lane0(ofFour);
    low0a = multiplyAdd(spread, wLowA, low0a);
    high0a = multiplyAdd(spread, wHighA, high0a);
    low0b = multiplyAdd(spread, wLowB, low0b);
    high0b = multiplyAdd(spread, wHighB, high0b);
    spread = lane1(ofFour);
    low1a = multiplyAdd(spread, wLowA, low1a);
    high1a = multiplyAdd(spread, wHighA, high1a);
    low1b = multiplyAdd(spread, wLowB, low1b);
    high1b = multiplyAdd(spread, wHighB, high1b);
    spread = lane2(ofFour);
    low2a = multiplyAdd(spread, wLowA, low2a);
    high2a = multiplyAdd(spread, wHighA, high2a);
    low2b = multiplyAdd(spread, wLowB, low2b);
    high2b = multiplyAdd(spread, wHighB, high2b);
    spread = lane3(ofFour);
    low3a = multiplyAdd(spread, wLowA, low3a);
    high3a = multiplyAdd(spread, wHighA, high3a);
    low3b = multiplyAdd(spread, wLowB, low3b);
    high3b = multiplyAdd(spread, wHighB, high3b);
    w += 2 * COLUMN_ROWS * sizeof<T>();
    x += 2 * COLUMN_BYTES;
  }
  const nothing = i32x4.splat(count >> 31);
  let joined = nothing;
  low0a = v128.or(low0a, nothing);
  high0a = v128.or(high0a, nothing);
  joined = v128.xor(joined, i32x4.add(low0a, high0a));
  low0b = v128.or(low0b, nothing);
  high0b = v128.or(high0b, nothing);
  joined = v128.xor(joined, i32x4.add(low0b, high0b));
  low1a = v128.or(low1a, nothing);
  high1a = v128.or(high1a, nothing);
  joined = v128.xor(joined, i32x4.add(low1a, high1a));
  low1b = v128.or(low1b, nothing);
  high1b = v128.or(high1b, nothing);
  joined = v128.xor(joined, i32x4.add(low1b, high1b));
  low2a = v128.or(low2a, nothing);
  high2a = v128.or(high2a, nothing);
  joined = v128.xor(joined, i32x4.add(low2a, high2a));
  low2b = v128.or(low2b, nothing);
  high2b = v128.or(high2b, nothing);
  joined = v128.xor(joined, i32x4.add(low2b, high2b));
  low3a = v128.or(low3a, nothing);
  high3a = v128.or(high3a, nothing);
  joined = v128.xor(joined, i32x4.add(low3a, high3a));
  low3b = v128.or(low3b, nothing);
  high3b = v128.or(high3b, nothing);
  joined = v128.xor(joined, i32x4.add(low3b, high3b));
  v128.store(sums, low0a);
  v128.store(sums, high0a, 16);
  v128.store(sums, low0b, 32);
  v128.store(sums, high0b, 48);
  v128.store(sums, low1a, 64);
  v128.store(sums, high1a, 80);
  v128.store(sums, low1b, 96);
  v128.store(sums, high1b, 112);
  v128.store(sums, low2a, 128);
  v128.store(sums, high2a, 144);
  v128.store(sums, low2b, 160);
  v128.store(sums, high2b, 176);
  v128.store(sums, low3a, 192);
  v128.store(sums, high3a, 208);
  v128.store(sums, low3b, 224);
  v128.store(sums, high3b, 240);
  v128.store(sums, joined, 256);
}

/** Of a column in float32 the other rows of eight. */
function moreOf<T>(at: usize): v128 {
  return sizeof<T>() === 2 ? i32x4.splat(0) : v128.load(at, 16);
}

/** Rows 0 to 3 of eight as float32. A bfloat16 is the upper half of one. */
function lowRows<T>(stored: v128, more: v128): v128 {
  if (sizeof<T>() === 2) return i32x4.shl(i32x4.extend_low_i16x8_u(stored), 16);
  const odd = i64x2.shl(i64x2.extend_low_i32x4_u(more), 32);
  return v128.or(i64x2.extend_low_i32x4_u(stored), odd);
}

/** Rows 4 to 7 of eight. */
function highRows<T>(stored: v128, more: v128): v128 {
  if (sizeof<T>() === 2) return i32x4.shl(i32x4.extend_high_i16x8_u(stored), 16);
  const odd = i64x2.shl(i64x2.extend_high_i32x4_u(more), 32);
  return v128.or(i64x2.extend_high_i32x4_u(stored), odd);
}

function lane0(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 0, 0, 0, 0);
}

function lane1(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 1, 1, 1, 1);
}

function lane2(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 2, 2, 2, 2);
}

function lane3(values: v128): v128 {
  return v128.shuffle<i32>(values, values, 3, 3, 3, 3);
}
