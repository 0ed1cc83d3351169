/**
 * A page per decomposed layer: which neurons carry the length of the change of PC1.
 *
 * @module
 */

import { type DataFile, dataFile } from "../../site/kit/data_file.ts";
import { neuronCellColumns } from "./schema.ts";
import { plural } from "../../text/words.ts";
import type { LayerNeurons, NeuronRow, OutputVariant, Results } from "../../results.ts";
import { OUTPUT_VARIANTS_SHOWN } from "../../site/kit/cause_rows.ts";
import { type NeuronBar, neuronBarsChart, partSwatch } from "./view/neuron_bars_chart.ts";
import { peakLabel } from "../../site/kit/components.ts";
import { type FigureView, panels } from "../../site/kit/figures.ts";
import { layerFindings } from "../../site/kit/layer_findings.ts";
import { neuronCells } from "./view/neuron_cells.ts";
import { grouped, significant } from "../../site/kit/numbers.ts";
import type { Page } from "../../site/kit/page.ts";
import {
  decompositionPath,
  layerPath,
  neuronsCsvPath,
  neuronsPath,
  PATHS,
  vectorsPath,
} from "../../site/kit/paths.ts";
import { type Column, type TableView, tableView } from "../../site/kit/tables.ts";

/** Topics of the sentences on top, in their order. */
const TOPICS = ["neurons", "largest-neurons", "largest-neurons-trimmed"];

/** Neurons drawn. */
const N_DRAWN = 20;

/** Its pages. */
export function pages(
  results: Results,
  attachments: ReadonlyMap<string, Uint8Array>,
): Page[] {
  return Object.values(results.causes?.neurons ?? {}).map((neurons) =>
    neuronsPage(results, neurons, attachments)
  );
}

/** `neurons/layer-N.html`; the file to steer with is named where it is among the `attachments`. */
function neuronsPage(
  results: Results,
  neurons: LayerNeurons,
  attachments: ReadonlyMap<string, unknown>,
): Page {
  const { layer, rows } = neurons;
  const { inputs } = results;
  const sentences = layerFindings(results, layer, TOPICS).map(({ text }) => text);
  return {
    path: neuronsPath(layer),
    title: `Neurons of layer ${layer}`,
    template: "neurons",
    content: {
      base: inputs.base.name,
      instruct: inputs.instruct.name,
      component: peakLabel(results.pcs),
      layer,
      layerPath: layerPath(layer),
      causesPath: PATHS.causes,
      methodsPath: PATHS.methods,
      decompositionPath: decompositionPath(layer),
      vectorsPath: attachments.has(vectorsPath(layer)) ? vectorsPath(layer) : null,
      csvPath: neuronsCsvPath(layer),
      sentences: sentences.length > 0 ? sentences : halfSentences(neurons),
      bars: barsFigure(neurons),
      sums: sumsTable(neurons),
      all: rowsTable(neurons),
      allSummary: `${
        plural(rows.length, "neuron", "neurons")
      } as a table: those of largest |c|, raw or trimmed, not all of the layer`,
    },
  };
}

/** Fewest neurons that reach half of |d|, in words: for runs that make no sentences of neurons. */
function halfSentences(neurons: LayerNeurons): string[] {
  const { half_count, trimmed_half_count, trimmed_contribution_sum } = neurons;
  const of = (count: number | null) =>
    count === null
      ? "no number of neurons reaches half of it"
      : `the ${
        count === 1 ? "largest alone reaches" : `${grouped(count)} largest reach`
      } half of it`;
  const norm = significant(neurons.delta_norm);
  return [
    `The contributions of all ${grouped(neurons.neurons)} neurons sum to |d| = ${norm}; ${
      of(half_count)
    }.`,
    ...trimmed_contribution_sum === null ? [] : [
      `Without the outlier dimensions |d| is ${significant(neurons.trimmed_delta_norm)}, and ${
        of(trimmed_half_count)
      }.`,
    ],
  ];
}

/** The variants in which contributions are known. */
function knownVariants({ trimmed_contribution_sum }: LayerNeurons) {
  return OUTPUT_VARIANTS_SHOWN.filter(({ name }) =>
    name === "raw" || trimmed_contribution_sum !== null
  );
}

/** The neurons of largest |c| of a variant, largest first. */
function largest(rows: readonly NeuronRow[], variant: OutputVariant): NeuronBar[] {
  const bars = variant === "raw" ? rows : rows.flatMap((row): NeuronBar[] => {
    const { trimmed_contribution: contribution, neuron } = row;
    const [fires, writes, rescaled] = [row.trimmed_fires, row.trimmed_writes, row.trimmed_rescaled];
    return contribution === null || fires === null || writes === null || rescaled === null
      ? []
      : [{ neuron, contribution, fires, writes, rescaled }];
  });
  return bars.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, N_DRAWN);
}

function barsFigure(neurons: LayerNeurons): FigureView | null {
  const { layer, rows } = neurons;
  if (rows.length === 0) return null;
  const variants = knownVariants(neurons).map(({ name, counts }) => ({
    name,
    counts,
    bars: largest(rows, name),
  })).filter(({ bars }) => bars.length > 0);
  const nDrawn = Math.max(...variants.map(({ bars }) => bars.length));
  return {
    id: "largest",
    title: `The ${plural(nDrawn, "largest contribution", "largest contributions")}`,
    charts: panels(variants.map(({ name, counts, bars }) => ({
      title: `${name}: ${counts}`,
      draw: (width) =>
        neuronBarsChart(bars, {
          className: `chart-neurons-${name}`,
          label: `Contributions of single neurons to |d| at layer ${layer}, ${name}`,
          width,
        }),
    }))),
    legend: [
      { swatch: partSwatch("fires"), label: "fires: its activation changed" },
      { swatch: partSwatch("writes"), label: "writes: its column of down changed" },
      // Without a post-norm nothing is rescaled.
      ...neurons.rescaled === 0
        ? []
        : [{ swatch: partSwatch("rescaled"), label: "rescaled: the scale of the output changed" }],
      { swatch: '<span class="sum-mark"></span>', label: "their sum c" },
    ],
    caption: [
      "A row is one neuron, numbered on the left; the bar is its parts, stacked to either side of zero, and the thick line is their sum, written beside.",
      "Right of zero a neuron adds to the length of d, left of zero it takes away.",
      ...variants.length > 1
        ? [
          "Each panel lists its own neurons and has an axis of its own. Where the value of a neuron is much smaller on the right, most of what it adds lies in the outlier dimensions.",
        ]
        : [],
    ],
    table: tableView(
      `Layer ${layer}: the neurons drawn`,
      variants.flatMap(({ name, bars }) => bars.map((bar) => ({ variant: name, ...bar }))),
      [
        { label: "neuron", value: (row) => row.neuron },
        { label: "variant", value: (row) => row.variant },
        { label: "fires", digits: 4, value: (row) => row.fires },
        { label: "writes", digits: 4, value: (row) => row.writes },
        { label: "rescaled", digits: 4, value: (row) => row.rescaled },
        { label: "sum c", digits: 4, value: (row) => row.contribution },
      ],
    ),
  };
}

/** What the three parts sum to over all neurons, beside |d|. */
function sumsTable(neurons: LayerNeurons): TableView {
  const of = {
    raw: {
      fires: neurons.fires,
      writes: neurons.writes,
      rescaled: neurons.rescaled,
      sum: neurons.contribution_sum,
      norm: neurons.delta_norm,
      half: neurons.half_count,
      magnitudes: neurons.contribution_absolute,
    },
    trimmed: {
      fires: neurons.trimmed_fires,
      writes: neurons.trimmed_writes,
      rescaled: neurons.trimmed_rescaled,
      sum: neurons.trimmed_contribution_sum,
      norm: neurons.trimmed_delta_norm,
      half: neurons.trimmed_half_count,
      magnitudes: null,
    },
  } as const satisfies Record<OutputVariant, object>;
  const rows = knownVariants(neurons).map(({ name }) => ({ name, ...of[name] }));
  return tableView(
    `Layer ${neurons.layer}: the contributions of all ${grouped(neurons.neurons)} neurons, summed`,
    rows,
    [
      { label: "variant", value: (row) => row.name },
      { label: "fires", digits: 4, value: (row) => row.fires },
      { label: "writes", digits: 4, value: (row) => row.writes },
      { label: "rescaled", digits: 4, value: (row) => row.rescaled },
      { label: "sum", digits: 5, value: (row) => row.sum },
      { label: "|d|", digits: 5, value: (row) => row.norm },
      { label: "sum of |c|", digits: 5, value: (row) => row.magnitudes },
      { label: "neurons for half", value: (row) => row.half },
    ],
  );
}

function rowsTable(neurons: LayerNeurons): TableView {
  const { layer, rows } = neurons;
  const inPercent = (share: number | null) => share === null ? null : share * 100;
  const isTrimmed = knownVariants(neurons).length > 1;
  return tableView(`Layer ${layer}: neurons by |c|`, rows, [
    { label: "neuron", value: (row) => row.neuron },
    { label: "c", digits: 4, value: (row) => row.contribution },
    { label: "% of |d|", digits: 3, value: (row) => inPercent(row.share) },
    { label: "fires", digits: 3, value: (row) => row.fires },
    { label: "writes", digits: 3, value: (row) => row.writes },
    { label: "rescaled", digits: 3, value: (row) => row.rescaled },
    { label: "h base", digits: 3, value: (row) => row.base_activation },
    { label: "h instruct", digits: 3, value: (row) => row.instruct_activation },
    ...nearestColumns("raw"),
    ...isTrimmed
      ? [
        {
          label: "c trimmed",
          digits: 4,
          value: (row: NeuronRow) => row.trimmed_contribution,
        },
        {
          label: "% trimmed",
          digits: 3,
          value: (row: NeuronRow) => inPercent(row.trimmed_share),
        },
        ...nearestColumns("trimmed"),
      ]
      : [],
  ], (row) => `neuron-${row.neuron}`);
}

/** The nearest role and the nearest trait, each with its cosine. */
function nearestColumns(variant: OutputVariant): Column<NeuronRow>[] {
  const suffix = variant === "raw" ? "" : ", trimmed";
  return (["role", "trait"] as const).flatMap((kind): Column<NeuronRow>[] => {
    const column = variant === "raw"
      ? `nearest_${kind}` as const
      : `trimmed_nearest_${kind}` as const;
    return [
      { label: `nearest ${kind}${suffix}`, value: (row) => neuronCells(row)[column] },
      { label: "cosine", digits: 3, value: (row) => neuronCells(row)[`${column}_cosine`] },
    ];
  });
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
