/**
 * What the figures of the first screen are drawn over, and what their fills say.
 *
 * @module
 */

import { degrees } from "../../../math/angle.ts";
import { index } from "../../../results/lookup.ts";
import { hasOutliers } from "../../../results/outlier_layers.ts";
import { PEAK_INPUT, reversedAngular, rowAt } from "../../../results/peak_input.ts";
import { isUnchanged } from "../../../results/spoken.ts";
import { BEYOND_PERSONA, cellAt, RAW } from "../../../results/verdict_cells.ts";
import type { DecompositionRow, Results } from "../../../results.ts";
import { isBeyondChance } from "../../../site/kit/charts/cosine_bars.ts";
import { countedP } from "../../../text/counted_p.ts";
import { inputText } from "../../../text/input_text.ts";
import { list } from "../../../text/words.ts";

/** What the lines stand over, where they stand over anything. */
export function turnsCaption(results: Results): string {
  if (isUnchanged(results)) return `${PEAK_INPUT} and −${PEAK_INPUT}.`;
  const hasMixtures = results.evidence!.quantiles
    .some(({ baseline, q05 }) => baseline === "persona" && q05 !== null);
  return hasMixtures
    ? [
      `${
        turningLines(results)
      }; grey is the middle 90 % of random role mixtures at each layer, each by the larger of its signs. A layer’s page shows all of them, each sign alone.`,
      ...aboveBand(results),
    ].join(" ")
    : `${turningLines(results)}; no random role mixtures were run.`;
}

/** How the lines of angles are told apart where they meet; of one layer there are dots with their names. */
function turningLines({ options, evidence }: Results): string {
  if (options.layers.length === 1) return PEAK_INPUT;
  const without = hasOutliers(evidence!) ? ", without outlier dimensions dashed" : "";
  return `${PEAK_INPUT} bold, −${PEAK_INPUT} thin${without}`;
}

/** The same of the lengths. */
export function normsCaption({ options }: Pick<Results, "options">): string {
  const instruct = options.layers.length === 1 ? "instruct" : "instruct (bold)";
  return `|y| of base and ${instruct} for ${PEAK_INPUT}, |d| between them, and its ratio to |y| of the base.`;
}

/** Of the layers with a dot those at which it stands above the band and is within chance all the same: the band is of one layer alone. */
function aboveBand({ mlp, evidence, chance, options }: Results): string[] {
  const { verdict, quantiles } = evidence!;
  const mixturesAt = index(quantiles, "layer", "baseline", "variant");
  const isOfVerdict = cellAt(verdict!.table, BEYOND_PERSONA, RAW)?.holds === false;
  const layers = new Set([
    ...isOfVerdict ? [verdict!.layer] : [],
    ...chance?.role_mixtures === "not_apart" ? [chance.layer] : [],
  ]);
  return [...layers].flatMap((layer) => {
    const row = rowAt(mlp, layer);
    const mixtures = mixturesAt({ layer, baseline: "persona", variant: "raw" });
    const high = mixtures?.q95 ?? null;
    const reversed = reversedAngular(mlp, layer);
    const larger = reversed ?? row?.delta_angular ?? null;
    const pfw = row?.pfw_persona ?? null;
    if (high === null || larger === null || pfw === null || degrees(larger) <= degrees(high)) {
      return [];
    }
    const input = reversed === null ? PEAK_INPUT : inputText(`-${PEAK_INPUT}`);
    const nLayers = options.layers.length;
    const why = nLayers === 1 ? ":" : ", since all layers count: in units of each layer’s spread,";
    return [
      `At layer ${layer} ${input} is above it and still within chance${why} ${
        countedP(pfw, { n: mixtures!.n, nLayers })
      }.`,
    ];
  });
}

/** What colours and fills say of the bars that there are. */
export function barsCaption(rows: readonly DecompositionRow[]): string {
  const kinds = ([["role", "roles (blue)"], ["trait", "traits (red)"]] as const)
    .filter(([kind]) => rows.some((row) => row.kind === kind)).map(([, words]) => words);
  const isTested = rows.some(({ cosine_pfw }) => cosine_pfw !== null);
  const nFilled = rows.filter(isBeyondChance).length;
  const fills = nFilled === 0
    ? "empty, as none is unlike random role mixtures, all vectors together"
    : `filled where unlike random role mixtures, all vectors together${
      nFilled < rows.length ? ", else empty" : ""
    }`;
  return `Largest and smallest cosines with d: ${list(kinds)}; ${
    isTested
      ? `${fills}${
        rows.some(({ cosine_q025 }) => cosine_q025 !== null)
          ? "; grey is the middle 95 % of theirs, one vector at a time"
          : ""
      }.`
      : "not tested against chance, so none is filled."
  }`;
}
