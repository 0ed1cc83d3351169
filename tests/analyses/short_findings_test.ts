import { deepStrictEqual, ok } from "node:assert/strict";
import { ANALYSES } from "../../src/analyses/index.ts";
import type { Results } from "../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../site/sample_results.ts";

/** Sentences of a run that have a short form, by topic. */
function shortForms(
  results: Results = sampleResults({ layers: THREE_LAYERS }),
): Map<string, { text: string; short: string }> {
  const found = ANALYSES.flatMap(({ words }) => words?.(results) ?? []);
  return new Map(
    found.flatMap(({ topic, text, short }) =>
      short === undefined ? [] : [[topic, { text, short }] as const]
    ),
  );
}

Deno.test("words() have a short form that says what the sentence says", () => {
  const forms = shortForms();
  const said = (topic: string) => forms.get(topic)?.short;
  deepStrictEqual(
    ["peaks", "output-scale", "trimmed", "centred", "own-layer", "sweep", "sweep-kinds"].map(said),
    [
      "The output turns most at layer 18 (23.8 degrees) and moves farthest at layer 24 (|d| = 705.7).",
      "Relative to the base output, |d| is 0.21 at layer 24 and 0.42 at layer 18.",
      "Without the 8 outlier dimensions the angular peak stays at layer 18.",
      "Without the component along µ the angular peak stays at layer 18.",
      "PC1 of the roles at layer 18 itself has a cosine of 0.97 with the one that was run.",
      "As an input role programmer turns the output farthest; 6 of 100 turn it farther than PC1.",
      "As inputs, roles turn the output by 12.8 degrees and traits by 11.5 degrees, by the mean 1 − cos.",
    ],
  );
  deepStrictEqual(["chance", "operating-point"].map(said), [
    "0 of 32 random role mixtures go as far at any of the 3 layers (p_fw = 0.0303, the smallest that 32 can show) as PC1 at layer 18.",
    "At the operating point of layer 18 a step along PC1 makes the models respond 12.5 degrees apart.",
  ]);
});

Deno.test("words() call no layer a peak where it is the only one", () => {
  const { text, short } = shortForms(sampleResults({ layers: [18] })).get("peaks")!;
  ok(/turns from base to instruct at layer 18, the only one analysed, by 23\.8 degrees/.test(text));
  deepStrictEqual(
    short,
    "At layer 18, the only one analysed, the output turns by 23.8 degrees and moves by |d| = 460.3.",
  );
});

Deno.test("words() in short are shorter, and have no number that the sentence has not", () => {
  for (const [topic, { text, short }] of shortForms()) {
    ok(short.length < text.length && short.split(" ").length <= 30, topic);
    for (const number of short.match(/\d+(?:\.\d+)?/g) ?? []) ok(text.includes(number), topic);
  }
});

Deno.test("words() in short give a count beside the p of the same test", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const { layer } = results.peaks.angular!;
  const row = results.mlp.find((it) => it.layer === layer && it.input_vector === "PC1")!;
  // 9 of 32 at the layer, 30 of 32 at any layer.
  Object.assign(row, { p_persona: 10 / 33, pfw_persona: 31 / 33 });
  deepStrictEqual(
    shortForms(results).get("chance")?.short,
    "30 of 32 random role mixtures go as far at any of the 3 layers (p_fw = 0.939) as PC1 at layer 18.",
  );
});
