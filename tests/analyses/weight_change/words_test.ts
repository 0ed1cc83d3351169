import { match, strictEqual as equal } from "node:assert/strict";
import { words } from "../../../src/analyses/weight_change/words.ts";
import type { Causes, Measured } from "../../../src/results.ts";
import { sampleResults } from "../../site/sample_results.ts";

/** The sentence about layer 18, where each matrix changed by 5 %, and by so many times as much along PC1. */
function told(pc1_gain: number | null, change = 0.05): string {
  const results = sampleResults({ layers: [18] });
  const row = (weight: "gate" | "up" | "down"): Causes["weight_change"][number] => ({
    layer: 18,
    weight,
    isotropic_change: change,
    pc1_change: pc1_gain === null ? null : change * pc1_gain,
    pc1_gain,
  });
  results.causes!.weight_change = [row("gate"), row("up"), row("down")];
  return words(results as Measured).map(({ text }) => text).join("\n");
}

Deno.test("words() of weight change say how much each matrix changed, and by how much along PC1", () => {
  equal(
    told(1.02),
    "At layer 18 gate_proj, up_proj and down_proj themselves changed, along random inputs: gate_proj by 5 %, and 1.02 times as much " +
      "along PC1; up_proj by 5 %, and 1.02 times as much along PC1; down_proj by 5 %, and 1.02 times as much along PC1. " +
      "A factor of 1 along PC1 is that of an ordinary direction.",
  );
});

Deno.test("words() of weight change say nothing of PC1 where its factor is unknown", () => {
  equal(
    told(null),
    "At layer 18 gate_proj, up_proj and down_proj themselves changed, along random inputs: gate_proj by 5 %; up_proj by 5 %; " +
      "down_proj by 5 %.",
  );
});

Deno.test("words() of weight change say of matrices that are the same that they are", () => {
  equal(
    told(null, 0),
    "At layer 18 gate_proj, up_proj and down_proj give the same in both models along random inputs.",
  );
});

Deno.test("words() of weight change rank a layer by how many changed less, and call the least so where it is alone", () => {
  const results = sampleResults({ layers: [17, 18, 24] });
  const row = (layer: number, isotropic_change: number) => ({
    layer,
    weight: "gate" as const,
    isotropic_change,
    pc1_change: null,
    pc1_gain: null,
  });
  const told = (changes: readonly number[]) => {
    results.causes!.weight_change = [17, 18, 24].map((layer, i) => row(layer, changes[i]!));
    return words(results as Measured).find(({ layer }) => layer === 18)?.text ?? "";
  };
  match(told([0.06, 0.05, 0.07]), /gate_proj by 5 %, less than at every other layer\./);
  match(told([0.04, 0.05, 0]), /gate_proj by 5 %, more than at every other layer\./);
  match(told([0.05, 0.05, 0.07]), /gate_proj by 5 %, more than at 0 of the 2 other layers\./);
  match(told([0.04, 0.05, 0.07]), /gate_proj by 5 %, more than at 1 of the 2 other layers\./);
});
