/**
 * The sentence that sets PC1 beside directions that have nothing to do with the question.
 *
 * @module
 */

import { index } from "../../../results/lookup.ts";
import { largerSigns } from "../../../results/larger_sign.ts";
import type { Finding, Measured } from "../../../results.ts";
import { flooredP } from "../../../text/counted_p.ts";
import { shownName } from "../../../text/quote.ts";
import { formatAngle, list, plural } from "../../../text/words.ts";

/** How many controls a sentence names. */
const N_NAMED = 5;

/** How many of the directions that have nothing to do with the question turn as far; nothing where none were given. */
export function besideControls(
  { baseline: all, evidence }: Measured,
  { layer, input }: {
    layer: number;
    /** The sign of PC1 that turns farther there. */
    input: string;
  },
): Finding[] {
  if (evidence === null || evidence.controls.length === 0) return [];
  const counts = index(evidence.as_far, "layer", "baseline", "variant")({
    layer,
    baseline: "controls",
    variant: "raw",
  });
  if (counts === undefined) return [];
  const { n, n_at_least } = counts;
  const farthest = largerSigns(all.filter((it) => it.layer === layer), {
    layer,
    baseline: "controls",
    variant: "raw",
  }).flatMap(({ index, deltaAngular }) => deltaAngular === null ? [] : [{ index, deltaAngular }])
    .sort((a, b) => b.deltaAngular - a.deltaAngular)
    .slice(0, Math.min(N_NAMED, Math.max(n_at_least, 1)))
    .map(({ index, deltaAngular }) =>
      `${shownName(evidence.controls[index] ?? "")} by ${formatAngle(deltaAngular)}`
    );
  const verb = n_at_least === 1 ? "turns" : "turn";
  return [{
    topic: "controls",
    layer: null,
    text:
      `Of ${plural(n, "control", "controls")}, ${
        n === 1 ? "a direction that was" : "directions that were"
      } given as having nothing to do with the question, ${n_at_least} ${verb} at least as far ` +
      `as ${input} at layer ${layer} (${
        n === 1 ? "" : n_at_least === 0 ? "the farthest: " : "the farthest of them: "
      }${list(farthest)}); by rank, ${flooredP("p", (n_at_least + 1) / (n + 1), n)}.`,
    short: `Of ${
      plural(n, "control", "controls")
    }, ${n_at_least} ${verb} at least as far as ${input} at layer ${layer}.`,
    layers: [layer],
  }];
}
