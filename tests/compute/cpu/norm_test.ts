import assert from "node:assert/strict";
import { norm } from "../../../src/compute/cpu/norm.ts";
import { assertClose } from "../close.ts";
import { OPERATIONS, TWIN_TOLERANCE } from "./operations.ts";

const { x, weight, eps, ...expected } = OPERATIONS.rmsnorm;
const input = new Float32Array(x.flat());
const rms = (normOffset: 0 | 1, isOutputRounded: boolean) =>
  norm(input, new Float32Array(weight), { eps, normOffset, isCentred: false, isOutputRounded });

Deno.test("norm() agrees with PyTorch where the weight is w", () => {
  assertClose(rms(0, false), expected.offset_0.flat(), { label: "n", ...TWIN_TOLERANCE });
});

Deno.test("norm() agrees with PyTorch where the weight is 1 + w", () => {
  assertClose(rms(1, false), expected.offset_1.flat(), { label: "n", ...TWIN_TOLERANCE });
});

Deno.test("norm() rounds its output to bfloat16 exactly as PyTorch does", () => {
  assert.deepEqual([...rms(1, true)], expected.offset_1_rounded.flat());
});

Deno.test("norm() takes the mean off first where it is LayerNorm", () => {
  const options = { eps, normOffset: 0, isCentred: true, isOutputRounded: false } as const;
  assertClose(norm(input, new Float32Array(weight), options), expected.centred.flat(), {
    label: "n",
    ...TWIN_TOLERANCE,
  });
});
