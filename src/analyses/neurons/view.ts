/**
 * A page per decomposed layer: which neurons carry the length of the change of PC1.
 *
 * @module
 */

import { chanceOfNearest } from "./words.ts";
import { beforeRounding, besideBias } from "./words/sum_of_neurons.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import { modelNames } from "../../site/kit/names.ts";
import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { neuronCellColumns } from "./schema.ts";
import { withinNoise } from "../../text/no_difference.ts";
import { plural } from "../../text/words.ts";
import type { LayerNeurons, Results } from "../../results.ts";
import { barsFigure } from "./view/bars_figure.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { layerFindings } from "../../site/kit/layer_findings.ts";
import { neuronCells } from "./view/neuron_cells.ts";
import { rowsTable, sumsTable } from "./view/neuron_tables.ts";
import { grouped, significant } from "../../site/kit/numbers.ts";
import type { Page, PageMaker } from "../../site/kit/page.ts";
import {
  decompositionPath,
  layerPath,
  neuronsCsvPath,
  neuronsPath,
  PATHS,
  vectorsPath,
} from "../../site/kit/paths.ts";
import { methodsSection, type Place, type Section } from "../../site/kit/section.ts";

/** Topics of the sentences on top, in their order. */
const TOPICS = ["neurons", "largest-neurons", "largest-neurons-trimmed"];

/** Its pages. */
export function pages(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): PageMaker[] {
  return Object.values(results.causes?.neurons ?? {}).map((neurons) => ({
    path: neuronsPath(neurons.layer),
    make: () => neuronsPage(results, neurons, attachments),
  }));
}

/** `neurons/layer-N.html`; the file to steer with is named where it is among the `attachments`. */
function neuronsPage(
  results: Results,
  neurons: LayerNeurons,
  attachments: ReadonlyMap<string, unknown>,
): Page {
  const { layer, rows } = neurons;
  const sentences = layerFindings(results, layer, TOPICS).map(({ text }) => text);
  const isSpoken = !isWithinNoise(results, layer);
  return {
    path: neuronsPath(layer),
    title: `Neurons of layer ${layer}`,
    template: "neurons",
    content: {
      ...modelNames(results),
      component: peakLabel(results.pcs),
      layer,
      layerPath: layerPath(layer),
      causesPath: PATHS.causes,
      methodsPath: PATHS.methods,
      decompositionPath: decompositionPath(layer),
      vectorsPath: attachments.has(vectorsPath(layer)) ? vectorsPath(layer) : null,
      csvPath: neuronsCsvPath(layer),
      sentences: [
        ...isSpoken || neurons.delta_norm === 0 ? [] : [withinNoise(results, layer)],
        ...sentences.length > 0 ? sentences : halfSentences(neurons, results),
      ],
      chance: chanceOfNearest(results.decomposition_info[layer], results.inputs.base.hidden_size),
      bars: barsFigure(neurons, { isSpoken }),
      sums: sumsTable(neurons),
      hasPostNorm: results.inputs.base.has_post_norm,
      all: rowsTable(neurons),
      allSummary: `${plural(rows.length, "neuron", "neurons")} as a table: ${
        rows.length === neurons.neurons
          ? "all of the layer"
          : "those of largest |c| with or without the outlier dimensions, not all of the layer"
      }`,
    },
  };
}

/** Fewest neurons that reach half of |d|, in words: for runs that make no sentences of neurons. */
function halfSentences(
  neurons: LayerNeurons,
  { inputs, options }: Pick<Results, "inputs" | "options">,
): string[] {
  const { half_count, trimmed_half_count, trimmed_contribution_sum } = neurons;
  const of = (count: number | null) =>
    count === null
      ? "no number of neurons reaches half of it"
      : `the ${
        count === 1 ? "largest alone reaches" : `${grouped(count)} largest reach`
      } half of it`;
  const norm = significant(neurons.delta_norm);
  const { share, bias } = besideBias(neurons, inputs);
  return [
    `The contributions of all ${grouped(neurons.neurons)} neurons sum to ${share}|d| = ${norm}${
      beforeRounding(options)
    }${bias}; ${of(half_count)}.`,
    ...trimmed_contribution_sum === null ? [] : [
      `Without the outlier dimensions |d| is ${significant(neurons.trimmed_delta_norm)}, and ${
        of(trimmed_half_count)
      }.`,
    ],
  ];
}

/** A table of the neurons of each decomposed layer to take away. */
export function files({ causes }: Results): DataFile[] {
  return Object.values(causes?.neurons ?? {}).map(({ layer, rows }) =>
    dataFile(neuronCellColumns, rows.map(neuronCells), {
      path: neuronsCsvPath(layer),
      description:
        `The neurons that contribute most to the change of PC1 at layer ${layer}, with and without the outlier dimensions: ` +
        "how each contribution comes to change, and the nearest role and trait to what the neuron writes.",
    })
  );
}

/** How it is computed, on the methods page. */
export function sections({ inputs, causes }: Results, place: Place): Section[] {
  return causes === null ? [] : methodsSection(place, "causes", {
    template: "methods_neurons",
    content: {
      hasPostNorm: inputs.instruct.has_post_norm,
      multiplier: inputs.instruct.multiplier,
      hasDownBias: inputs.instruct.biased.includes("down"),
    },
  });
}
