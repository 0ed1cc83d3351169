/**
 * What a comparison of weights would read, for its `--plan`.
 *
 * @module
 */

import { type OpenWeights, tensorsToCompare } from "../library/open_weights.ts";
import { fileBytesOf } from "../sources/checkpoint/weights.ts";
import { formatLayers } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { bytesText } from "../text/words.ts";
import { adapterLines, checkpointLine } from "./plan.ts";

/** The plan in lines of text. */
export function weightsPlanText(
  { request, models, layers }: Pick<OpenWeights, "request" | "models" | "layers">,
): string {
  const { base, instruct } = models;
  const checkpoints = [base, instruct];
  const tensors = tensorsToCompare({ models, layers });
  return [
    `${
      checkpoints.map(({ label }) => shownName(label)).join(" against ")
    }: ${layers.length} of ${base.recipe.nLayers} layers (${formatLayers(layers)})`,
    `to read: ${tensors.length} tensors, ${bytesText(fileBytesOf(tensors))}${
      request.spectrum ? ", matrices up to four times (--spectrum off: once)" : ""
    }`,
    ...checkpoints.map((checkpoint) => checkpointLine(checkpoint, layers)),
    ...adapterLines({ base, instruct }),
  ].join("\n");
}
