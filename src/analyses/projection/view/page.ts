/**
 * A page per decomposed layer: what the change of PC1 points toward and away from.
 *
 * @module
 */

import { isWithinNoise } from "../../../results/spoken.ts";
import { PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import type { DecompositionInfo, Results } from "../../../results.ts";
import { peakLabel } from "../../../site/kit/components.ts";
import { inPercent } from "../../../site/kit/layer_column.ts";
import { anchorId, modelNames } from "../../../site/kit/names.ts";
import { grouped, significant } from "../../../site/kit/numbers.ts";
import type { Page } from "../../../site/kit/page.ts";
import {
  decompositionCsvPath,
  decompositionPath,
  layerPath,
  vectorsPath,
} from "../../../site/kit/paths.ts";
import { roleLinks } from "../../../site/kit/role_links.ts";
import { declared, type TableView, tableView } from "../../../site/kit/tables.ts";
import { withinNoise } from "../../../text/no_difference.ts";
import { outlierColumns, type OutlierRow } from "../../robustness/schema.ts";
import { warningText } from "../words/warning.ts";
import { barFigures } from "./bars.ts";
import { knownIn, shown } from "./columns.ts";
import { inputLinks } from "./inputs.ts";
import { movedFigure } from "./moved_figure.ts";
import { steerView } from "./steer.ts";
import { togetherView } from "./together.ts";
import { N_LISTED, sidesView } from "./toward_away.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

/** `decompositions/layer-N.html`; how to steer is told where the file to steer with is among the `attachments`. */
export function decompositionPage(
  results: Results,
  layer: number,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page {
  const rows = projectionsAt(results, layer);
  const info = results.decomposition_info[layer]!;
  const isZero = info.delta_norm === 0;
  const isSpoken = !isWithinNoise(results, layer);
  const vectors = attachments.get(vectorsPath(layer));
  return {
    path: decompositionPath(layer),
    title: `Decomposition of layer ${layer}`,
    template: "decomposition",
    content: {
      ...modelNames(results),
      layer,
      layerPath: layerPath(layer),
      csvPath: decompositionCsvPath(layer),
      component: peakLabel(results.pcs),
      inputs: inputLinks(results, { layer, current: PEAK_INPUT }),
      vectorLayer: info.vector_layer,
      deltaNorm: significant(info.delta_norm),
      counts: `${info.roles} roles, ${info.traits} traits`,
      zeroLength: info.zero_length,
      warnings: info.warnings.map((warning) => warningText(warning, results.inputs)),
      remark: isZero
        ? "No difference: the two outputs are equal, so every projection is zero and no cosine is defined."
        : isSpoken
        ? null
        : withinNoise(results, layer),
      kinds: [...new Set(rows.map(({ kind }) => kind))],
      isTested: rows.some(({ cosine_pfw }) => cosine_pfw !== null),
      hasRanges: rows.some(({ cosine_q025 }) => cosine_q025 !== null),
      bars: isZero ? [] : barFigures(rows, { page: "", isSpoken }),
      moved: isZero ? null : movedFigure(rows, { layer, isSpoken }),
      sides: VECTOR_KINDS.map((kind) => sidesView(rows, kind, { nListed: N_LISTED, page: "" }))
        .filter((group) => group.sides.length > 0),
      together: togetherView(results, layer),
      steer: isZero || vectors === undefined ? null : steerView(results, layer, vectors),
      meanCosines: meanCosineTable(info),
      outliers: outlierTable(results, layer),
      hasPostNorm: results.inputs.base.has_post_norm,
      all: fullTable(results, layer),
      allSummary: `All ${grouped(rows.length)} vectors as a table`,
    },
  };
}

/** Other tables lead to a row of this one, and its names to the pages of their own. */
function fullTable(results: Results, layer: number): TableView {
  const rows = projectionsAt(results, layer);
  const ranks = new Map(rows.map((row, index) => [row, index + 1]));
  const columns = ([
    "kind",
    "projection",
    "cosine",
    "specific_projection",
    "trimmed_projection",
    "base_projection",
    "instruct_projection",
    "cosine_z",
    "cosine_pfw",
  ] as const).map(shown);
  return tableView(`Layer ${layer}: projections of all vectors`, rows, [
    { label: "rank", meaning: "By |projection|.", value: (row) => ranks.get(row)! },
    { ...shown("name"), href: roleLinks(results, decompositionPath(layer)) },
    ...knownIn(rows, columns),
  ], anchorId);
}

/** The outlier dimensions at this layer; null where they were not looked at. */
function outlierTable({ evidence, inputs }: Results, layer: number): TableView | null {
  const rows = evidence?.outlier_tables[layer] ?? [];
  if (rows.length === 0) return null;
  const { coordinate, mu, base_weight, instruct_weight, d, share } = outlierColumns;
  return tableView(`Layer ${layer}: the outlier dimensions`, rows, [
    declared(coordinate, (row) => row.coordinate),
    declared(mu, (row) => row.mu),
    ...inputs.base.has_post_norm
      ? [
        declared(base_weight, (row: OutlierRow) => row.base_weight, {
          label: "post-norm weight, base",
        }),
        declared(instruct_weight, (row: OutlierRow) => row.instruct_weight, {
          label: "post-norm weight, instruct",
        }),
      ]
      : [],
    declared(d, (row) => row.d),
    declared(share, (row) => inPercent(row.share), { label: "% of |d|²", digits: 3 }),
  ]);
}

function meanCosineTable({ mean_cosine }: DecompositionInfo): TableView {
  const rows = [
    { what: "roles with each other", value: mean_cosine.within_roles },
    { what: "traits with each other", value: mean_cosine.within_traits },
    { what: "roles with the default", value: mean_cosine.roles_with_default },
    { what: "traits with the default", value: mean_cosine.traits_with_default },
  ];
  return tableView("Mean cosines of the vectors", rows, [
    { label: "vectors", value: (row) => row.what },
    { label: "mean cosine", value: (row) => row.value, digits: 3 },
  ]);
}
