// @ts-nocheck: AssemblyScript, which its own compiler checks

/** Stored weights as float32, four at a time. */

/** Four elements as f32: every bfloat16 is the upper half of one. */
export function fourAt<T>(from: usize): v128 {
  if (isFloat<T>()) return v128.load(from);
  return i32x4.shl(v128.load_ext<u16>(from), 16);
}

/** To nearest even, of finite numbers; in each lane 1, 0x7fff and 0xffff0000. */
export function roundedToBf16(x: v128, one: v128, half: v128, kept: v128): v128 {
  const isOdd = v128.and(i32x4.shr_u(x, 16), one);
  return v128.and(i32x4.add(i32x4.add(x, half), isOdd), kept);
}
