import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { hybrids, onlySide, whole } from "../../src/compute/mixture.ts";
import { PARTS, storedParts } from "../../src/sources/checkpoint/weights.ts";
import { COMPONENTS } from "../../src/results/values.ts";
import { PLAIN } from "./pass_requests.ts";

Deno.test("hybrids() take the tensors of instruct by the bits of their index", () => {
  for (const parts of [PARTS, PARTS.slice(0, 4), PARTS.slice(1), PARTS.slice(1, 4)]) {
    const all = hybrids(PLAIN, parts);
    equal(all.length, 2 ** parts.length);
    for (const [index, mixture] of all.entries()) {
      const bits = parts.map((part) => Number(mixture[part] === "instruct"));
      equal(bits.reduce((sum, bit, k) => sum + bit * 2 ** k, 0), index);
    }
    deepEqual(all[0], whole("base", PLAIN));
  }
  deepEqual(hybrids(PLAIN, PARTS)[31], whole("instruct", PLAIN));
});

Deno.test("onlySide() is that of every part that there is, and null of two models", () => {
  const instruct = whole("instruct", PLAIN);
  equal(onlySide(instruct, PARTS), "instruct");
  equal(onlySide({ ...instruct, up: "base" }, PARTS), null);
  equal(onlySide({ ...instruct, postNorm: "base" }, PARTS), null);
  equal(onlySide({ ...instruct, postNorm: "base" }, PARTS.slice(0, 4)), "instruct");
});

Deno.test("PARTS are the components of the results, in one order", () => {
  const inWords = PARTS.map((part) => part.replace(/Norm$/, "_norm"));
  deepEqual(inWords, [...COMPONENTS]);
});

Deno.test("storedParts() leave out norms that are not there or have no weight", () => {
  const of = (hasPreNorm: boolean, hasPostNorm: boolean, isNormScaled = true) =>
    storedParts({ hasPreNorm, hasPostNorm, isNormScaled });
  deepEqual(of(true, true), [...PARTS]);
  deepEqual(of(true, false), PARTS.slice(0, 4));
  deepEqual(of(false, true), PARTS.slice(1));
  deepEqual(of(true, false, false), ["gate", "up", "down"]);
});
