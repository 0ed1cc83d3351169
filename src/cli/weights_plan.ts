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
import { comparedPairs } from "../weights/compare_layers.ts";
import { adapterLines, checkpointLine } from "./plan.ts";

/** The plan in lines of text. */
export function weightsPlanText(
  { request, models, layers }: Pick<OpenWeights, "request" | "models" | "layers">,
): string {
  const { base, instruct } = models;
  const tensors = tensorsToCompare({ models, layers });
  return [
    `${
      [base, instruct].map(({ label }) => shownName(label)).join(" against ")
    }: ${layers.length} of ${base.recipe.nLayers} layers (${formatLayers(layers)})`,
    `to read: ${tensors.length} tensors, ${bytesText(fileBytesOf(tensors))}${
      request.spectrum ? ", matrices up to four times (--spectrum off: once)" : ""
    }`,
    ...(["base", "instruct"] as const).map((side) =>
      checkpointLine(
        models[side],
        [...layers, null].map((layer) => ({
          layer,
          tensors: comparedPairs(models, layer).map((pair) => pair[side]),
        })),
      )
    ),
    ...adapterLines({ base, instruct }),
  ].join("\n");
}
