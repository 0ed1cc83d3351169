/**
 * Sentences about the neurons that carry the change of PC1 at the decomposed layers.
 *
 * @module
 */

import { chanceCosine } from "../../math/chance_cosine.ts";
import type {
  Causes,
  DecompositionInfo,
  Finding,
  LayerNeurons,
  Measured,
  NeuronRow,
  OutputVariant,
} from "../../results.ts";
import {
  MIN_NEURON_SHARE,
  namedNeuronsAt,
  type NeuronPart,
  type NeuronShare,
  neuronShare,
} from "../../results/named_neurons.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { spokenLayers } from "../../results/spoken.ts";
import { formatNumber, formatPercent, list, plural } from "../../text/words.ts";
import { VECTOR_KINDS } from "../../results/values.ts";
import { beforeRounding, besideBias } from "./words/sum_of_neurons.ts";

/** Neurons described in a sentence. */
const N_DESCRIBED = 3;

const WITHOUT_OUTLIERS = "without the outlier dimensions";

/** What a layer contributes to |d| in one variant. */
interface Parts extends Readonly<Record<NeuronPart, number>> {
  /** |d|, or what O leaves of it. */
  readonly deltaNorm: number;
}

/** One neuron that may be named in one variant. */
interface NamedNeuron {
  readonly row: NeuronRow;
  readonly held: NeuronShare;
  readonly through: NeuronPart;
  readonly nearest: NeuronRow["nearest"];
  readonly deltaNorm: number;
}

/** All of them, layer by layer; none where nothing was looked into or nothing changed. */
export function words(
  measured: Pick<
    Measured,
    "causes" | "decomposition_info" | "inputs" | "options" | "within_noise"
  >,
): Finding[] {
  const { causes, inputs } = measured;
  if (causes === null) return [];
  return spokenLayers(measured).flatMap((layer) => {
    const neurons = causes.neurons[layer];
    if (neurons === undefined) return [];
    const nearest = chanceOfNearest(measured.decomposition_info[layer], inputs.base.hidden_size);
    const sentences: [string, string | null][] = [
      ["neurons", concentration(neurons, measured)],
      ["largest-neurons", largest(causes, neurons, { variant: "raw", nearest })],
      ["largest-neurons-trimmed", largest(causes, neurons, { variant: "trimmed", nearest })],
    ];
    return sentences.flatMap(([topic, text]) =>
      text === null ? [] : [{ topic, layer, text, layers: [layer] }]
    );
  });
}

/** How few neurons reach half of |d|, and by what their contributions change. */
function concentration(
  neurons: LayerNeurons,
  { inputs, options }: Pick<Measured, "inputs" | "options">,
): string {
  const { layer, half_count, delta_norm, contribution_absolute } = neurons;
  const trimmed = trimmedParts(neurons);
  const halves = [
    half(half_count, neurons),
    ...trimmed === null ? [] : [`${WITHOUT_OUTLIERS} ${half(neurons.trimmed_half_count, neurons)}`],
  ];
  const raw = { ...neurons, deltaNorm: delta_norm };
  const without = trimmed === null ? "" : `, and ${WITHOUT_OUTLIERS} ${sharesOf(trimmed)}`;
  const { share, bias } = besideBias(neurons, inputs);
  return `At layer ${layer} the contributions of ${neurons.neurons} neurons sum to ${share}|d| of ${PEAK_INPUT}${
    beforeRounding(options)
  } (their magnitudes to ${formatNumber(contribution_absolute / delta_norm, 2)} |d|)${bias}: ${
    halves.join("; ")
  }. Of |d|, ${sharesOf(raw)}${without}.`;
}

function half(count: number | null, { neurons }: LayerNeurons): string {
  if (count === null) return "no number of them reaches half of it";
  const share = formatPercent(count / neurons);
  return `the ${
    count === 1 ? "largest alone reaches" : `${count} largest (${share} of them) reach`
  } half of it`;
}

function sharesOf(parts: Parts): string {
  const share = (part: NeuronPart) => formatPercent(parts[part] / parts.deltaNorm);
  // Without a post-norm nothing is rescaled.
  const rescaled = parts.rescaled === 0 ? [] : [`the scale of the output ${share("rescaled")}`];
  return list([
    `changed activations hold ${share("fires")}`,
    `changed columns of down_proj ${share("writes")}`,
    ...rescaled,
  ]);
}

function trimmedParts(neurons: LayerNeurons): Parts | null {
  const { trimmed_fires: fires, trimmed_writes: writes, trimmed_rescaled: rescaled } = neurons;
  if (fires === null || writes === null || rescaled === null) return null;
  return { fires, writes, rescaled, deltaNorm: neurons.trimmed_delta_norm };
}

/** The neurons that may be named, or that there is none; null where none are known. */
function largest(
  causes: Causes,
  { layer, delta_norm, trimmed_delta_norm, rows }: LayerNeurons,
  { variant, nearest: chance }: { variant: OutputVariant; nearest: string | null },
): string | null {
  const settled = namedNeuronsAt(causes, layer, variant);
  if (settled === undefined) return null;
  const isRaw = variant === "raw";
  const where = isRaw ? "" : ` ${WITHOUT_OUTLIERS}`;
  const named = settled.flatMap(({ neuron, through }): NamedNeuron[] => {
    const row = rows.find((it) => it.neuron === neuron);
    const held = row && neuronShare(row, variant);
    if (!row || !held) return [];
    const nearest = isRaw ? row.nearest : row.trimmed_nearest;
    return [{ row, held, through, nearest, deltaNorm: isRaw ? delta_norm : trimmed_delta_norm }];
  });
  const least = formatPercent(MIN_NEURON_SHARE);
  if (named.length === 0) {
    return `At layer ${layer} no neuron holds ${least} of |d| of ${PEAK_INPUT}${where}, so none is named.`;
  }
  const shown = named.slice(0, N_DESCRIBED);
  const each = named.length === 1 ? "" : " each";
  const numbers = list(named.map(({ row }) => String(row.neuron)));
  const rest = named.length > shown.length ? ` (${numbers}); the largest are ` : ": ";
  return `At layer ${layer}, ${
    plural(named.length, "neuron holds", "neurons hold")
  } at least ${least} of |d| of ${PEAK_INPUT}${each}${where}${rest}${
    shown.map(described).join("; ")
  }.${
    chance !== null && shown.some(({ row, nearest }) => written(row, nearest) !== "")
      ? ` ${chance}`
      : ""
  }`;
}

/** Beside which the cosine of a nearest vector is to be read; null without any vectors. */
export function chanceOfNearest(
  info: Pick<DecompositionInfo, "roles" | "traits"> | undefined,
  hiddenSize: number,
): string | null {
  const counts = [["role", info?.roles ?? 0], ["trait", info?.traits ?? 0]] as const;
  const near = counts.flatMap(([kind, n]) =>
    n === 0 ? [] : [`above ${formatNumber(chanceCosine(n, hiddenSize), 2)} with any ${kind}`]
  );
  return near.length === 0
    ? null
    : `By chance at most one direction in twenty has a |cosine| ${
      near.join(", or ")
    } (${hiddenSize} dimensions).`;
}

function described({ row, held, through, nearest, deltaNorm }: NamedNeuron): string {
  const from = formatNumber(row.base_activation, 3), to = formatNumber(row.instruct_activation, 3);
  const what = {
    fires: `its activation, which goes from ${from} to ${to}`,
    writes: "its changed column of down_proj",
    rescaled: "the scale of the output",
  }[through];
  return `neuron ${row.neuron} with ${formatPercent(held.share)}, ${
    formatPercent(held[through] / deltaNorm)
  } through ${what}${written(row, nearest)}`;
}

/** The nearest role and trait to h_i times the neuron's direction in the instruct model. */
function written({ instruct_activation }: NeuronRow, nearest: NeuronRow["nearest"]): string {
  const sign = Math.sign(instruct_activation);
  const found = VECTOR_KINDS.flatMap((kind) => {
    const vector = nearest.find((it) => it.kind === kind);
    if (vector === undefined || sign === 0) return [];
    const cosine = sign * vector.cosine;
    const side = cosine < 0 ? "away from" : "toward";
    // Tables have that of the column.
    const ofColumn = sign < 0 ? `; of its column ${formatNumber(vector.cosine, 2)}` : "";
    return [
      `${side} the nearest ${kind}, ${vector.name} (cosine ${formatNumber(cosine, 2)}${ofColumn})`,
    ];
  });
  const why = sign < 0 ? ", as its activation is negative," : "";
  return found.length === 0 ? "" : `, writing${why} ${list(found)}`;
}
