import { match, strictEqual } from "node:assert/strict";
import { words } from "../../../src/analyses/noise_floor/words.ts";
import { mlpRow } from "../measured_results.ts";

Deno.test("words() speak of the layers that were settled to lie within the noise, whatever their figure", () => {
  const mlp = [3, 4].map((layer) => ({
    ...mlpRow(layer, "PC1", 9, 0.1),
    delta_over_floor: 3.5,
  }));
  match(
    words({ mlp, within_noise: [4] })[0]!.text,
    /^At layer 4 \|d\| of PC1 is less than 3 times/,
  );
  match(words({ mlp, within_noise: [] })[0]!.text, /is at least 3\.5 times/);
});

Deno.test("words() say nothing of a layer without a change, or without a floor", () => {
  const still = { ...mlpRow(3, "PC1", 0, 0), delta_over_floor: 0 };
  strictEqual(words({ mlp: [still, mlpRow(4, "PC1", 9, 0.1)], within_noise: [3] }).length, 0);
});

Deno.test("words() name the layers that a change can be told of where it is not all", () => {
  const still = { ...mlpRow(3, "PC1", 0, 0), delta_over_floor: 0 };
  const moved = { ...mlpRow(4, "PC1", 9, 0.1), delta_over_floor: 607.8 };
  match(words({ mlp: [still, moved], within_noise: [] })[0]!.text, /^At layer 4 .* 600 times/);
  match(
    words({ mlp: [moved], within_noise: [] })[0]!.text,
    /^At every layer analysed .* 600 times/,
  );
});
