// @ts-nocheck: AssemblyScript, which its own compiler checks

/**
 * Stored weights as float32: BF16 and F16 widened, F32 as it is, F16 and F32 rounded to bfloat16 where that is asked for.
 *
 * CPU twin: src/compute/decode_weights.ts
 */

/** Element types, as in `kernels/unpack.wgsl`. */
export const BF16: i32 = 0;
const F16: i32 = 1;
export const F32: i32 = 2;

/** Bytes of an element. */
export function elementBytes(dtype: i32): usize {
  return dtype <= F16 ? 2 : 4;
}

/** Widens some columns of rows that are `pitchBytes` apart to rows of `filled` columns, the last of them 0. */
export function widenPanel(
  from: usize,
  nRows: i32,
  nColumns: i32,
  pitchBytes: usize,
  dtype: i32,
  isRounded: bool,
  panel: usize,
  filled: i32,
): void {
  for (let row = 0; row < nRows; row++) {
    widen(from, panel, nColumns, dtype, isRounded);
    if (filled > nColumns) {
      memory.fill(panel + <usize> nColumns * 4, 0, <usize> (filled - nColumns) * 4);
    }
    from += pitchBytes;
    panel += <usize> filled * 4;
  }
}

/**
 * Rows as kernels take them that know BF16 and F32, four elements at a time: as they lie where they can be, else widened and filled up
 * with zeros to `filledRows` of `filled` columns in a panel.
 */
export function panelOrRows(
  from: usize,
  nRows: i32,
  nColumns: i32,
  dtype: i32,
  panel: usize,
  filledRows: i32,
  filled: i32,
): usize {
  if (nRows === filledRows && nColumns === filled && dtype !== F16) return from;
  const pitchBytes = <usize> nColumns * elementBytes(dtype);
  widenPanel(from, nRows, nColumns, pitchBytes, dtype, false, panel, filled);
  const rowBytes = <usize> filled * 4;
  memory.fill(panel + <usize> nRows * rowBytes, 0, <usize> (filledRows - nRows) * rowBytes);
  return panel;
}

/** Widens `count` elements from `from` to `to`. */
function widen(from: usize, to: usize, count: i32, dtype: i32, isRounded: bool): void {
  if (dtype === BF16) widenBf16(from, to, count);
  else if (dtype === F16) widenF16(from, to, count, isRounded);
  else if (isRounded) roundF32(from, to, count);
  else memory.copy(to, from, <usize> count * 4);
}

/** Four elements, of BF16 as u16 or of F32. */
export function fourAt<T>(from: usize): v128 {
  return isFloat<T>() ? v128.load(from) : i32x4.shl(v128.load_ext<u16>(from), 16);
}

/** A bfloat16 is the upper half of a float32. */
function widenBf16(from: usize, to: usize, count: i32): void {
  const zero = i32x4.splat(0);
  const end = to + <usize> count * 4;
  const endOfEights = to + <usize> (count & ~7) * 4;
  while (to < endOfEights) {
    const halves = v128.load(from);
    v128.store(to, v128.shuffle<i16>(zero, halves, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(to, v128.shuffle<i16>(zero, halves, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    from += 16;
    to += 32;
  }
  while (to < end) {
    store<u32>(to, <u32> load<u16>(from) << 16);
    from += 2;
    to += 4;
  }
}

function widenF16(from: usize, to: usize, count: i32, isRounded: bool): void {
  const end = to + <usize> count * 4;
  const endOfFours = to + <usize> (count & ~3) * 4;
  while (to < endOfFours) {
    const values = floatsOfF16(v128.load_ext<u16>(from));
    v128.store(to, isRounded ? toBf16(values) : values);
    from += 8;
    to += 16;
  }
  while (to < end) {
    const value = floatsOfF16(i32x4.splat(load<u16>(from)));
    store<f32>(to, f32x4.extract_lane(isRounded ? toBf16(value) : value, 0));
    from += 2;
    to += 4;
  }
}

/**
 * Float32 values of the lower 16 bits of each lane, taken as F16. Exponent and fraction stand 13 bits lower than in a float32, and the
 * exponent's bias is 112 less: a product with 2^112 is exact, of subnormal numbers too. Infinity and NaN have all bits of the exponent.
 */
export function floatsOfF16(halves: v128): v128 {
  const size = v128.and(halves, i32x4.splat(0x7fff));
  const sign = i32x4.shl(v128.and(halves, i32x4.splat(0x8000)), 16);
  const isSpecial = i32x4.gt_s(size, i32x4.splat(0x7bff));
  const finite = f32x4.mul(i32x4.shl(size, 13), f32x4.splat(5192296858534827628530496329220096.0));
  const special = v128.or(i32x4.shl(size, 13), i32x4.splat(0x7f800000));
  return v128.or(sign, v128.bitselect(special, finite, isSpecial));
}

/** The same of one. */
export function floatOfF16(half: u16): f32 {
  return f32x4.extract_lane(floatsOfF16(i32x4.splat(half)), 0);
}

/** Rounds `count` elements to bfloat16. */
function roundF32(from: usize, to: usize, count: i32): void {
  const ones = allOnes(count);
  const one = i32x4.shr_u(ones, 31);
  const justBelowHalf = i32x4.shr_u(ones, 17);
  const upper = i32x4.shl(ones, 16);
  const end = to + <usize> count * 4;
  const endOfFours = to + <usize> (count & ~3) * 4;
  while (to < endOfFours) {
    const values = v128.load(from);
    v128.store(to, v128.and(orNaN(rounded(values, one, justBelowHalf), values), upper));
    from += 16;
    to += 16;
  }
  while (to < end) {
    v128.store32_lane(to, toBf16(v128.load32_zero(from)), 0);
    from += 4;
    to += 4;
  }
}

/** All bits of a vector. The host makes a constant vector anew wherever it is used: what comes of a variable stays in its register. */
export function allOnes(variable: i32): v128 {
  const any = i32x4.splat(variable);
  return i32x4.eq(any, any);
}

/**
 * Float32 bits rounded to nearest even in their upper half; the lower half is left over, and a NaN may become anything. It and what mends
 * a NaN are two, small enough for the compiler to put them where they are called: as one they cost a tenth of a pass.
 */
export function rounded(bits: v128, one: v128, justBelowHalf: v128): v128 {
  return i32x4.add(i32x4.add(bits, justBelowHalf), v128.and(i32x4.shr_u(bits, 16), one));
}

/** Sets all bits where there was a NaN. */
export function orNaN(bits: v128, values: v128): v128 {
  return v128.or(bits, f32x4.ne(values, values));
}

/** Rounds to bfloat16, to nearest even; a NaN stays one. */
export function toBf16(values: v128): v128 {
  const bits = rounded(values, i32x4.splat(1), i32x4.splat(0x7fff));
  return v128.and(orNaN(bits, values), i32x4.splat(0xffff0000));
}
