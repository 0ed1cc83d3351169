/**
 * The inputs of a decomposed layer, each with a page of its own: a switch that works by links.
 *
 * @module
 */

import { inputText } from "../../../text/input_text.ts";
import { isComponent } from "../../../results/input_names.ts";
import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { Results } from "../../../results.ts";
import { decompositionPath } from "../../../site/kit/paths.ts";

/** One input of the switch. */
export interface InputLink {
  label: string;
  path: string;
  isCurrent: boolean;
}

/** PC1, -PC1, PC2, ... as they were decomposed; PC1 alone in earlier runs. */
export function inputsOf({ decompositions }: Results, layer: number): string[] {
  const rows = decompositions[String(layer)] ?? [];
  return [...new Set([PEAK_INPUT, ...rows.map(({ input_vector }) => input_vector)])];
}

/** Where the page of an input lies: named after a component, and numbered where an input was given a name of its own. */
export function inputPath(
  results: Results,
  { layer, input }: { layer: number; input: string },
): string {
  if (input === PEAK_INPUT) return decompositionPath(layer);
  const slug = isComponent(input)
    ? input.toLowerCase().replace(/^-/, "minus-")
    : `input-${inputsOf(results, layer).indexOf(input)}`;
  return decompositionPath(layer, slug);
}

/** The switch on the page of an input; none where there is only one. */
export function inputLinks(
  results: Results,
  { layer, current }: { layer: number; current: string },
): InputLink[] {
  const inputs = inputsOf(results, layer);
  return inputs.length < 2 ? [] : inputs.map((input) => ({
    label: inputText(input),
    path: inputPath(results, { layer, input }),
    isCurrent: input === current,
  }));
}
