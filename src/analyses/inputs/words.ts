/**
 * Sentences about the inputs: the choice of components, what was not read, what was passed over, what differs beside the weights.
 *
 * @module
 */

import type { Finding, Measured } from "../../results.ts";
import { shownName } from "../../text/quote.ts";
import { listFirst } from "../../text/first_of_many.ts";
import { plural } from "../../text/words.ts";
import { unreadFindings } from "./words/unread.ts";

/** All of them, in the order of a report. */
export function words(measured: Measured): Finding[] {
  const { components, pair } = measured.inputs.remarks;
  return [
    ...components.map((text) => about("components", text)),
    ...passedOver(measured),
    ...pair.map((text) => about("pair", text)),
  ];
}

function passedOver({ inputs }: Measured): Finding[] {
  const { skipped, missing } = inputs.vectors;
  const found: Finding[] = unreadFindings(inputs);
  for (const reason of new Set(skipped.map((file) => file.reason))) {
    const files = skipped.filter((file) => file.reason === reason);
    const named = files.map(({ kind, name }) => `${kind} ${shownName(name)}`);
    found.push({
      topic: "skipped",
      layer: null,
      text: `${
        plural(files.length, "vector file was", "vector files were")
      } passed over (${reason}): ${listFirst(named)}.`,
      layers: [],
    });
  }
  if (missing.length > 0) {
    found.push({
      topic: "missing",
      layer: null,
      text: `Not in this run: ${missing.join(", ")}.`,
      layers: [],
    });
  }
  return found;
}

function about(topic: string, text: string): Finding {
  return { topic, layer: null, text, layers: [] };
}
