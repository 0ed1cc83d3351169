// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Products of a few rows of W and a group of vectors, summed in registers: what `linear.ts` spends its time in.
 *
 * Four columns of a row are loaded at once, and each is spread over a register from there, since an access costs three to five
 * instructions where a shuffle costs one. The order of the statements is that of the instructions: eight sums, four rows, two
 * registers of x and one of spread weights are the fifteen registers that the host gives out.
 */

import { multiplyAdd } from "./multiply_add.ts";
import { COLUMN_BYTES } from "./shapes.ts";

/** Bytes of the sums of one row and a group of vectors, float64. */
export const SUM_BYTES: usize = 64;

/**
 * Sums of 4 rows and 8 vectors, over `count` columns, a multiple of 8.
 *
 * @typeParam T Of the rows: f32, or u16 for BF16.
 * @param pitchBytes Bytes from one row to the next.
 */
export function multiply4x8<T>(
  w: usize,
  pitchBytes: usize,
  x: usize,
  count: i32,
  sums: usize,
  isFirst: bool,
): void {
  let s00 = f32x4.splat(0);
  let s01 = f32x4.splat(0);
  let s10 = f32x4.splat(0);
  let s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0);
  let s21 = f32x4.splat(0);
  let s30 = f32x4.splat(0);
  let s31 = f32x4.splat(0);
  let at1 = w + pitchBytes;
  let at2 = at1 + pitchBytes;
  let at3 = at2 + pitchBytes;
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    let w0 = four<T>(w);
    let w1 = four<T>(at1);
    let w2 = four<T>(at2);
    let w3 = four<T>(at3);
    let x0 = v128.load(x);
    let x1 = v128.load(x, 16);
    let spread = lane0(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane0(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane0(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane0(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 32);
    x1 = v128.load(x, 48);
    spread = lane1(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane1(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane1(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane1(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 64);
    x1 = v128.load(x, 80);
    spread = lane2(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane2(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane2(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane2(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 96);
    x1 = v128.load(x, 112);
    spread = lane3(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane3(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane3(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane3(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    w0 = four<T>(w + 4 * sizeof<T>());
    w1 = four<T>(at1 + 4 * sizeof<T>());
    w2 = four<T>(at2 + 4 * sizeof<T>());
    w3 = four<T>(at3 + 4 * sizeof<T>());
    x0 = v128.load(x, 128);
    x1 = v128.load(x, 144);
    spread = lane0(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane0(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane0(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane0(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 160);
    x1 = v128.load(x, 176);
    spread = lane1(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane1(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane1(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane1(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 192);
    x1 = v128.load(x, 208);
    spread = lane2(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane2(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane2(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane2(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    x0 = v128.load(x, 224);
    x1 = v128.load(x, 240);
    spread = lane3(w0);
    s00 = multiplyAdd(spread, x0, s00);
    s01 = multiplyAdd(spread, x1, s01);
    spread = lane3(w1);
    s10 = multiplyAdd(spread, x0, s10);
    s11 = multiplyAdd(spread, x1, s11);
    spread = lane3(w2);
    s20 = multiplyAdd(spread, x0, s20);
    s21 = multiplyAdd(spread, x1, s21);
    spread = lane3(w3);
    s30 = multiplyAdd(spread, x0, s30);
    s31 = multiplyAdd(spread, x1, s31);
    w += 8 * sizeof<T>();
    at1 += 8 * sizeof<T>();
    at2 += 8 * sizeof<T>();
    at3 += 8 * sizeof<T>();
    x += 8 * COLUMN_BYTES;
  }
  addSum(sums + 0 * SUM_BYTES, s00, isFirst);
  addSum(sums + 0 * SUM_BYTES + 32, s01, isFirst);
  addSum(sums + 1 * SUM_BYTES, s10, isFirst);
  addSum(sums + 1 * SUM_BYTES + 32, s11, isFirst);
  addSum(sums + 2 * SUM_BYTES, s20, isFirst);
  addSum(sums + 2 * SUM_BYTES + 32, s21, isFirst);
  addSum(sums + 3 * SUM_BYTES, s30, isFirst);
  addSum(sums + 3 * SUM_BYTES + 32, s31, isFirst);
}

/** Sums of 6 rows and 4 vectors, over `count` columns, a multiple of 4. */
export function multiply6x4<T>(
  w: usize,
  pitchBytes: usize,
  x: usize,
  count: i32,
  sums: usize,
  isFirst: bool,
): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0);
  let s5 = f32x4.splat(0);
  let at1 = w + pitchBytes;
  let at2 = at1 + pitchBytes;
  let at3 = at2 + pitchBytes;
  let at4 = at3 + pitchBytes;
  let at5 = at4 + pitchBytes;
  const end = x + <usize> count * COLUMN_BYTES;
  while (x < end) {
    const w0 = four<T>(w);
    const w1 = four<T>(at1);
    const w2 = four<T>(at2);
    const w3 = four<T>(at3);
    const w4 = four<T>(at4);
    const w5 = four<T>(at5);
    let x0 = v128.load(x);
    let spread = lane0(w0);
    s0 = multiplyAdd(spread, x0, s0);
    spread = lane0(w1);
    s1 = multiplyAdd(spread, x0, s1);
    spread = lane0(w2);
    s2 = multiplyAdd(spread, x0, s2);
    spread = lane0(w3);
    s3 = multiplyAdd(spread, x0, s3);
    spread = lane0(w4);
    s4 = multiplyAdd(spread, x0, s4);
    spread = lane0(w5);
    s5 = multiplyAdd(spread, x0, s5);
    x0 = v128.load(x, 32);
    spread = lane1(w0);
    s0 = multiplyAdd(spread, x0, s0);
    spread = lane1(w1);
    s1 = multiplyAdd(spread, x0, s1);
    spread = lane1(w2);
    s2 = multiplyAdd(spread, x0, s2);
    spread = lane1(w3);
    s3 = multiplyAdd(spread, x0, s3);
    spread = lane1(w4);
    s4 = multiplyAdd(spread, x0, s4);
    spread = lane1(w5);
    s5 = multiplyAdd(spread, x0, s5);
    x0 = v128.load(x, 64);
    spread = lane2(w0);
    s0 = multiplyAdd(spread, x0, s0);
    spread = lane2(w1);
    s1 = multiplyAdd(spread, x0, s1);
    spread = lane2(w2);
    s2 = multiplyAdd(spread, x0, s2);
    spread = lane2(w3);
    s3 = multiplyAdd(spread, x0, s3);
    spread = lane2(w4);
    s4 = multiplyAdd(spread, x0, s4);
    spread = lane2(w5);
    s5 = multiplyAdd(spread, x0, s5);
    x0 = v128.load(x, 96);
    spread = lane3(w0);
    s0 = multiplyAdd(spread, x0, s0);
    spread = lane3(w1);
    s1 = multiplyAdd(spread, x0, s1);
    spread = lane3(w2);
    s2 = multiplyAdd(spread, x0, s2);
    spread = lane3(w3);
    s3 = multiplyAdd(spread, x0, s3);
    spread = lane3(w4);
    s4 = multiplyAdd(spread, x0, s4);
    spread = lane3(w5);
    s5 = multiplyAdd(spread, x0, s5);
    w += 4 * sizeof<T>();
    at1 += 4 * sizeof<T>();
    at2 += 4 * sizeof<T>();
    at3 += 4 * sizeof<T>();
    at4 += 4 * sizeof<T>();
    at5 += 4 * sizeof<T>();
    x += 4 * COLUMN_BYTES;
  }
  addSum(sums + 0 * SUM_BYTES, s0, isFirst);
  addSum(sums + 1 * SUM_BYTES, s1, isFirst);
  addSum(sums + 2 * SUM_BYTES, s2, isFirst);
  addSum(sums + 3 * SUM_BYTES, s3, isFirst);
  addSum(sums + 4 * SUM_BYTES, s4, isFirst);
  addSum(sums + 5 * SUM_BYTES, s5, isFirst);
}

/** Four columns of a row as float32. A bfloat16 is the upper half of one. */
function four<T>(at: usize): v128 {
  if (sizeof<T>() === 2) return i32x4.shl(v128.load_ext<u16>(at), 16);
  return v128.load(at);
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

/** Adds four sums of a block to those of the blocks before, in float64. */
function addSum(to: usize, sum: v128, isFirst: bool): void {
  const low = f64x2.promote_low_f32x4(sum);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(sum, sum, 1, 1));
  if (isFirst) {
    v128.store(to, low);
    v128.store(to, high, 16);
  } else {
    v128.store(to, f64x2.add(v128.load(to), low));
    v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
  }
}
