import { deepStrictEqual as deepEqual, ok, strictEqual as equal, throws } from "node:assert/strict";
import { checkResults } from "../../src/analyses/check_results.ts";
import { fromSchema1 } from "../../src/results/schema_1.ts";
import { renderSite } from "../../src/site/write/render_site.ts";
import { topicOf } from "../analyses/topic_of.ts";

/** What version 0.1.0 wrote of the demonstration, its long tables cut short. */
const STORED = JSON.parse(
  await Deno.readTextFile(new URL("../testdata/results/schema-1.json", import.meta.url)),
);

/** Rows with the columns that came after them, which are unknown there: null, and nothing else. */
function withLater(stored: readonly object[], read: readonly object[]): object[] {
  return stored.map((row, i) => {
    const later = Object.keys(read[i] ?? {}).filter((column) => !(column in row));
    return { ...row, ...Object.fromEntries(later.map((column) => [column, null])) };
  });
}

Deno.test("checkResults() reads results of schema 1 with the numbers that they have", () => {
  const results = checkResults(STORED);
  equal(STORED.schema, "deltascope.results/1");
  equal(results.schema, "deltascope.results/2");
  for (const part of ["peaks", "device", "options"] as const) {
    deepEqual(results[part], STORED[part], part);
  }
  for (const part of ["mlp", "baseline"] as const) {
    deepEqual(results[part], withLater(STORED[part], results[part]), part);
  }
  for (const [layer, rows] of Object.entries<object[]>(STORED.decompositions)) {
    deepEqual(results.decompositions[layer], withLater(rows, results.decompositions[layer]!));
  }
  for (const part of ["robustness", "quantiles", "operating_point", "bootstrap"] as const) {
    deepEqual(results.evidence?.[part], STORED.evidence[part], part);
  }
  equal(results.evidence?.verdict?.answer, STORED.evidence.verdict.answer);
  deepEqual(checkResults(JSON.parse(JSON.stringify(results))), results);
});

Deno.test("checkResults() keeps every sentence of schema 1, by its topic and the layer that tells it", () => {
  const { findings } = checkResults(STORED);
  const texts = findings.map(({ text }) => text);
  deepEqual(STORED.findings.filter(({ text }: { text: string }) => !texts.includes(text)), []);
  const told = new Set(findings.map(topicOf));
  for (
    const topic of [
      "verdict",
      "hypothesis-layer",
      "chance",
      "stages-18",
      "largest-neurons-trimmed-18",
      "decomposition-18",
    ]
  ) ok(told.has(topic), topic);
});

Deno.test("results of schema 1 render", () => {
  const files = renderSite(checkResults(STORED));
  ok(files.has("index.html") && files.has("decompositions/layer-18.html"));
});

Deno.test("fromSchema1() finds the layers within the noise, and takes numbers and warnings off the names of findings", () => {
  const row = (layer: number, input_vector: string, delta_over_floor: number | null) => ({
    layer,
    input_vector,
    delta_over_floor,
  });
  const { within_noise, findings } = fromSchema1({
    mlp: [row(3, "PC1", 2.9), row(3, "-PC1", 9), row(4, "PC1", 3), row(5, "PC1", null)],
    findings: [
      { id: "layer-18", text: "a", layers: [18] },
      { id: "decomposition-7-warning-1", text: "b", layers: [7] },
      { id: "unread-2", text: "c", layers: [] },
    ],
  }, "x");
  deepEqual(within_noise, [3]);
  deepEqual(findings, [
    { topic: "hypothesis-layer", layer: null, text: "a", layers: [18] },
    { topic: "decomposition-warning", layer: 7, text: "b", layers: [7] },
    { topic: "unread", layer: null, text: "c", layers: [] },
  ]);
});

Deno.test("checkResults() names what does not fit in results of schema 1 as in those of today", () => {
  const { mlp: _, ...without } = STORED;
  throws(() => checkResults(without), /^TypeError: Cannot read results at mlp: expected/);
  throws(() => checkResults({ ...STORED, findings: 3 }), /Cannot read results at findings/);
});
