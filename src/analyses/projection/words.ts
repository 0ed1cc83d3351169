/**
 * Sentences about what the difference at a layer points toward and away from.
 *
 * @module
 */

import { VECTOR_WARNING } from "../../results/projection_decisions.ts";
import { warningText } from "./words/warning.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import type { DecompositionInfo, DecompositionRow, Finding, Results } from "../../results.ts";
import { summaryFindings } from "./words/together.ts";
import { PEAK_INPUT, projectionsAt } from "../../results/peak_input.ts";
import { formatNumber, list } from "../../text/words.ts";

/** Names given at each end of a sentence. */
const N_NAMED = 5;

/**
 * For each decomposed layer, its most positive and most negative vectors, what all of them say together, and what to beware of;
 * after them, once, what a projection is not.
 */
export function words(
  measured: Pick<Results, "decompositions" | "decomposition_info" | "within_noise" | "inputs">,
): Finding[] {
  const { decompositions } = measured;
  const decomposition_info = Object.fromEntries(
    Object.entries(measured.decomposition_info)
      .filter(([, { layer }]) => !isWithinNoise(measured, layer)),
  );
  const found = Object.values(decomposition_info).flatMap((info): Finding[] => {
    const rows = projectionsAt({ decompositions }, info.layer);
    const layers = [info.layer];
    if (info.delta_norm === 0) {
      const text = `At layer ${info.layer} there is no difference to decompose for ${PEAK_INPUT}.`;
      return [{ topic: "decomposition", layer: info.layer, text, layers }];
    }
    if (rows.length === 0) return [];
    return [
      { topic: "decomposition", layer: info.layer, text: directions(info, rows), layers },
      ...info.warnings.map((warning): Finding => ({
        topic: VECTOR_WARNING,
        layer: info.layer,
        text: `Layer ${info.layer}: ${warningText(warning, measured.inputs)}`,
        layers,
      })),
      ...info.summary === null
        ? []
        : summaryFindings({ layer: info.layer, rows, summary: info.summary }),
    ];
  });
  return [...found, ...notUnique({ decompositions, decomposition_info })];
}

function notUnique(
  { decompositions, decomposition_info }: Pick<Results, "decompositions" | "decomposition_info">,
): Finding[] {
  const layers = Object.values(decomposition_info).flatMap(({ layer, delta_norm }) =>
    delta_norm > 0 && projectionsAt({ decompositions }, layer).length > 1 ? [layer] : []
  );
  if (layers.length === 0) return [];
  const text =
    "A projection is not a unique decomposition: role and trait vectors are not orthogonal, so what lies along one of " +
    "them also lies partly along others, and the projections do not add up to the difference.";
  const short =
    "Projections are not a unique decomposition: role and trait vectors are not orthogonal.";
  return [{ topic: "not-unique", layer: null, text, short, layers }];
}

function directions(
  { layer, one_sided }: DecompositionInfo,
  rows: readonly DecompositionRow[],
): string {
  const bySize = (sign: 1 | -1) =>
    rows.filter((row) => row.projection * sign > 0).slice(0, N_NAMED)
      .map((row) => `${row.name} (${row.kind}, ${formatNumber(row.projection)})`);
  const [positive, negative] = [bySize(1), bySize(-1)];
  const ends = [
    positive.length > 0 ? `most positively on ${list(positive)}` : "positively on none",
    negative.length > 0 ? `most negatively on ${list(negative)}` : "negatively on none",
  ].join(" and ");
  return `At layer ${layer} the difference for ${PEAK_INPUT} projects ${ends}.${
    oneSided(one_sided, rows)
  }`;
}

function oneSided(
  sign: DecompositionInfo["one_sided"],
  rows: readonly DecompositionRow[],
): string {
  if (sign === null) return "";
  const direction = sign === "positive" ? 1 : -1;
  const count = rows.filter((row) => row.projection * direction > 0).length;
  const share = count === rows.length ? `All ${count}` : `${count} of the ${rows.length}`;
  return ` ${share} projections are ${sign}: vectors that share a direction would give this too, ` +
    `so it is not a finding about each of them.`;
}
