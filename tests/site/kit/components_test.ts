import { strictEqual } from "node:assert/strict";
import { componentLabel } from "../../../src/site/kit/components.ts";

Deno.test("componentLabel() gives a component the layer at which it was found, and a vector that was given none", () => {
  const info = { source: "a.npy", layer: 8, variance_explained: null, scaler: null };
  const ends = { highest: ["monk"], lowest: ["clown"] };
  strictEqual(componentLabel({ name: "PC2", ...info, ...ends }).layer, 8);
  strictEqual(componentLabel({ name: "steer", ...info, ...ends }).layer, null);
});
