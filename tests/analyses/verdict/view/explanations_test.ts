import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Results } from "../../../../src/results.ts";
import type { Explanation, Phrase } from "../../../../src/analyses/verdict/view/explanation.ts";
import { explanations } from "../../../../src/analyses/verdict/view/explanations.ts";
import { samplePages, textOf } from "../../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../../site/sample_results.ts";
import { sampleTexts } from "../../../site/sample_site.ts";

const layers = THREE_LAYERS;

function text({ before, name, after }: Phrase): string {
  return `${before}${name ?? ""}${after}`;
}

/** Answer and remarks to a question, joined. */
function told(results: Results, question: RegExp): string {
  const item = explanations(results).items.find((it: Explanation) => question.test(it.question));
  return item === undefined ? "" : [item.answer, ...item.remarks].map(text).join(" | ");
}

Deno.test("explanations() answers four questions for the layer of the verdict", () => {
  const results = sampleResults({ layers });
  strictEqual(explanations(results).layer, 18);
  strictEqual(
    told(results, /arise/),
    "from h on | farther than 95 % of random role mixtures (rank p of PC1 alone at most 0.05, uncorrected) | " +
      "without the outlier dimensions: the same",
  );
  strictEqual(
    told(results, /tensor/),
    "down_proj | 90.0 % of the change (Shapley share) | itself changed 0.81 times as much along PC1 as along random inputs | " +
      "without the outlier dimensions: down_proj, 90.0 %",
  );
  const largest = results.causes!.neurons[18]!.rows
    .toSorted((a, b) => b.contribution - a.contribution).slice(0, 4).map(({ neuron }) => neuron);
  strictEqual(
    told(results, /neurons/),
    `7 of 36,864 | reach half of |d|, largest first | the largest: ${
      largest.join(", ")
    } | without the outlier dimensions: 11`,
  );
  ok(
    told(results, /span/).startsWith(
      "82.0 % of |d|² | a random role mixture: 20.0 % in the median",
    ),
  );
  ok(told(results, /span/).includes("the mean direction of all vectors holds 58.0 % of |d|²"));
  const [strongest] = results.decompositions[18]!;
  results.decomposition_info[18]!.summary = null;
  ok(told(results, /point/).startsWith(`away from ${strongest!.name} | largest |projection| (`));
});

Deno.test("explanations() names no tensor and no stage where none may be named", () => {
  const results = sampleResults({ layers: [17, 24] });
  strictEqual(
    told(results, /tensor/),
    "none alone | largest share: gate_proj, 40.0 %; none holds more than half | " +
      "without the outlier dimensions: none alone",
  );
  const causes = results.causes!;
  causes.leading_tensors = causes.leading_tensors.map((row) => ({
    ...row,
    unnamed: "orders_disagree",
  }));
  ok(told(results, /tensor/).includes("gate_proj, 40.0 %; first in and last in disagree |"));
  causes.stage_appearance = causes.stage_appearance.map((row) => ({
    ...row,
    standing: "nowhere",
    stage: null,
  }));
  ok(told(results, /arise/).startsWith("no stage beyond chance"));
  causes.named_neurons = causes.named_neurons.map((row) => ({ ...row, neurons: [] }));
  ok(told(results, /neurons/).includes("| none holds 5.0 % of it, so none is named |"));
});

Deno.test("explanations() says what it cannot tell without draws, and says nothing where nothing changed", () => {
  const results = sampleResults({ layers });
  const causes = results.causes!;
  causes.stage_appearance = causes.stage_appearance.map((row) => ({
    ...row,
    standing: "unknown",
    stage: null,
  }));
  ok(told(results, /arise/).startsWith("cannot tell | too little was run"));
  deepStrictEqual(explanations(sampleResults({ layers, isSelf: true })).items, []);
  deepStrictEqual(
    explanations(sampleResults({ layers, hasCauses: false })).items.map((it) => it.question),
    ["How much do roles and traits span?"],
  );
});

Deno.test("explanations() are none of a difference that rounding alone could make", () => {
  const results = sampleResults({ layers });
  deepStrictEqual(explanations({ ...results, within_noise: [18] }).items, []);
  ok(explanations({ ...results, within_noise: [17] }).items.length > 0);
});

Deno.test("explanations() say of how many vectors the change points along one more than random role mixtures do", () => {
  const results = sampleResults({ layers });
  const info = results.decomposition_info["18"]!;
  const pointing = (n_stands_out: number, draws_suffice: boolean) =>
    told({
      ...results,
      decomposition_info: {
        "18": {
          ...info,
          summary: { ...info.summary!, draws_suffice },
          inputs: [{ input_vector: "PC1", n_tested: 100, n_stands_out }],
        },
      },
    }, /span/);
  const among = "of 100 cosines unlike those of random role mixtures (p_fw at most 0.05)";
  ok(pointing(0, true).includes(`none ${among}`));
  ok(pointing(7, true).includes(`7 ${among}`));
  ok(!pointing(0, false).includes(among));
});

Deno.test("overviewPage() links the verdict to what explains it, and leaves findings of layers to their pages", () => {
  const page = samplePages({ layers }).get("index.html")!;
  const links = [...page.querySelectorAll(".explained a:not(.term)")].map((link) =>
    link.getAttribute("href")
  );
  deepStrictEqual(links, [
    "causes.html#stages-18",
    "causes.html#tensors-18",
    "neurons/layer-18.html",
    "decompositions/layer-18.html#together",
  ]);
  const findings = [...page.querySelectorAll("#findings ~ .findings li")].map(textOf);
  ok(findings.length > 0 && findings.every((finding) => !/^A sentence about/.test(finding)));
  ok(!sampleTexts({ layers, isSelf: true }).get("index.html")!.includes('explained"'));
});
