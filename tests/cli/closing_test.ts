import { deepStrictEqual as deepEqual, match, ok, strictEqual } from "node:assert/strict";
import { alongLines, closingText, vectorWarningLines } from "../../src/cli/closing.ts";
import type { Results, Verdict } from "../../src/results.ts";
import { sampleResults } from "../site/sample_results.ts";

const ANSWERS: Verdict["answer"][] = ["yes", "no", "only under", "cannot tell", "no difference"];

function judged(
  answer: Verdict["answer"],
  { layer, conditions = [], beyond = {} }: {
    layer: number;
    conditions?: string[];
    /** Whether a claim holds on all coordinates, where it is not as in the sample. */
    beyond?: Record<string, boolean | null>;
  },
): Results {
  const results = sampleResults({ layers: [17, 18, 19] });
  const { evidence } = results;
  const verdict = evidence?.verdict;
  if (!evidence || !verdict) throw new Error("Cannot use this sample: it has no verdict");
  const table = verdict.table.map((cell) =>
    cell.condition === "raw" && cell.claim in beyond
      ? { ...cell, holds: beyond[cell.claim]! }
      : cell
  );
  const asked = ["raw", "trimmed", "at the operating point", "centred"].map((condition) => ({
    condition,
    decides: condition !== "centred",
    is_beyond: conditions.includes(condition),
  }));
  const changed = { ...verdict, answer, layer, conditions, asked, table };
  return { ...results, evidence: { ...evidence, verdict: changed } };
}

const nWords = (text: string) => text.replace("Does PC1 stand out? ", "").split(/\s+/).length;

Deno.test("closingText() has at most thirty words after its question, whatever the answer and wherever the peak", () => {
  const conditions = [[], ["at the operating point"], ["raw", "trimmed", "centred"]];
  for (const answer of ANSWERS) {
    for (const layer of [17, 18, 19]) {
      for (const some of conditions) {
        const text = closingText(judged(answer, { layer, conditions: some }));
        ok(nWords(text) <= 30, `${nWords(text)} words: ${text}`);
        strictEqual(text.includes("Does PC1 stand out?"), answer !== "no difference");
      }
    }
  }
});

Deno.test("closingText() counts the conditions that decide, and no other", () => {
  const text = (conditions: string[]) =>
    closingText(judged("only under", { layer: 18, conditions }));
  match(text(["raw", "trimmed", "centred"]), /Only in part: .* under 2 of 3 conditions[.;]/);
  match(text(["raw", "centred"]), /Only on all coordinates: .*, more than role mixtures[.;]/);
  match(
    text(["at the operating point"]),
    /data\. Does PC1 stand out\? Only at the operating point: .* role mixtures[.;]/,
  );
});

/** Whether PC1 is beyond role mixtures and beyond single roles, and what is said of a no. */
const REASONS = [
  [true, false, "farther than role mixtures, but not than single roles"],
  [false, true, "farther than single roles, not shown to pass role mixtures"],
  [false, false, "not shown to pass role mixtures or single roles"],
  [false, null, "not shown to pass role mixtures"],
] as const;

for (const [mixtures, roles, reason] of REASONS) {
  Deno.test(`closingText() says of a no what decided it: ${reason}`, () => {
    const beyond = { "beyond persona": mixtures, "beyond single roles": roles };
    for (const layer of [17, 18, 19]) {
      const text = closingText(judged("no", { layer, beyond }));
      match(
        text,
        new RegExp(
          `^Synthetic data\\. Does PC1 stand out\\? No: at layer ${layer} PC1 turns [\\d.]+°, ${reason}\\.( Layer|$)`,
        ),
      );
      ok(nWords(text) <= 30, text);
    }
  });
}

Deno.test("closingText() says of a no at which other layer role mixtures are passed, where none turns more", () => {
  const results = judged("no", { layer: 18, beyond: { "beyond persona": false } });
  const peak = results.peaks.angular!.layer;
  const of = (pfw: (layer: number) => number, answer: "no" | "yes" = "no") => {
    const { evidence } = judged(answer, { layer: peak, beyond: { "beyond persona": false } });
    const mlp = results.mlp.map((row) => ({ ...row, pfw_persona: pfw(row.layer) }));
    return closingText({ ...results, evidence, mlp });
  };
  const other = results.options.layers.find((layer) => layer !== peak)!;
  const text = of((layer) => layer === other ? 1 / 33 : 1);
  match(
    text,
    new RegExp(
      `mixtures\\. At layer ${other} mixtures are passed on all coordinates: --focus ${other}\\.$`,
    ),
  );
  ok(nWords(text) <= 30, text);
  for (const silent of [of(() => 1), of(() => 1 / 33), of(() => 1 / 33, "yes")]) {
    ok(!silent.includes("--focus"), silent);
  }
});

Deno.test("closingText() says of a no where a state of the model is another matter", () => {
  const peak = sampleResults({ layers: [17, 18, 19] }).peaks.angular!.layer;
  const results = judged("no", { layer: peak, beyond: { "beyond persona": false } });
  const evidence = results.evidence!;
  const told = (holds: boolean) => {
    const table = evidence.verdict!.table.map((cell) =>
      cell.condition === "at the operating point" && cell.claim.startsWith("beyond")
        ? { ...cell, holds }
        : cell
    );
    return closingText({
      ...results,
      evidence: { ...evidence, verdict: { ...evidence.verdict!, table } },
    });
  };
  match(told(true), /°, [^;]*; farther than both at the operating point\.$/);
  match(told(false), /°, [^;]*\.$/);
});

Deno.test("closingText() sets a difference that is not clear of rounding apart from none", () => {
  const kinds = {
    within_noise:
      /^No difference to speak of: at layer 18 PC1 turns [^,]*, not clear of rounding noise\./,
    at_layer: /^No difference: at layer 18 PC1 turns [^,]*°\./,
  } as const;
  for (const [kind, expected] of Object.entries(kinds)) {
    const results = judged("no difference", { layer: 18 });
    const evidence = results.evidence!;
    const verdict = { ...evidence.verdict!, no_difference: kind as keyof typeof kinds };
    const text = closingText({ ...results, evidence: { ...evidence, verdict } });
    match(text.replace("Synthetic data. ", ""), expected);
  }
});

Deno.test("closingText() explains a bigger peak at another layer than the one judged, and only then", () => {
  const peak = sampleResults({ layers: [17, 18, 19] }).peaks.angular!.layer;
  const elsewhere = closingText(judged("no", { layer: peak === 17 ? 18 : 17 }));
  match(
    elsewhere,
    new RegExp(` Layer ${peak} turns more \\([\\d.]+°\\); its own page judges that\\.$`),
  );
  // One figure for both would not say which is the larger.
  const results = judged("no", { layer: peak === 17 ? 18 : 17 });
  const nearly = results.mlp.map((row) => ({ ...row, delta_angular: 0.01 - 1e-9 * row.layer }));
  match(
    closingText({ ...results, mlp: nearly }),
    new RegExp(`turns 8\\.1°.* Layer ${peak} turns a little more; its own page judges that\\.$`),
  );
  const there = closingText(judged("yes", { layer: peak }));
  match(
    there,
    /Yes: at layer \d+ PC1 turns [\d.]+°, more than role mixtures under every condition that decides\.$/,
  );
});

Deno.test("closingText() says what there is without baselines and without a difference, and what is synthetic", () => {
  const results = sampleResults({ layers: [18] });
  match(
    closingText({ ...results, evidence: null }),
    /without baselines \(--random\) nothing tells whether/,
  );
  const none = { ...results, peaks: { absolute: null, angular: null } };
  match(closingText(none), /No difference: base and instruct give the same MLP outputs\.$/);
  const run = (is_synthetic: boolean) => ({ ...results.run, is_synthetic });
  strictEqual(closingText({ ...results, run: run(true) }).startsWith("Synthetic data. "), true);
  strictEqual(closingText({ ...results, run: run(false) }).includes("ynthetic"), false);
});

Deno.test("closingText() takes no unknown angle for none, and no zero output for the same one", () => {
  const results = judged("cannot tell", { layer: 17 });
  const unknown = results.mlp.map((row) =>
    row.layer === 17 ? { ...row, delta_angular: null } : row
  );
  match(closingText({ ...results, mlp: unknown }), /at layer 17 PC1 turns an unknown angle;/);
  const nowhere = { ...results, peaks: { ...results.peaks, angular: null } };
  match(
    closingText(nowhere),
    /differ in length alone, most at layer \d+: no angle could be judged\.$/,
  );
  const same = { ...results, peaks: { absolute: null, angular: null } };
  match(closingText(same), /No difference: base and instruct give the same MLP outputs\.$/);
});

Deno.test("vectorWarningLines() tells what is suspicious of the vectors at the first layer that shows it, once for each kind", () => {
  const finding = (topic: string, layer: number, text: string) => ({
    ...{ topic, layer, text },
    layers: [layer],
  });
  const findings = [
    finding("decomposition", 16, "what it is"),
    finding("decomposition-warning", 18, "roles"),
    finding("decomposition-warning", 18, "traits"),
    finding("decomposition-warning", 21, "roles again"),
  ];
  deepEqual(vectorWarningLines({ findings }), ["roles", "traits"]);
  deepEqual(vectorWarningLines({ findings: findings.slice(0, 1) }), []);
});

Deno.test("alongLines() tell of the layer that was judged alone", () => {
  const results = judged("no", { layer: 18 });
  const findings = [17, 18].map((layer) => ({
    ...{ topic: "along-one", layer, text: `along at ${layer}` },
    layers: [layer],
  }));
  deepEqual(alongLines({ ...results, findings }), ["along at 18"]);
  deepEqual(alongLines({ evidence: null, findings }), []);
});
