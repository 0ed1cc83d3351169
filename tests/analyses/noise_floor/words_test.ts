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

Deno.test("words() name layers whose change is no more than arithmetic may be off by, with or without a floor", () => {
  const tiny = (layer: number, floors: number | null) => ({
    ...mlpRow(layer, "PC1", 1e-4, 1e-16),
    base_output_norm: 100,
    instruct_output_norm: 100,
    delta_over_floor: floors,
  });
  const moved = { ...mlpRow(5, "PC1", 9, 0.1), delta_over_floor: 20 };
  const [first, second] = words({ mlp: [tiny(3, null), tiny(4, 50), moved], within_noise: [3, 4] });
  match(first!.text, /^At layer 5 \|d\| of PC1 is at least 20 times/);
  match(
    second!.text,
    /^At layers 3-4 \|d\| of PC1 is less than 3 times what float32 arithmetic may be off by:/,
  );
});
