import { deepStrictEqual as deepEqual, strictEqual as equal, throws } from "node:assert/strict";
import { decodeRecord, encodeRecord } from "../../src/measure/record_codec.ts";

/** As a record is written and read: through text. */
function throughText(value: unknown): unknown {
  const encoded = encodeRecord(value);
  return decodeRecord({ ...encoded, value: JSON.parse(JSON.stringify(encoded.value)) });
}

Deno.test("decodeRecord() gives back to the last bit what encodeRecord() was given", () => {
  const value = {
    numbers: [0.1, 1 / 3, 5e-324, -0, 0, 2 ** 60 + 2 ** 8, NaN, Infinity, -Infinity],
    words: ["", "a\u2028b", null, true, false],
    map: new Map<string, unknown>([["PC1", { a: 1 }], ["-PC1", new Map()]]),
    single: Float32Array.of(1.5, -0, NaN, 3.4e38),
    inside: [{ double: Float64Array.of(0.1, -0, Infinity) }, new Float32Array(0)],
    empty: {},
  };
  const found = throughText(value) as typeof value;
  deepEqual(found, value);
  equal(Object.is(found.numbers[3], -0), true);
  equal(Object.is(found.single[1], -0), true);
});

Deno.test("encodeRecord() copies a part of an array, not what it is cut from", () => {
  const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const { vectors } = encodeRecord({ part });
  deepEqual(throughText({ part }), { part: Float32Array.of(2, 3) });
  equal(vectors!.length < 120, true);
});

Deno.test("encodeRecord() leaves out what is undefined, and has no file where there are no vectors", () => {
  deepEqual(throughText({ a: undefined, b: 1 }), { b: 1 });
  equal(encodeRecord({ b: 1 }).vectors, null);
});

Deno.test("encodeRecord() refuses what it has no form for", () => {
  throws(
    () => encodeRecord({ a: () => 1 }),
    /^TypeError: Cannot write a record: it holds a function/,
  );
  throws(() => encodeRecord({ a: new Date() }), /it holds a object that has no form there/);
  throws(() => encodeRecord({ a: 1n }), /it holds a bigint/);
  throws(() => encodeRecord({ $map: 1 }), /a key begins with \$/);
});

Deno.test("decodeRecord() refuses a value whose vectors are not there", () => {
  const { value } = encodeRecord({ a: Float32Array.of(1) });
  throws(
    () => decodeRecord({ value, vectors: null }),
    /^Error: Cannot read a record: vector 0 is missing/,
  );
});
