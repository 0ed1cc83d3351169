// @ts-nocheck: AssemblyScript, which its own compiler checks

/** a b + c in four lanes: of one rounding where the build may use relaxed SIMD and the processor fuses, else of two. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
