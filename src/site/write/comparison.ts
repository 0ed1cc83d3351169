/**
 * Two runs side by side: one page that sets them against each other, and the results of both.
 *
 * @module
 */

import icon from "../../../site/favicon.svg" with { type: "text" };
import { SITE_STYLE } from "./site_style.ts";
import type { Results } from "../../results.ts";
import { COMPARED_RESULTS, COMPARISON_SCHEMA } from "../../results/data_files.ts";
import { type Agreement, agreements, type AttachedFiles } from "../pages/comparison/agreements.ts";
import { comparisonView } from "../pages/comparison/page.ts";
import type { Runs } from "../pages/comparison/runs.ts";
import { withDownloads } from "./downloads.ts";
import { withContents } from "./contents.ts";
import { numberFigures } from "./figure_numbers.ts";
import { keptUnits } from "./kept_units.ts";
import { comparisonMarkdown } from "./markdown/comparison_md.ts";
import { durationText } from "../../text/words.ts";
import { SYNTHETIC, type SyntheticNote } from "../kit/page.ts";
import { PATHS } from "../kit/paths.ts";
import { searchIndexScript } from "./search_index.ts";
import { SITE_SCRIPT } from "./site_script.ts";
import { renderTemplate } from "../kit/templates.ts";
import { resultsText } from "./results_text.ts";

export { isSameMeasurement } from "../pages/comparison/page.ts";

const NO_FILES: AttachedFiles = { a: new Map(), b: new Map() };

/**
 * Every file of the comparison by its path; `attached` are the files of vectors that lie beside the results, with what their runs
 * measured of random role mixtures. The same results give the same bytes.
 *
 * @throws {SafetensorsError} if one of them is no safetensors file.
 * @throws {TypeError} if it does not fit its names.
 */
export function renderComparison(
  { a, b }: Runs,
  attached: AttachedFiles = NO_FILES,
): Map<string, string> {
  const both = [a, b];
  const made = (of: (results: Results) => string) => [...new Set(both.map(of))].join(" and ");
  const synthetic = syntheticSides(a, b);
  const compared = agreements({ a, b }, attached);
  const view = comparisonView({ a, b }, {
    compared,
    files: [...Object.values(COMPARED_RESULTS), PATHS.comparison],
  });
  const { page, files } = withDownloads({
    path: PATHS.overview,
    title: "Two runs side by side",
    template: "comparison",
    content: view,
  }, { synthetic });
  const html = renderTemplate("layout", {
    title: [
      page.title,
      ...synthetic === null ? [] : [synthetic.title],
      "deltascope",
    ].join(" · "),
    root: "",
    synthetic,
    navigation: [{ href: PATHS.overview, label: "Comparison", current: "page" }],
    style: PATHS.style,
    script: PATHS.script,
    icon: PATHS.icon,
    body: renderTemplate("comparison", { ...page.content, root: "", report: PATHS.report }),
    made: {
      version: made(({ run }) => run.deltascope),
      date: made(({ run }) => run.started.slice(0, 10)),
      device: made(({ device }) => device.name),
      duration: both.map(({ run }) => durationText(run.seconds)).join(" and "),
    },
  });
  return new Map([
    [PATHS.comparison, comparisonJson(compared)],
    [COMPARED_RESULTS.a, `${resultsText(a)}\n`],
    [COMPARED_RESULTS.b, `${resultsText(b)}\n`],
    [PATHS.overview, keptUnits(numberFigures(withContents(html)))],
    ...files,
    [PATHS.style, SITE_STYLE],
    [PATHS.script, SITE_SCRIPT],
    [PATHS.searchIndex, searchIndexScript([page])],
    [PATHS.icon, icon],
    [PATHS.report, comparisonMarkdown(view, { synthetic })],
    [".nojekyll", ""],
  ]);
}

/** Which of the two is synthetic, for the title and for what stands above the page; null where neither is. */
function syntheticSides(
  a: Results,
  b: Results,
): SyntheticNote & { title: string } | null {
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

/** Where the results lie, and how alike the decompositions are. */
function comparisonJson(compared: readonly Agreement[]): string {
  const decompositions = compared.flatMap(({ layers, isSamePc1, correlations }) =>
    correlations.map(({ variant, vectors, rho, opposite, mixtures, without }) => ({
      layer_a: layers.a,
      layer_b: layers.b,
      variant,
      vectors,
      is_same_pc1: isSamePc1,
      rank_correlation: rho,
      rank_correlation_opposite: opposite,
      mixtures,
      without_mixtures: without,
    }))
  );
  return `${JSON.stringify({ schema: COMPARISON_SCHEMA, ...COMPARED_RESULTS, decompositions })}\n`;
}
