/**
 * Why the random role mixtures of two runs cannot stand beside PC1.
 *
 * @module
 */

import type { Results } from "../../../results.ts";
import { list } from "../../../text/words.ts";
import { differencesFromRun } from "../../kit/attached_run.ts";
import { vectorsPath } from "../../kit/paths.ts";
import type { LayerPair } from "./compared_layers.ts";
import type { Mixtures } from "./mixture_file.ts";
import { RUNS, type Runs } from "./runs.ts";

/**
 * Mixture k weighs the roles by random numbers that depend on the seed and k alone, in the order of the roles: under another seed,
 * or with other roles, it is another input, and k of A has nothing to do with k of B.
 *
 * @returns Null where k of A is k of B.
 */
export function whyWithout(
  runs: Runs,
  { layers, ...mixtures }: { layers: LayerPair; a: Mixtures | null; b: Mixtures | null },
): string | null {
  for (const run of RUNS) {
    const name = run.toUpperCase();
    const path = vectorsPath(layers[run]);
    const drawn = runs[run].decomposition_info[layers[run]]?.summary?.draws;
    if (runs[run].options.random === 0 || drawn === 0) {
      return `${name} was run without random role mixtures.`;
    }
    const found = mixtures[run];
    if (found === null) {
      return `The random role mixtures of ${name} were not there: no ${path} lies beside its results, or it is of an earlier version. Run deno task report for ${name} again to write it, then compare again.`;
    }
    const differing = differencesOf(found, { results: runs[run], layer: layers[run] });
    if (differing.length > 0) {
      return `The ${path} that lies beside the results of ${name} is of another run (not the same: ${
        list(differing)
      }), so mixtures are left out.`;
    }
  }
  const [a, b] = [runs.a.options.seed, runs.b.options.seed];
  if (a !== b) {
    return `The seeds differ, ${a} in A and ${b} in B: mixture k of A is another input than mixture k of B, so mixtures are left out.`;
  }
  return mixtures.a!.weighed.join("\0") === mixtures.b!.weighed.join("\0")
    ? null
    : "The runs have different roles: mixture k of A is another input than mixture k of B, so mixtures are left out.";
}

/** In what a file of vectors is of another run than the results. */
function differencesOf(
  { draws, says }: Mixtures,
  { results, layer }: { results: Results; layer: number },
): string[] {
  const known = results.decomposition_info[layer]?.summary?.draws;
  return [
    ...differencesFromRun(says, { results, layer }),
    ...known === undefined || known === draws ? [] : ["number of mixtures"],
  ];
}
