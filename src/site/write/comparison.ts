/**
 * Two runs side by side: one page with the same charts of each, and the results of both.
 *
 * @module
 */

import { titleName } from "../kit/names.ts";
import icon from "../../../site/favicon.svg" with { type: "text" };
import style from "../../../site/style.css" with { type: "text" };
import { formatLayers } from "../../text/layers.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import type { MlpRow, Results } from "../../results.ts";
import { verdictText } from "../../results/verdict_text.ts";
import { comparisonFigures } from "../pages/comparison_figures.ts";
import { withDownloads } from "./downloads.ts";
import { numberFigures } from "./figure_numbers.ts";
import { degreesOrNull } from "../../math/angle.ts";
import { analysedLayers } from "../kit/layer_strip.ts";
import { durationText } from "../kit/numbers.ts";
import { SYNTHETIC } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { searchIndexScript } from "./search_index.ts";
import { SITE_SCRIPT } from "./site_script.ts";
import { tableView } from "../kit/tables.ts";
import { renderTemplate } from "../kit/templates.ts";

const FILES = { a: "data/a/results.json", b: "data/b/results.json" };
const FACTS: [string, (results: Results) => string][] = [
  ["base", ({ inputs }) => inputs.base.name],
  ["instruct", ({ inputs }) => inputs.instruct.name],
  ["vectors", ({ inputs }) => inputs.vectors.name],
  ["layers", (results) => formatLayers(analysedLayers(results))],
  ["angular peak", ({ peaks }) => peaks.angular === null ? "none" : `layer ${peaks.angular.layer}`],
  [
    "absolute peak",
    ({ peaks }) => peaks.absolute === null ? "none" : `layer ${peaks.absolute.layer}`,
  ],
  ["components from", ({ options }) => `${options.pca}, layer ${options.pca_layer}`],
  ["vector layer", ({ options }) => String(options.vector_layer)],
  ["random directions", ({ options }) => `${options.random}, seed ${options.seed}`],
  ["weights", ({ options }) => options.weights],
  ["rounding", ({ options }) => options.rounding],
  ["device", ({ device }) => device.name],
  ["deltascope", ({ run }) => run.deltascope],
  ["synthetic", ({ run }) => run.is_synthetic ? "yes" : "no"],
];

/** Every file of the comparison by its path. The same results give the same bytes. */
export function renderComparison(a: Results, b: Results): Map<string, string> {
  const both = [a, b];
  const layersOfB = new Set(analysedLayers(b));
  const layers = analysedLayers(a).filter((layer) => layersOfB.has(layer));
  const made = (of: (results: Results) => string) => [...new Set(both.map(of))].join(" and ");
  const synthetic = syntheticSides(a, b);
  const { page, files } = withDownloads({
    path: PATHS.overview,
    title: "Two runs side by side",
    template: "comparison",
    content: {
      first: pairName(a),
      second: pairName(b),
      shared: sharedSentence(a, b, layers),
      verdicts: both.map((results) => verdictText(results).sentence ?? "No finding."),
      runs: tableView("The two runs", FACTS, [
        { label: "property", value: ([term]) => term },
        { label: "A", value: ([, of]) => of(a) },
        { label: "B", value: ([, of]) => of(b) },
        { label: "same", value: ([, of]) => of(a) === of(b) ? "yes" : "no" },
      ]),
      values: layers.length === 0 ? null : valueTable(a, b, layers),
      figures: comparisonFigures(a, b),
      files: Object.values(FILES),
    },
  });
  const html = renderTemplate("layout", {
    title: [
      page.title,
      ...synthetic === null ? [] : [synthetic.title],
      "deltascope",
    ].join(" · "),
    root: "",
    synthetic,
    navigation: [{ href: PATHS.overview, label: "Comparison", isCurrent: true }],
    style: PATHS.style,
    script: PATHS.script,
    icon: PATHS.icon,
    body: renderTemplate("comparison", { ...page.content, root: "" }),
    made: {
      version: made(({ run }) => run.deltascope),
      date: made(({ run }) => run.started.slice(0, 10)),
      device: made(({ device }) => device.name),
      duration: both.map(({ run }) => durationText(run.seconds)).join(" and "),
    },
  });
  return new Map([
    [PATHS.comparison, `${JSON.stringify({ schema: "deltascope.comparison/1", ...FILES })}\n`],
    [FILES.a, `${JSON.stringify(a, null, 1)}\n`],
    [FILES.b, `${JSON.stringify(b, null, 1)}\n`],
    [PATHS.overview, numberFigures(html)],
    ...files,
    [PATHS.style, style],
    [PATHS.script, SITE_SCRIPT],
    [PATHS.searchIndex, searchIndexScript([page])],
    [PATHS.icon, icon],
    [".nojekyll", ""],
  ]);
}

/** Which of the two is synthetic, for the title and for what stands above the page; null where neither is. */
function syntheticSides(
  a: Results,
  b: Results,
): { title: string; what: string; note: string } | null {
  if (a.run.is_synthetic && b.run.is_synthetic) {
    return { title: "synthetic demonstration", ...SYNTHETIC };
  }
  if (!a.run.is_synthetic && !b.run.is_synthetic) return null;
  const [made, other] = a.run.is_synthetic ? ["A", "B"] : ["B", "A"];
  return {
    title: `${made} synthetic`,
    what: `${made} is a synthetic demonstration, ${other} is not.`,
    note:
      `Weights and vectors of ${made} were made by a program: its half says nothing about a real model.`,
  };
}

/** Whether two runs measured the same with the same result: everything but when, where and how fast is equal. */
export function isSameMeasurement(a: Results, b: Results): boolean {
  const [first, second] = [a, b].map(({ run: _, device: __, ...measured }) =>
    JSON.stringify(measured)
  );
  return first === second;
}

function pairName({ inputs }: Results): string {
  return `${titleName(inputs.base.name)} to ${titleName(inputs.instruct.name)}`;
}

/** Which layers and inputs both runs have; a name tells of the content only where it holds a commit. */
function sharedSentence(a: Results, b: Results, layers: readonly number[]): string {
  if (isSameMeasurement(a, b)) {
    return "The two runs are equal: inputs, options and every number are the same in both.";
  }
  const same = (["base", "instruct", "vectors"] as const)
    .filter((name) => a.inputs[name].name === b.inputs[name].name);
  const inputs = same.length === 0
    ? "No input has the same name in both"
    : `Of the same name in both: ${same.join(", ")}`;
  const shared = layers.length === 0
    ? "The runs share no layer"
    : `Both runs have layers ${formatLayers(layers)}`;
  return `${shared}. ${inputs}; a name without a commit does not prove the same content.`;
}

function valueTable(a: Results, b: Results, layers: readonly number[]) {
  const rows = layers.map((layer) => ({ layer, a: pc1(a, layer), b: pc1(b, layer) }));
  const angle = (row: MlpRow | undefined) => degreesOrNull(row?.delta_angular ?? null);
  return tableView("PC1 in both runs", rows, [
    { label: "layer", value: (row) => row.layer },
    { label: "angle A (°)", value: (row) => angle(row.a) },
    { label: "angle B (°)", value: (row) => angle(row.b) },
    { label: "|d| A", value: (row) => row.a?.delta_norm ?? null },
    { label: "|d| B", value: (row) => row.b?.delta_norm ?? null },
  ]);
}

function pc1({ mlp }: Results, layer: number): MlpRow | undefined {
  return mlp.find((row) => row.layer === layer && row.input_vector === PEAK_INPUT);
}
