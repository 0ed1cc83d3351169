/**
 * What the contributions of all neurons of a layer sum to: |d|, but for the bias of down, which is no neuron's.
 *
 * @module
 */

import type { LayerNeurons, Results } from "../../../results.ts";
import { formatPercent } from "../../../text/words.ts";

/** What stands before |d| where the neurons do not make all of it, and behind it what becomes of the rest; nothing where they do. */
export function besideBias(
  { contribution_sum, delta_norm }: Pick<LayerNeurons, "contribution_sum" | "delta_norm">,
  { instruct }: Results["inputs"],
): { share: string; bias: string } {
  const share = formatPercent(contribution_sum / delta_norm);
  // Where nothing changed there is nothing to share out.
  if (!instruct.biased.includes("down") || delta_norm === 0 || share === formatPercent(1)) {
    return { share: "", bias: "" };
  }
  const what = contribution_sum < delta_norm ? "adds the rest" : "takes the excess away";
  return { share: `${share} of `, bias: `, and the bias of down_proj ${what}` };
}

/** Which |d| it is, where the outputs of the report are rounded and those that neurons are summed to are not. */
export function beforeRounding({ rounding }: Pick<Results["options"], "rounding">): string {
  return rounding === "notebook" ? " before the notebook's roundings" : "";
}
