/** Floating-point numbers as IEEE 754 and bfloat16 have them, little endian. */

/** All of them. */
export function numbersIn(bytes: Uint8Array, dtype: string): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = dtype === "F64" ? 8 : dtype === "F32" ? 4 : 2;
  return Array.from(
    { length: Math.floor(bytes.length / size) },
    (_, i) => numberAt(view, size * i, dtype),
  );
}

function numberAt(view: DataView, at: number, dtype: string): number {
  if (dtype === "F64") return view.getFloat64(at, true);
  if (dtype === "F32") return view.getFloat32(at, true);
  const bits = view.getUint16(at, true);
  if (dtype === "BF16") {
    const wide = new DataView(new ArrayBuffer(4));
    wide.setUint32(0, bits * 2 ** 16);
    return wide.getFloat32(0);
  }
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, bits >> 10 & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign *
    (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
