import assert from "node:assert/strict";
import { vectorFault } from "../../../src/sources/vectors/vector_values.ts";

Deno.test("vectorFault() passes what bfloat16 and the square of a length in float32 hold", () => {
  // The largest bfloat16 is 255 * 2^120 = 3.3895e38; sqrt(3.4028e38) = 1.8447e19.
  assert.equal(vectorFault([1, -2, 0]), null);
  assert.equal(vectorFault([1.84e19, 0]), null);
  assert.equal(vectorFault([0, 0]), null);
  assert.equal(vectorFault(Float32Array.of(1e-18), { isDirection: true }), null);
});

for (
  const [values, isDirection, fault] of [
    [[1, NaN], false, "finite numbers at layer 3, found NaN at element 1"],
    [[-Infinity], false, "finite numbers at layer 3, found -Infinity at element 0"],
    // Between the largest bfloat16 and the largest float32: finite as stored, infinite once rounded.
    [
      [0, 0, 3.4e38],
      false,
      "finite numbers in bfloat16 at layer 3, found Infinity at element 2 (stored 3.4e+38)",
    ],
    [
      [1e300],
      false,
      "finite numbers in bfloat16 at layer 3, found Infinity at element 0 (stored 1e+300)",
    ],
    [
      [1, 3e19],
      false,
      "a length at layer 3 whose square is a float32 number, found a length of 3.00e+19 (element 1 is 30000000000000000000)",
    ],
    [[0, 0], true, "a vector other than 0 at layer 3, found 0 at all 2 elements"],
    [
      [2 ** -100, 0],
      false,
      "a length at layer 3 whose square is a float32 number, found a length of 7.89e-31",
    ],
    [
      [1e-20],
      true,
      "a length at layer 3 whose square is a float32 number, found a length of 1.00e-20",
    ],
  ] as const
) {
  Deno.test(`vectorFault() finds what is wrong with [${values}]`, () => {
    assert.equal(vectorFault(values, { isDirection, where: " at layer 3" }), fault);
  });
}
