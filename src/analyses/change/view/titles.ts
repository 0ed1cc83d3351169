/**
 * What the charts by layer show, each in a line made of its numbers.
 *
 * @module
 */

import { index } from "../../../results/lookup.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { degreesText, significant } from "../../../site/kit/numbers.ts";

/** Where |d| is largest. */
export function movesTitle({ peaks: { absolute }, mlp }: Results): string {
  return absolute === null
    ? "The output moves at no layer"
    : mlp.every(({ layer }) => layer === absolute.layer)
    ? `Layer ${absolute.layer} moves the output: |d| ${significant(absolute.delta_norm, 3)}`
    : `The output moves farthest at layer ${absolute.layer}: |d| ${
      significant(absolute.delta_norm, 3)
    }`;
}

/** At how many layers the instruct model's outputs are the longer ones. */
export function lengthsTitle({ mlp }: Results): string {
  const rows = mlp.filter(({ input_vector }) => input_vector === PEAK_INPUT);
  const nLonger = rows.filter((row) => row.instruct_output_norm > row.base_output_norm).length;
  const nEqual = rows.filter((row) => row.instruct_output_norm === row.base_output_norm).length;
  if (nEqual === rows.length) return "The outputs of both models are equally long";
  return nLonger === 0
    ? "The instruct model’s outputs are longer at no layer"
    : `The instruct model’s outputs are the longer ones at ${nLonger} of ${rows.length} ${
      rows.length === 1 ? "layer" : "layers"
    }`;
}

/** Where the angle is largest, and where it is without the outlier dimensions. */
export function turnsTitle({ peaks: { angular }, evidence, mlp }: Results): string {
  if (angular === null) return "The output turns at no layer";
  if (mlp.every(({ layer }) => layer === angular.layer)) {
    return `Layer ${angular.layer} turns the output by ${degreesText(angular.delta_angular)}`;
  }
  const trimmed = index(evidence?.peaks ?? [], "input_vector", "variant")({
    input_vector: PEAK_INPUT,
    variant: "trimmed",
  })?.angular_layer ?? null;
  const farthest = `The output turns farthest at layer ${angular.layer} (${
    degreesText(angular.delta_angular)
  })`;
  if (trimmed === null) return farthest;
  return trimmed === angular.layer
    ? `${farthest}, with and without outlier dimensions`
    : `${farthest}; without outlier dimensions at layer ${trimmed}`;
}
