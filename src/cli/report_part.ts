/**
 * `deno task report --part i/n`: a share of the layers, and what is typed next.
 *
 * @module
 */

import type { MadePart } from "../library/make_part.ts";
import { type Part, partText } from "../library/part.ts";
import { formatLayers } from "../text/layers.ts";
import { shellWord, shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";

/**
 * The closing line: how many layers were computed and how many were there, and what to type next.
 *
 * @param options.args What was typed after `report`.
 */
export function partLine(
  { layers, computed, recorded }: MadePart,
  { part, args, folder, nLayers }: {
    part: Part;
    args: readonly string[];
    folder: string;
    /** Of the whole run. */
    nLayers: number;
  },
): string {
  const nFound = layers.length - computed.length;
  const did = layers.length === 0
    ? `had nothing to do, as there are ${plural(nLayers, "layer", "layers")}`
    : `computed ${layersText(computed)}, and ${nFound} ${nFound === 1 ? "was" : "were"} there`;
  return `Part ${partText(part)} ${did}; ${recorded.length} of ${
    plural(nLayers, "layer", "layers")
  } now in ${shownName(folder)}. ${
    recorded.length === nLayers
      ? "For the site type"
      : "For the site, when the other parts have ended, type"
  }: ${wholeCommand(args)}`;
}

function layersText(layers: readonly number[]): string {
  const count = plural(layers.length, "layer", "layers");
  return layers.length === 0 ? count : `${count} (${formatLayers(layers)})`;
}

/** The same command for all layers, with the site. */
function wholeCommand(args: readonly string[]): string {
  const words = args.filter((arg, i) =>
    arg !== "--part" && args[i - 1] !== "--part" && !arg.startsWith("--part=")
  );
  return ["deno task report", ...words.map(shellWord)].join(" ");
}
