/**
 * A page per input other than PC1 of a decomposed layer: its bars and its ends. All of its rows are in the CSV.
 *
 * @module
 */

import { isWithinNoise } from "../../../results/spoken.ts";
import { noiseAt } from "../../../text/no_difference.ts";
import { inputText } from "../../../text/input_text.ts";
import { ALPHA } from "../../../math/significance.ts";
import { PEAK_INPUT, projectionsAt, rowAt } from "../../../results/peak_input.ts";
import type { DecompositionInfo, Results } from "../../../results.ts";
import { componentLabel, peakLabel } from "../../../site/kit/components.ts";
import { modelNames } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import type { Page } from "../../../site/kit/page.ts";
import { decompositionCsvPath, decompositionPath, layerPath } from "../../../site/kit/paths.ts";
import { barFigures } from "./bars.ts";
import { inputLinks, inputPath } from "./inputs.ts";
import { N_LISTED, sidesView } from "./toward_away.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

/** `decompositions/layer-N-pc2.html`, ... */
export function otherInputPage(
  results: Results,
  { layer, input }: { layer: number; input: string },
): Page {
  const rows = projectionsAt(results, layer, input);
  const path = inputPath(results, { layer, input });
  const label = inputText(input);
  const component = results.pcs.find(({ name }) => name === input.replace(/^-/, ""));
  const isSpoken = !isWithinNoise(results, layer);
  const norm = rowAt(results.mlp, layer, input)?.delta_norm;
  return {
    path,
    title: `Decomposition of layer ${layer}, ${label}`,
    template: "other_decomposition",
    content: {
      ...modelNames(results),
      layer,
      label,
      peak: peakLabel(results.pcs),
      component: component === undefined ? null : componentLabel(component),
      isReversed: input.startsWith("-"),
      layerPath: layerPath(layer),
      // Every name leads to its row among all vectors, which the page of PC1 has.
      mainPath: decompositionPath(layer),
      csvPath: decompositionCsvPath(layer),
      inputs: inputLinks(results, { layer, current: input }),
      remark: isSpoken
        ? null
        : `No conclusion is drawn at this layer: the change of ${PEAK_INPUT} there is not clear of ${
          noiseAt(results, layer).name
        }.`,
      deltaNorm: norm === undefined ? null : significant(norm),
      counted: counted(results.decomposition_info[layer], input),
      kinds: [...new Set(rows.map(({ kind }) => kind))],
      isTested: rows.some(({ cosine_pfw }) => cosine_pfw !== null),
      hasRanges: rows.some(({ cosine_q025 }) => cosine_q025 !== null),
      bars: barFigures(rows, {
        page: `../${decompositionPath(layer)}`,
        isSpoken,
      }),
      sides: VECTOR_KINDS.map((kind) =>
        sidesView(rows, kind, { nListed: N_LISTED, page: `../${decompositionPath(layer)}` })
      ).filter(({ sides }) => sides.length > 0),
    },
  };
}

/** How many vectors stand out, where that was tested. */
function counted(info: DecompositionInfo | undefined, input: string): string | null {
  const counts = info?.inputs.find(({ input_vector }) => input_vector === input);
  return counts === undefined || counts.n_tested === 0
    ? null
    : `p_fw ≤ ${ALPHA} for ${counts.n_stands_out} of ${counts.n_tested} vectors, against the same random role mixtures`;
}
