import { deepStrictEqual, ok } from "node:assert/strict";
import { ANALYSES } from "../../src/analyses/index.ts";
import { sampleResults, THREE_LAYERS } from "../site/sample_results.ts";

/** Sentences of the run that have a short form, by topic. */
function shortForms(): Map<string, { text: string; short: string }> {
  const results = sampleResults({ layers: THREE_LAYERS });
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
    "At layer 18 0 of 32 random role mixtures go as far as PC1 (p_fw = 0.0303, the smallest that 32 can show).",
    "At the operating point of layer 18 a step along PC1 makes the models respond 12.5 degrees apart.",
  ]);
});

Deno.test("words() in short are shorter, and have no number that the sentence has not", () => {
  for (const [topic, { text, short }] of shortForms()) {
    ok(short.length < text.length && short.split(" ").length <= 30, topic);
    for (const number of short.match(/\d+(?:\.\d+)?/g) ?? []) ok(text.includes(number), topic);
  }
});
