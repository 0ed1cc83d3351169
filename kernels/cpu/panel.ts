// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Rows of W as `multiply_panel.ts` takes them: sixteen rows side by side, column after column. Weights that are bfloat16, or are rounded
 * to it, stay so: eight rows are one load. Others become float32, of eight rows 0, 2, 4, 6 before 1, 3, 5, 7.
 *
 * CPU twin: src/compute/decode_weights.ts
 */

import { COLUMN_ROWS } from "./multiply_panel.ts";
import { allOnes, BF16, F32, floatOfF16, floatsOfF16, orNaN, rounded, toBf16 } from "./widen.ts";

/** Bytes of an element of the panel. */
export function panelBytes(dtype: i32, isRounded: bool): usize {
  return dtype === BF16 || isRounded ? 2 : 4;
}

/**
 * Lays out some columns of rows that are `pitchBytes` apart: `[nRows / 16, filled, 16]`, the columns from `nColumns` on 0. Rows that fill
 * up the last sixteen are others of them.
 */
export function fillPanel(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  dtype: i32,
  isRounded: bool,
  panel: usize,
  filled: i32,
): void {
  const bytes = panelBytes(dtype, isRounded);
  const columnBytes = COLUMN_ROWS * bytes;
  for (let row = 0; row < nRows; row += 16) {
    for (let half: i32 = 0; half < 16; half += 8) {
      // Eight rows more or, where there are no more, the same again.
      const first = row + half < nRows ? row + half : row;
      const count = min(8, nRows - first);
      const at = from + <usize> first * pitchBytes;
      const to = panel + <usize> half * bytes;
      if (dtype === BF16) turnStored(at, count, nColumns, pitchBytes, to);
      else if (dtype === F32 && isRounded) turnRounded<f32>(at, count, nColumns, pitchBytes, to);
      else if (dtype === F32) turnFloats<f32>(at, count, nColumns, pitchBytes, to);
      else if (isRounded) turnRounded<u16>(at, count, nColumns, pitchBytes, to);
      else turnFloats<u16>(at, count, nColumns, pitchBytes, to);
    }
    const ofColumns = <usize> nColumns * columnBytes;
    const ofFilled = <usize> filled * columnBytes;
    if (filled > nColumns) memory.fill(panel + ofColumns, 0, ofFilled - ofColumns);
    panel += ofFilled;
  }
}

/** Where one of eight rows begins, or the first in place of one that is not there. */
function rowAt(from: usize, row: i32, nRows: i32, pitchBytes: usize): usize {
  return row < nRows ? from + <usize> row * pitchBytes : from;
}

/** Eight rows of BF16, eight columns at a time. */
function turnStored(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  panel: usize,
): void {
  let at0 = from;
  let at1 = rowAt(from, 1, nRows, pitchBytes);
  let at2 = rowAt(from, 2, nRows, pitchBytes);
  let at3 = rowAt(from, 3, nRows, pitchBytes);
  let at4 = rowAt(from, 4, nRows, pitchBytes);
  let at5 = rowAt(from, 5, nRows, pitchBytes);
  let at6 = rowAt(from, 6, nRows, pitchBytes);
  let at7 = rowAt(from, 7, nRows, pitchBytes);
  let left = nColumns;
  for (; left >= 8; left -= 8) {
    const r0 = v128.load(at0);
    const r1 = v128.load(at1);
    const a0 = v128.shuffle<i16>(r0, r1, 0, 8, 1, 9, 2, 10, 3, 11);
    const a1 = v128.shuffle<i16>(r0, r1, 4, 12, 5, 13, 6, 14, 7, 15);
    const r2 = v128.load(at2);
    const r3 = v128.load(at3);
    const a2 = v128.shuffle<i16>(r2, r3, 0, 8, 1, 9, 2, 10, 3, 11);
    const a3 = v128.shuffle<i16>(r2, r3, 4, 12, 5, 13, 6, 14, 7, 15);
    const b0 = v128.shuffle<i32>(a0, a2, 0, 4, 1, 5);
    const b1 = v128.shuffle<i32>(a0, a2, 2, 6, 3, 7);
    const b2 = v128.shuffle<i32>(a1, a3, 0, 4, 1, 5);
    const b3 = v128.shuffle<i32>(a1, a3, 2, 6, 3, 7);
    const r4 = v128.load(at4);
    const r5 = v128.load(at5);
    const a4 = v128.shuffle<i16>(r4, r5, 0, 8, 1, 9, 2, 10, 3, 11);
    const a5 = v128.shuffle<i16>(r4, r5, 4, 12, 5, 13, 6, 14, 7, 15);
    const r6 = v128.load(at6);
    const r7 = v128.load(at7);
    const a6 = v128.shuffle<i16>(r6, r7, 0, 8, 1, 9, 2, 10, 3, 11);
    const a7 = v128.shuffle<i16>(r6, r7, 4, 12, 5, 13, 6, 14, 7, 15);
    const b4 = v128.shuffle<i32>(a4, a6, 0, 4, 1, 5);
    const b5 = v128.shuffle<i32>(a4, a6, 2, 6, 3, 7);
    const b6 = v128.shuffle<i32>(a5, a7, 0, 4, 1, 5);
    const b7 = v128.shuffle<i32>(a5, a7, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<i64>(b0, b4, 0, 2));
    v128.store(panel, v128.shuffle<i64>(b0, b4, 1, 3), 32);
    v128.store(panel, v128.shuffle<i64>(b1, b5, 0, 2), 64);
    v128.store(panel, v128.shuffle<i64>(b1, b5, 1, 3), 96);
    v128.store(panel, v128.shuffle<i64>(b2, b6, 0, 2), 128);
    v128.store(panel, v128.shuffle<i64>(b2, b6, 1, 3), 160);
    v128.store(panel, v128.shuffle<i64>(b3, b7, 0, 2), 192);
    v128.store(panel, v128.shuffle<i64>(b3, b7, 1, 3), 224);
    panel += 256;
    at0 += 8 * 2;
    at1 += 8 * 2;
    at2 += 8 * 2;
    at3 += 8 * 2;
    at4 += 8 * 2;
    at5 += 8 * 2;
    at6 += 8 * 2;
    at7 += 8 * 2;
  }
  const column = nColumns - left;
  for (let ix = 0; ix < left; ix++) {
    for (let row = 0; row < 8; row++) {
      const at = rowAt(from, row, nRows, pitchBytes) + <usize> (column + ix) * 2;
      store<u16>(panel + <usize> row * 2, load<u16>(at));
    }
    panel += COLUMN_ROWS * 2;
  }
}

/**
 * Eight rows rounded to bfloat16, four columns at a time.
 *
 * @typeParam T As stored: u16 for F16, f32.
 */
function turnRounded<T>(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  panel: usize,
): void {
  let at0 = from;
  let at1 = rowAt(from, 1, nRows, pitchBytes);
  let at2 = rowAt(from, 2, nRows, pitchBytes);
  let at3 = rowAt(from, 3, nRows, pitchBytes);
  let at4 = rowAt(from, 4, nRows, pitchBytes);
  let at5 = rowAt(from, 5, nRows, pitchBytes);
  let at6 = rowAt(from, 6, nRows, pitchBytes);
  let at7 = rowAt(from, 7, nRows, pitchBytes);
  const ones = allOnes(nColumns);
  const one = i32x4.shr_u(ones, 31);
  const justBelowHalf = i32x4.shr_u(ones, 17);
  const upper = i32x4.shl(ones, 16);
  let left = nColumns;
  for (; left >= 4; left -= 4) {
    const v0 = floats<T>(at0);
    const r0 = orNaN(rounded(v0, one, justBelowHalf), v0);
    const v1 = floats<T>(at1);
    const r1 = orNaN(rounded(v1, one, justBelowHalf), v1);
    const a0 = v128.or(i32x4.shr_u(r0, 16), v128.and(r1, upper));
    const v2 = floats<T>(at2);
    const r2 = orNaN(rounded(v2, one, justBelowHalf), v2);
    const v3 = floats<T>(at3);
    const r3 = orNaN(rounded(v3, one, justBelowHalf), v3);
    const a1 = v128.or(i32x4.shr_u(r2, 16), v128.and(r3, upper));
    const v4 = floats<T>(at4);
    const r4 = orNaN(rounded(v4, one, justBelowHalf), v4);
    const v5 = floats<T>(at5);
    const r5 = orNaN(rounded(v5, one, justBelowHalf), v5);
    const a2 = v128.or(i32x4.shr_u(r4, 16), v128.and(r5, upper));
    const v6 = floats<T>(at6);
    const r6 = orNaN(rounded(v6, one, justBelowHalf), v6);
    const v7 = floats<T>(at7);
    const r7 = orNaN(rounded(v7, one, justBelowHalf), v7);
    const a3 = v128.or(i32x4.shr_u(r6, 16), v128.and(r7, upper));
    const b0 = v128.shuffle<i32>(a0, a1, 0, 4, 1, 5);
    const b1 = v128.shuffle<i32>(a0, a1, 2, 6, 3, 7);
    const b2 = v128.shuffle<i32>(a2, a3, 0, 4, 1, 5);
    const b3 = v128.shuffle<i32>(a2, a3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<i64>(b0, b2, 0, 2));
    v128.store(panel, v128.shuffle<i64>(b0, b2, 1, 3), 32);
    v128.store(panel, v128.shuffle<i64>(b1, b3, 0, 2), 64);
    v128.store(panel, v128.shuffle<i64>(b1, b3, 1, 3), 96);
    panel += 128;
    at0 += 4 * sizeof<T>();
    at1 += 4 * sizeof<T>();
    at2 += 4 * sizeof<T>();
    at3 += 4 * sizeof<T>();
    at4 += 4 * sizeof<T>();
    at5 += 4 * sizeof<T>();
    at6 += 4 * sizeof<T>();
    at7 += 4 * sizeof<T>();
  }
  const column = nColumns - left;
  for (let ix = 0; ix < left; ix++) {
    for (let row = 0; row < 8; row++) {
      const at = rowAt(from, row, nRows, pitchBytes) + <usize> (column + ix) * sizeof<T>();
      const bits = i32x4.extract_lane(toBf16(f32x4.splat(float<T>(at))), 0);
      store<u16>(panel + <usize> row * 2, <u16> (bits >>> 16));
    }
    panel += COLUMN_ROWS * 2;
  }
}

/**
 * Eight rows as float32.
 *
 * @typeParam T As stored: u16 for F16, f32.
 */
function turnFloats<T>(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  panel: usize,
): void {
  for (let odd: i32 = 0; odd < 2; odd++) {
    turnFour<T>(
      rowAt(from, odd, nRows, pitchBytes),
      rowAt(from, odd + 2, nRows, pitchBytes),
      rowAt(from, odd + 4, nRows, pitchBytes),
      rowAt(from, odd + 6, nRows, pitchBytes),
      nColumns,
      panel + <usize> odd * 16,
    );
  }
}

/** Four rows as one half of every column of the panel. */
function turnFour<T>(
  at0: usize,
  at1: usize,
  at2: usize,
  at3: usize,
  nColumns: i32,
  panel: usize,
): void {
  let left = nColumns;
  for (; left >= 4; left -= 4) {
    const r0 = floats<T>(at0);
    const r1 = floats<T>(at1);
    const r2 = floats<T>(at2);
    const r3 = floats<T>(at3);
    const a0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
    const a1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
    const a2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
    const a3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<i64>(a0, a2, 0, 2));
    v128.store(panel, v128.shuffle<i64>(a0, a2, 1, 3), 64);
    v128.store(panel, v128.shuffle<i64>(a1, a3, 0, 2), 128);
    v128.store(panel, v128.shuffle<i64>(a1, a3, 1, 3), 192);
    panel += 256;
    at0 += 4 * sizeof<T>();
    at1 += 4 * sizeof<T>();
    at2 += 4 * sizeof<T>();
    at3 += 4 * sizeof<T>();
  }
  for (; left > 0; left--) {
    store<f32>(panel, float<T>(at0));
    store<f32>(panel, float<T>(at1), 4);
    store<f32>(panel, float<T>(at2), 8);
    store<f32>(panel, float<T>(at3), 12);
    panel += 64;
    at0 += sizeof<T>();
    at1 += sizeof<T>();
    at2 += sizeof<T>();
    at3 += sizeof<T>();
  }
}

/** Four columns of a row as float32. */
function floats<T>(at: usize): v128 {
  return isFloat<T>() ? v128.load(at) : floatsOfF16(v128.load_ext<u16>(at));
}

function float<T>(at: usize): f32 {
  return isFloat<T>() ? load<f32>(at) : floatOfF16(load<u16>(at));
}
