import { deepStrictEqual, ok } from "node:assert/strict";
import { explainedChart } from "../../../../src/analyses/projection/view/explained_chart.ts";
import { pursuitChart } from "../../../../src/analyses/projection/view/pursuit_chart.ts";
import { zScoresChart } from "../../../../src/analyses/projection/view/z_scores_chart.ts";
import { HOSTILE_NAMES, sampleResults } from "../../../site/sample_results.ts";
import { sampleColumns } from "../../../site/sample_summary.ts";
import { matchesSnapshot, titles } from "../../../site/snapshot.ts";

const SHARES = [
  { label: "all vectors", share: 0.82, drawsMedian: 0.2, drawsHigh: 0.31 },
  { label: "without O", share: 0.4, drawsMedian: null, drawsHigh: null },
];

/** Vectors with these names and projections. */
function rows(entries: readonly (readonly [string, "role" | "trait", number])[]) {
  return entries.map(([name, kind, projection]) => {
    const columns = sampleColumns(projection, false);
    return { name, kind, projection, cosine: null, ...columns, cosine_z: columns.cosine_z ?? 0 };
  });
}

Deno.test("explainedChart() draws as before, with and without draws", () => {
  const options = { className: "chart-together", label: "Shares", width: 360 };
  const svg = explainedChart(SHARES, options);
  matchesSnapshot("explained", svg);
  deepStrictEqual(titles(svg), [
    "random role mixtures, median: 20.0 %",
    "all vectors: 82.0 %",
    "without O: 40.0 %",
  ]);
});

Deno.test("pursuitChart() draws as before", () => {
  const { pursuit } = sampleResults({ layers: [18] }).decomposition_info["18"]!.summary!;
  const steps = pursuit.filter(({ variant }) => variant === "raw").slice(0, 5);
  const options = { className: "chart-pursuit", label: "Pursuit", width: 360 };
  matchesSnapshot("pursuit", pursuitChart(steps, options));
});

Deno.test("zScoresChart() fills the dots that stand out among all vectors, and writes names as text", () => {
  const options = {
    standingOut: [{ kind: "role" as const, name: "poet" }],
    className: "chart-z",
    label: "z",
    width: 360,
  };
  const some = rows([["poet", "role", -374], ["literal", "trait", 20], ["stoic", "trait", 3]]);
  matchesSnapshot("z_scores", zScoresChart(some, options));
  const hostile = zScoresChart(rows(HOSTILE_NAMES.map((name) => [name, "role", 40])), options);
  ok(!/<(script|img)/.test(hostile));
});
