// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Rows of W as `multiply_panel.ts` takes them: sixteen rows side by side, column after column. Weights that are bfloat16, or are rounded
 * to it, stay so: eight rows are one load. Others become float32, of eight rows 0, 2, 4, 6 before 1, 3, 5, 7.
 *
 * Loops are unrolled by src/compute/expand_kernel.ts.
 *
 * CPU twin: src/compute/decode_weights.ts
 */

import { COLUMN_ROWS } from "./shapes.ts";
import { allOnes, BF16, F32, floatOfF16, floatsOfF16, rounded, toBf16 } from "./widen.ts";

/** Bytes of a column of bfloat16. */
const COLUMN: usize = COLUMN_ROWS * 2;

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
      if (dtype === BF16) turnHalves<i16>(at, count, nColumns, pitchBytes, to);
      else if (dtype === F32 && isRounded) turnHalves<f32>(at, count, nColumns, pitchBytes, to);
      else if (dtype === F32) turnFloats<f32>(at, count, nColumns, pitchBytes, to);
      else if (isRounded) turnHalves<u16>(at, count, nColumns, pitchBytes, to);
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

/**
 * Eight rows as bfloat16, eight columns at a time.
 *
 * @typeParam T As stored: i16 for the bits of BF16, which stay as they are, u16 for those of F16, f32.
 */
function turnHalves<T>(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  panel: usize,
): void {
  // @for p in 0..4
  let even$p = rowAt(from, 2 * $p, nRows, pitchBytes);
  let odd$p = rowAt(from, 2 * $p + 1, nRows, pitchBytes);
  let e$p = f32x4.splat(0);
  let o$p = f32x4.splat(0);
  // deno-lint-ignore no-unused-vars -- read as pair0 to pair3
  let pair$p = f32x4.splat(0);
  // @end
  const ones = allOnes(nColumns);
  const one = i32x4.shr_u(ones, 31);
  const justBelowHalf = i32x4.shr_u(ones, 17);
  // Of all that are rounded: a NaN if there is one among them.
  let sum = f32x4.splat(0);
  const begin = panel;
  let left = nColumns;
  for (; left >= 8; left -= 8) {
    if (isSigned<T>() && !isFloat<T>()) {
      // @for p in 0..4
      e$p = v128.load(even$p);
      o$p = v128.load(odd$p);
      // @end
    }
    // Columns 0 to 3 and 4 to 7 of two rows side by side, then of four, then of eight.
    // @for h in 0..2
    // @for p in 0..4
    if (isSigned<T>() && !isFloat<T>()) {
      pair$p = v128.shuffle<i16>(
        e$p,
        o$p,
        4 * $h,
        4 * $h + 8,
        4 * $h + 1,
        4 * $h + 9,
        4 * $h + 2,
        4 * $h + 10,
        4 * $h + 3,
        4 * $h + 11,
      );
    } else {
      e$p = floats<T>(even$p + $h * 4 * sizeof<T>());
      sum = f32x4.add(sum, e$p);
      e$p = rounded(e$p, one, justBelowHalf);
      o$p = floats<T>(odd$p + $h * 4 * sizeof<T>());
      sum = f32x4.add(sum, o$p);
      o$p = rounded(o$p, one, justBelowHalf);
      pair$p = v128.shuffle<i16>(i32x4.shr_u(e$p, 16), o$p, 0, 9, 2, 11, 4, 13, 6, 15);
    }
    // @end
    const a$h = v128.shuffle<i32>(pair0, pair1, 0, 4, 1, 5);
    const b$h = v128.shuffle<i32>(pair2, pair3, 0, 4, 1, 5);
    v128.store(panel, v128.shuffle<i64>(a$h, b$h, 0, 2), $h * 4 * COLUMN);
    v128.store(panel, v128.shuffle<i64>(a$h, b$h, 1, 3), $h * 4 * COLUMN + COLUMN);
    const c$h = v128.shuffle<i32>(pair0, pair1, 2, 6, 3, 7);
    const d$h = v128.shuffle<i32>(pair2, pair3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<i64>(c$h, d$h, 0, 2), $h * 4 * COLUMN + 2 * COLUMN);
    v128.store(panel, v128.shuffle<i64>(c$h, d$h, 1, 3), $h * 4 * COLUMN + 3 * COLUMN);
    // @end
    panel += 8 * COLUMN;
    // @for p in 0..4
    even$p += 8 * sizeof<T>();
    odd$p += 8 * sizeof<T>();
    // @end
  }
  if (v128.any_true(f32x4.ne(sum, sum))) {
    // Sums of rounded bits may make anything of a NaN: one by one, then, which keeps it.
    panel = begin;
    left = nColumns;
  }
  const column = nColumns - left;
  for (let ix = 0; ix < left; ix++) {
    for (let row = 0; row < 8; row++) {
      const at = rowAt(from, row, nRows, pitchBytes) + <usize> (column + ix) * sizeof<T>();
      store<u16>(panel + <usize> row * 2, half<T>(at));
    }
    panel += COLUMN;
  }
}

/** One weight as bfloat16. */
function half<T>(at: usize): u16 {
  if (isSigned<T>() && !isFloat<T>()) return load<u16>(at);
  return <u16> (i32x4.extract_lane(toBf16(f32x4.splat(float<T>(at))), 0) >>> 16);
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
