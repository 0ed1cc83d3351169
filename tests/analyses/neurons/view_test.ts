import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { renderSite } from "../../../src/site/write/render_site.ts";
import { vectorsPath } from "../../../src/site/kit/paths.ts";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { samplePages, siteTexts, textOf } from "../../site/html.ts";
import {
  HOSTILE_NAMES,
  type SampleOptions,
  sampleResults,
  THREE_LAYERS,
} from "../../site/sample_results.ts";
import { sampleTexts } from "../../site/sample_site.ts";

const layers = THREE_LAYERS;
const PATH = "neurons/layer-18.html";

function neurons(options: SampleOptions = {}): Document {
  return samplePages({ layers, ...options }).get(PATH)!;
}

/** Texts of the cells of each row of the first table after a heading. */
function table(page: Document, id: string): string[][] {
  const rows = page.getElementById(id)!.parentElement!.querySelectorAll("tbody tr");
  return [...rows].map((row) => [...row.querySelectorAll("th, td")].map(textOf));
}

Deno.test("neuronsPage() is there for every layer of which neurons are known, and for no other", () => {
  const paths = (options: SampleOptions) =>
    [...samplePages({ layers, ...options }).keys()].filter((path) => path.startsWith("neurons"));
  deepStrictEqual(paths({}), [PATH, "neurons/layer-24.html"]);
  deepStrictEqual(paths({ isSelf: true }), []);
});

Deno.test("neuronsPage() sets the sums of the parts beside |d|, with and without the outlier dimensions", () => {
  const length = sampleResults({ layers }).causes!.neurons[18]!.delta_norm;
  const [raw, trimmed] = table(neurons(), "sums");
  const number = (text: string | undefined) => Number(text!.replace("−", "-"));
  strictEqual(raw![0], "all coordinates");
  strictEqual(trimmed![0], "outlier dimensions removed");
  ok(Math.abs(number(raw![4]) - length) < 0.01 && raw![4] === raw![5]);
  ok(Math.abs(number(raw![1]) + number(raw![2]) + number(raw![3]) - length) < 0.2);
  deepStrictEqual([raw!.at(-1), trimmed!.at(-1)], ["7", "11"]);
  deepStrictEqual(
    table(neurons({ hasOutliers: false }), "sums").map((row) => row[0]),
    ["all coordinates"],
  );
});

Deno.test("neuronsPage() draws the 20 largest, with and without the outlier dimensions side by side", () => {
  const page = neurons();
  ok(textOf(page.getElementById("largest")).endsWith("the 20 largest contributions"));
  const charts = [...page.querySelectorAll("#largest ~ figure .chart")];
  deepStrictEqual(charts.map((chart) => textOf(chart.querySelector(".panel-title"))), [
    "all coordinates",
    "outlier dimensions removed",
  ]);
  strictEqual(
    neurons({ hasOutliers: false }).querySelectorAll("#largest ~ figure .chart").length,
    1,
  );
});

Deno.test("neuronsPage() tables every listed neuron with its nearest role and trait", () => {
  const { rows } = sampleResults({ layers }).causes!.neurons[18]!;
  const cells = table(neurons(), "all");
  strictEqual(cells.length, rows.length);
  deepStrictEqual(cells.map((row) => row[0]), rows.map((row) => String(row.neuron)));
  const nearest = rows[0]!.nearest.find((it) => it.kind === "role")!;
  deepStrictEqual(cells[0]!.slice(8, 10), [nearest.name, nearest.cosine.toFixed(3)]);
});

Deno.test("neuronsPage() says whether its table has all neurons of the layer", () => {
  const results = sampleResults({ layers });
  const of = results.causes!.neurons[18]!;
  const summary = () => /\d+ neurons as a table: [^<]*/.exec(siteTexts(results).get(PATH)!)![0];
  ok(summary().endsWith(", not all of the layer"));
  results.causes!.neurons[18] = { ...of, neurons: of.rows.length };
  ok(summary().endsWith("as a table: all of the layer"));
});

Deno.test("neuronsPage() speaks of a norm that rescales only where one follows the MLP", () => {
  const results = sampleResults({ layers });
  const text = () => siteTexts(results).get(PATH)!;
  ok(text().includes("or because the norm after the MLP <em>rescales</em> what all neurons write"));
  results.inputs.base.has_post_norm = results.inputs.instruct.has_post_norm = false;
  ok(text().includes("no norm after the MLP rescales anything; either part is averaged over both"));
});

Deno.test("neuronsPage() says how many reach half where there is no sentence of it", () => {
  const results = sampleResults({ layers });
  results.findings = results.findings.filter(({ topic }) => topic !== "neurons");
  const text = () => siteTexts(results).get(PATH)!;
  ok(text().includes("; the 7 largest reach half of it."));
  results.causes!.neurons[18]!.half_count = 1;
  ok(text().includes("; the largest alone reaches half of it."));
  results.causes!.neurons[18]!.half_count = null;
  ok(text().includes("; no number of neurons reaches half of it."));
  ok(/ neurons sum to \|d\| = [\d.]+; no number/.test(text()));
  results.inputs.instruct.biased = ["down"];
  results.causes!.neurons[18]!.contribution_sum = 0.75 * results.causes!.neurons[18]!.delta_norm;
  ok(
    / sum to 75\s% of \|d\| = [\d.]+, and the bias of down_proj adds the rest; no number/.test(
      text(),
    ),
  );
  Object.assign(results.causes!.neurons[18]!, { contribution_sum: 0, delta_norm: 0 });
  ok(/ sum to \|d\| = 0; no number/.test(text()), "a layer that is the same in both");
});

Deno.test("neuronsPage() sets the nearest vectors beside chance, where there are vectors", () => {
  const results = sampleResults({ layers });
  const text = () => siteTexts(results).get(PATH)!;
  ok(
    /By chance at most one direction in twenty has a \|cosine\| above 0\.\d+ with any /.test(
      text(),
    ),
  );
  Object.assign(results.decomposition_info[18]!, { roles: 0, traits: 0 });
  ok(!text().includes("By chance") && text().includes("of positive cosine. Also as"));
});

Deno.test("neuronsPage() says that it is no causal test, and names the file to steer with where there is one", () => {
  const page = neurons();
  ok(textOf(page.querySelector("main")).includes("A list of neurons is no causal test"));
  ok(page.querySelector('[href*="safetensors"]') === null);
  const bytes = safetensorsBytes([]);
  const files = renderSite(sampleResults({ layers }), new Map([[vectorsPath(18), bytes]]));
  const link = `href="../${vectorsPath(18)}"`;
  ok(String(files.get(PATH)).includes(link));
  ok(String(files.get("decompositions/layer-18.html")).includes(link));
  ok(!String(files.get("decompositions/layer-24.html")).includes("safetensors"));
});

Deno.test("neuronsPage() takes no hostile name for anything but text", () => {
  const page = sampleTexts({ layers, names: HOSTILE_NAMES }).get(PATH)!;
  ok(!/<img\b|<script(?! src="[./]*assets\/site\.js")/.test(page));
});
