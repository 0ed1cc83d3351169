/**
 * Sentences about the neurons that carry the change of PC1 at the decomposed layers.
 *
 * @module
 */

import type { Finding, LayerNeurons, Measured, NeuronRow } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { spokenLayers } from "../../results/spoken.ts";
import { formatNumber, formatPercent, list, plural } from "../../text/words.ts";

/** Share of |d| below which no neuron is named. */
const MIN_SHARE = 0.05;
/** Neurons given in a sentence. */
const N_NAMED = 3;

const WITHOUT_OUTLIERS = "without the outlier dimensions";

/** How a neuron's contribution comes to change. */
type Part = "fires" | "writes" | "rescaled";

/** What a layer, or one of its neurons, contributes to |d| in one variant. */
interface Parts extends Readonly<Record<Part, number>> {
  /** |d|, or what O leaves of it. */
  readonly deltaNorm: number;
}

/** One neuron in one variant. */
interface NamedNeuron extends Parts {
  readonly row: NeuronRow;
  readonly share: number;
  readonly nearest: NeuronRow["nearest"];
}

/** All of them, layer by layer; none where nothing was looked into or nothing changed. */
export function words(
  measured: Pick<Measured, "causes" | "decomposition_info" | "within_noise">,
): Finding[] {
  return spokenLayers(measured).flatMap((layer) => {
    const neurons = measured.causes?.neurons[layer];
    if (neurons === undefined) return [];
    const sentences: [string, string | null][] = [
      ["neurons", concentration(neurons)],
      ["largest-neurons", largestRaw(neurons)],
      ["largest-neurons-trimmed", largestTrimmed(neurons)],
    ];
    return sentences.flatMap(([topic, text]) =>
      text === null ? [] : [{ topic, layer, text, layers: [layer] }]
    );
  });
}

/** How few neurons reach half of |d|, and by what their contributions change. */
function concentration(neurons: LayerNeurons): string {
  const { layer, half_count, delta_norm, contribution_absolute } = neurons;
  const trimmed = trimmedParts(neurons);
  const halves = [
    half(half_count, neurons),
    ...trimmed === null ? [] : [`${WITHOUT_OUTLIERS} ${half(neurons.trimmed_half_count, neurons)}`],
  ];
  const raw = { ...neurons, deltaNorm: delta_norm };
  const without = trimmed === null ? "" : `, and ${WITHOUT_OUTLIERS} ${sharesOf(trimmed)}`;
  return `At layer ${layer} the contributions of ${neurons.neurons} neurons sum to |d| of ${PEAK_INPUT} (their magnitudes to ` +
    `${formatNumber(contribution_absolute / delta_norm, 2)} |d|): ${halves.join("; ")}. ` +
    `Of the sum, ${sharesOf(raw)}${without}.`;
}

function half(count: number | null, { neurons }: LayerNeurons): string {
  if (count === null) return "no number of them reaches half of it";
  const share = formatPercent(count / neurons);
  return `the ${
    count === 1 ? "largest alone reaches" : `${count} largest (${share} of them) reach`
  } half of it`;
}

function sharesOf(parts: Parts): string {
  const share = (part: Part) => formatPercent(parts[part] / parts.deltaNorm);
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

function largestRaw({ layer, delta_norm, rows }: LayerNeurons): string {
  const found = rows.map((row): NamedNeuron => ({ ...row, row, deltaNorm: delta_norm }));
  return largest(layer, found, "");
}

function largestTrimmed({ layer, trimmed_delta_norm, rows }: LayerNeurons): string | null {
  const found = rows.flatMap((row): NamedNeuron[] => {
    const { trimmed_fires: fires, trimmed_writes: writes, trimmed_rescaled: rescaled } = row;
    const { trimmed_share: share, trimmed_nearest: nearest } = row;
    return fires === null || writes === null || rescaled === null || share === null
      ? []
      : [{ row, fires, writes, rescaled, share, nearest, deltaNorm: trimmed_delta_norm }];
  });
  return found.length === 0 ? null : largest(layer, found, ` ${WITHOUT_OUTLIERS}`);
}

/** The neurons of largest share, or that there is none to name. */
function largest(layer: number, neurons: readonly NamedNeuron[], where: string): string {
  const named = neurons.filter(({ share }) => share >= MIN_SHARE)
    .toSorted((a, b) => b.share - a.share || a.row.neuron - b.row.neuron);
  const least = formatPercent(MIN_SHARE);
  if (named.length === 0) {
    return `At layer ${layer} no neuron holds ${least} of |d| of ${PEAK_INPUT}${where}, so none is named.`;
  }
  const shown = named.slice(0, N_NAMED);
  const each = named.length === 1 ? "" : " each";
  const numbers = list(named.map(({ row }) => String(row.neuron)));
  const rest = named.length > shown.length ? ` (${numbers}); the largest are ` : ": ";
  return `At layer ${layer}, ${
    plural(named.length, "neuron holds", "neurons hold")
  } at least ${least} of |d| of ${PEAK_INPUT}${each}${where}${rest}${
    shown.map(described).join("; ")
  }.`;
}

function described({ row, share, nearest, ...parts }: NamedNeuron): string {
  const order: Part[] = ["fires", "writes", "rescaled"];
  const part = order.reduce((best, other) => parts[other] > parts[best] ? other : best);
  const from = formatNumber(row.base_activation, 3), to = formatNumber(row.instruct_activation, 3);
  const through = {
    fires: `its activation, which goes from ${from} to ${to}`,
    writes: "its changed column of down_proj",
    rescaled: "the scale of the output",
  }[part];
  return `neuron ${row.neuron} with ${formatPercent(share)}, ${
    formatPercent(parts[part] / parts.deltaNorm)
  } through ${through}${written(row, nearest)}`;
}

/** The nearest role and trait to h_i times the neuron's direction in the instruct model. */
function written({ instruct_activation }: NeuronRow, nearest: NeuronRow["nearest"]): string {
  const sign = Math.sign(instruct_activation);
  const found = (["role", "trait"] as const).flatMap((kind) => {
    const vector = nearest.find((it) => it.kind === kind);
    if (vector === undefined || sign === 0) return [];
    const cosine = sign * vector.cosine;
    const side = cosine < 0 ? "away from" : "toward";
    return [`${side} the nearest ${kind}, ${vector.name} (cosine ${formatNumber(cosine, 2)})`];
  });
  return found.length === 0 ? "" : `, writing ${list(found)}`;
}
