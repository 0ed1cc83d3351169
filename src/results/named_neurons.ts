/**
 * Which neurons may be named as carrying a change.
 *
 * @module
 */

import type { Causes, LayerNeurons, NamedNeurons, NeuronRow, OutputVariant } from "../results.ts";
import { OUTPUT_VARIANTS } from "./values.ts";

/** Share of |d| below which no neuron is named. */
export const MIN_NEURON_SHARE = 0.05;

/** How a neuron's contribution comes to change. */
export type NeuronPart = NamedNeurons["neurons"][number]["through"];

/** What a neuron contributes in one variant. */
export interface NeuronShare extends Readonly<Record<NeuronPart, number>> {
  readonly neuron: number;
  readonly share: number;
}

/** The neuron in one variant; null where it is not known there. */
export function neuronShare(row: NeuronRow, variant: OutputVariant): NeuronShare | null {
  const { neuron } = row;
  if (variant === "raw") {
    const { share, fires, writes, rescaled } = row;
    return { neuron, share, fires, writes, rescaled };
  }
  const { trimmed_share: share, trimmed_fires: fires } = row;
  const { trimmed_writes: writes, trimmed_rescaled: rescaled } = row;
  return share === null || fires === null || writes === null || rescaled === null
    ? null
    : { neuron, share, fires, writes, rescaled };
}

/**
 * The neurons of each layer that hold enough of |d| to be named, largest share first, each with the largest of its parts; in every
 * variant of which contributions are known.
 */
export function namedNeurons(
  layers: readonly Pick<LayerNeurons, "layer" | "rows">[],
): NamedNeurons[] {
  return layers.flatMap(({ layer, rows }) =>
    OUTPUT_VARIANTS.flatMap((variant): NamedNeurons[] => {
      const known = rows.flatMap((row) => neuronShare(row, variant) ?? []);
      if (variant === "trimmed" && known.length === 0) return [];
      const neurons = known.filter(({ share }) => share >= MIN_NEURON_SHARE)
        .toSorted((a, b) => b.share - a.share || a.neuron - b.neuron)
        .map((row) => ({ neuron: row.neuron, through: largestPart(row) }));
      return [{ layer, variant, neurons }];
    })
  );
}

/** The neurons of one layer that may be named in one variant; undefined where none are known. */
export function namedNeuronsAt(
  { named_neurons }: Pick<Causes, "named_neurons">,
  layer: number,
  variant: OutputVariant,
): NamedNeurons["neurons"] | undefined {
  return named_neurons.find((row) => row.layer === layer && row.variant === variant)?.neurons;
}

/** The first of the largest. */
function largestPart(parts: NeuronShare): NeuronPart {
  const order: NeuronPart[] = ["fires", "writes", "rescaled"];
  return order.reduce((best, other) => parts[other] > parts[best] ? other : best);
}
