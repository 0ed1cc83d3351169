/**
 * `report.md`: what a run found, for a repository or a language model. Figures are links to the files of the site.
 *
 * @module
 */

import { mlpColumns } from "../../../analyses/schema.ts";
import { decompositionColumns } from "../../../analyses/projection/schema/columns.ts";
import { decomposedLayers, projectionsAt } from "../../../results/peak_input.ts";
import { otherFindings, verdictText } from "../../../results/verdict_text.ts";
import type { DecompositionRow, MlpRow, Results } from "../../../results.ts";
import { peakLabel } from "../../kit/components.ts";
import type { FigureView } from "../../kit/figures.ts";
import { modelNames, plainText } from "../../kit/names.ts";
import { type Page, SYNTHETIC } from "../../kit/page.ts";
import { isFigure, partsOf } from "../../kit/parts.ts";
import { decompositionPath, figurePath, PATHS } from "../../kit/paths.ts";
import { type Column, declared, tableView } from "../../kit/tables.ts";
import { commandView, runFacts } from "../../pages/cite.ts";
import { markdownLink, markdownTable, markdownText } from "./markdown.ts";

/** Rows at either end of a decomposition, as its page lists them. */
const N_LISTED = 15;

const MLP_COLUMNS = ([
  "layer",
  "input_vector",
  "delta_norm",
  "delta_relative",
  "delta_angular",
  "angle_degrees",
  "z_persona",
  "pfw_persona",
] as const).map((name) => declared<MlpRow>(mlpColumns[name], (row) => row[name]));
const DECOMPOSITION_COLUMNS =
  (["name", "kind", "projection", "cosine", "cosine_z", "cosine_pfw"] as const)
    .map((name) => declared<DecompositionRow>(decompositionColumns[name], (row) => row[name]));

/** The text of the file; `pages` are those of the site. */
export function reportMarkdown(results: Results, pages: readonly Page[]): string {
  return [
    ...opening(results),
    ...findings(results),
    ...figures(pages),
    ...measured(results),
    ...decomposedLayers(results).flatMap((layer) => decomposition(results, layer)),
    ...byLayer(results),
    ...origin(results),
  ].join("\n").replace(/\n{3,}/g, "\n\n");
}

/** Title, and the claim, the verdict, what a reader must know beside it, and what would change it. */
function opening(results: Results): string[] {
  const { run, pcs } = results;
  const { base, instruct } = modelNames(results);
  const { claim, sentence, paragraph, wouldChange } = verdictText(results);
  const lead = claim ?? sentence;
  const { name, layer, ends } = peakLabel(pcs);
  const component = [
    name,
    ...layer === null ? [] : [` of layer ${layer}`],
    ...ends === null ? [] : [` (${ends.highest} ... ${ends.lowest})`],
  ].join("");
  return [
    `# From ${markdownText(base)} to ${markdownText(instruct)}`,
    "",
    ...run.is_synthetic ? [`> **${SYNTHETIC.what}** ${SYNTHETIC.note}`, ""] : [],
    `What changed in the MLPs, along ${markdownText(component)}.`,
    "",
    ...lead === null ? [] : ["## Claim", "", `**${markdownText(lead)}**`, ""],
    ...[claim === null ? null : sentence, paragraph, wouldChange].flatMap((text) =>
      text === null ? [] : [markdownText(text), ""]
    ),
  ];
}

function findings(results: Results): string[] {
  const told = otherFindings(results);
  if (told.length === 0) return [];
  return ["## Findings", "", ...told.map(({ text }) => `- ${markdownText(text)}`), ""];
}

/** Those of the overview as images, the others as links. */
function figures(pages: readonly Page[]): string[] {
  const parts = pages.flatMap((page) => {
    const drawn = [...partsOf(page.content)].filter(isFigure);
    if (drawn.length === 0) return [];
    if (page.path === PATHS.overview) return drawn.flatMap((figure) => image(page, figure));
    const links = drawn.map(({ title, id }) =>
      markdownLink(title, figurePath(page.path, id, "svg"))
    );
    return [`- ${markdownLink(page.title, page.path)}: ${links.join(", ")}`];
  });
  return parts.length === 0 ? [] : ["## Figures", "", ...parts, ""];
}

function image({ path }: Page, { title, id, caption }: FigureView): string[] {
  return [
    `!${markdownLink(title, figurePath(path, id, "svg"))}`,
    "",
    markdownText(caption),
    "",
  ];
}

function measured({ mlp }: Results): string[] {
  return [
    "## How far outputs move and turn",
    "",
    "d is the output of the instruct MLP less that of the base; p_fw holds for an input and its negative.",
    "",
    ...table(mlp, MLP_COLUMNS),
    `All columns: ${markdownLink(PATHS.mlp, PATHS.mlp)}.`,
    "",
  ];
}

/** What is told of the layer, and both ends of its decomposition; never a vector at both. */
function decomposition(results: Results, layer: number): string[] {
  const rows = projectionsAt(results, layer);
  const nListed = Math.min(N_LISTED, Math.floor(rows.length / 2));
  const told = results.findings.filter((finding) => finding.layer === layer);
  return [
    `## Where the change at layer ${layer} points`,
    "",
    ...told.map(({ text }) => `- ${markdownText(text)}`),
    "",
    `Top ${nListed}, of largest |projection| of d on the vector:`.replaceAll("|", "\\|"),
    "",
    ...table(rows.slice(0, nListed), DECOMPOSITION_COLUMNS),
    `Bottom ${nListed}, of smallest:`,
    "",
    ...table(rows.slice(rows.length - nListed), DECOMPOSITION_COLUMNS),
    `All ${rows.length} vectors: ${
      markdownLink(`decomposition of layer ${layer}`, decompositionPath(layer))
    }.`,
    "",
  ];
}

/** Where the changes of all layers are, which are too many for a text. */
function byLayer({ roles_by_layer }: Results): string[] {
  return roles_by_layer === null ? [] : [
    "## Roles by layers",
    "",
    `Cosine of the change at every layer with every role and trait: ${
      markdownLink(PATHS.roles, PATHS.roles)
    }; as a table: ${markdownLink(PATHS.rolesByLayer, PATHS.rolesByLayer)}.`,
    "",
  ];
}

/** Without the columns of which no row knows a value. */
function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const known = columns.filter(({ value }) => rows.some((row) => value(row) !== null));
  return [...markdownTable(tableView("", rows, known)), ""];
}

/** Inputs, the command and the data: what anyone needs to have the same numbers. */
function origin(results: Results): string[] {
  const { command, placeholderNote } = commandView(results);
  return [
    "## Inputs",
    "",
    ...runFacts(results).map(({ term, value }) =>
      `- ${markdownText(term)}: ${markdownText(value)}`
    ),
    "",
    "## Command",
    "",
    placeholderNote,
    "",
    `    ${plainText(command)}`,
    "",
    `Every number: ${markdownLink(PATHS.results, PATHS.results)}; pages: ${
      markdownLink(PATHS.overview, PATHS.overview)
    }.`,
    "",
  ];
}
