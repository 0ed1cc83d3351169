import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { hybrids, onlySide, PARTS, whole } from "../../src/compute/mixture.ts";
import { COMPONENTS } from "../../src/results/values.ts";
import { PLAIN } from "./pass_requests.ts";

Deno.test("hybrids() take the tensors of instruct by the bits of their index", () => {
  for (const hasPostNorm of [true, false]) {
    const parts = hasPostNorm ? PARTS : PARTS.slice(0, 4);
    const all = hybrids(PLAIN, { hasPostNorm });
    equal(all.length, 2 ** parts.length);
    for (const [index, mixture] of all.entries()) {
      const bits = parts.map((part) => Number(mixture[part] === "instruct"));
      equal(bits.reduce((sum, bit, k) => sum + bit * 2 ** k, 0), index);
    }
    deepEqual(all[0], whole("base", PLAIN));
  }
  deepEqual(hybrids(PLAIN, { hasPostNorm: true })[31], whole("instruct", PLAIN));
});

Deno.test("onlySide() is that of every part that there is, and null of two models", () => {
  const instruct = whole("instruct", PLAIN);
  equal(onlySide(instruct, { hasPostNorm: true }), "instruct");
  equal(onlySide({ ...instruct, up: "base" }, { hasPostNorm: true }), null);
  equal(onlySide({ ...instruct, postNorm: "base" }, { hasPostNorm: true }), null);
  equal(onlySide({ ...instruct, postNorm: "base" }, { hasPostNorm: false }), "instruct");
});

Deno.test("PARTS are the components of the results, in one order", () => {
  const inWords = PARTS.map((part) => part.replace(/Norm$/, "_norm"));
  deepEqual(inWords, [...COMPONENTS]);
});
