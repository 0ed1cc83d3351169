/**
 * Sentences about PC1 in other spaces, and of the layer's own roles.
 *
 * @module
 */

import { OWN_LAYER_INPUT, PEAK_INPUT } from "../../results/peak_input.ts";
import { index } from "../../results/lookup.ts";
import { type Judgement, spokenVerdict } from "../../results/spoken.ts";
import { RAW } from "../../results/verdict_cells.ts";
import type { Finding, Measured } from "../../results.ts";
import { allOf, formatAngle, formatNumber, list } from "../../text/words.ts";

/** Both, at the layer of the verdict. */
export function words(measured: Measured): Finding[] {
  const judged = spokenVerdict(measured);
  return judged === null ? [] : [...spaces(judged), ...ownComponent(measured, judged)];
}

/** In which spaces PC1 is beyond random role mixtures and single roles; silent where it was run in one. */
function spaces({ evidence, verdict }: Judgement): Finding[] {
  const { layer } = verdict;
  if (verdict.answer === "no difference") return [];
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const componentOf = index(evidence.components, "name");
  const askedOf = index(verdict.asked, "condition");
  const all = evidence.pc1_spaces.flatMap((space, i) => {
    const name = i === 0 ? PEAK_INPUT : `${PEAK_INPUT}:${space}`;
    const angle = rowOf({ layer, input_vector: name, variant: "raw" })?.delta_angular ?? null;
    if (angle === null) return [];
    const cosine = i === 0 ? null : componentOf({ name })?.cosine_with_pc1 ?? null;
    return [{
      space,
      holds: askedOf({ condition: i === 0 ? RAW : name })?.is_beyond ?? null,
      figure: formatAngle(angle) +
        (cosine === null ? "" : ` (cosine with ${PEAK_INPUT} as run: ${formatNumber(cosine, 3)})`),
    }];
  });
  if (all.length < 2 || all.every(({ holds }) => holds === null)) return [];
  const spacesWhere = (holds: boolean | null) =>
    all.filter((it) => it.holds === holds).map(({ space }) => space);
  const figures = all.map(({ space, figure }) => `${space} ${figure}`).join(", ");
  const beyond =
    `At layer ${layer} ${PEAK_INPUT} turns farther than random role mixtures and single roles ${
      where(spacesWhere(true), spacesWhere(false), spacesWhere(null))
    }`;
  return [{
    topic: "spaces",
    layer: null,
    text: `${beyond}: ${figures}.`,
    short: `${beyond}.`,
    layers: [layer],
  }];
}

function where(held: string[], failed: string[], open: string[]): string {
  const untold = open.length === 0 ? "" : `, with ${list(open)} left open`;
  if (held.length === 0) return `in none of the spaces compared${untold}`;
  if (failed.length === 0) {
    const all = `${allOf(held.length)} spaces`;
    return `in ${open.length === 0 ? all : `${list(held)} space`}${untold}`;
  }
  return held.length === 1
    ? `in one space only, ${held[0]}${untold}`
    : `in ${list(held)} space but not in ${list(failed)} space${untold}`;
}

/** How much PC1 of the layer of the verdict is the PC1 that was run; silent where that was not computed. */
function ownComponent(measured: Measured, { evidence, verdict }: Judgement): Finding[] {
  const { layer } = verdict;
  const { pca_layer } = measured.options;
  const known = index(evidence.layers, "layer")({ layer });
  const cosine = known?.own_pc1_cosine ?? null;
  if (verdict.answer === "no difference" || layer === pca_layer) return [];
  if (known === undefined || cosine === null) return [];
  const rowOf = index(evidence.robustness, "layer", "input_vector", "variant");
  const angleOf = (input_vector: string) =>
    rowOf({ layer, input_vector, variant: "raw" })?.delta_angular ?? null;
  const [own, run] = [angleOf(OWN_LAYER_INPUT), angleOf(PEAK_INPUT)];
  const angles = own === null || run === null
    ? ""
    : `; run as an input it turns the output by ${
      formatAngle(own)
    }, ${PEAK_INPUT} of layer ${pca_layer} by ${formatAngle(run)}`;
  const best = known.own_pc_best === 1 || known.own_pc_best_cosine === null
    ? ""
    : ` (its PC${known.own_pc_best} is nearer, ${formatNumber(known.own_pc_best_cosine, 3)})`;
  return [{
    topic: "own-layer",
    layer: null,
    text:
      `${PEAK_INPUT} was found at layer ${pca_layer}: PC1 of the roles at layer ${layer} itself has a cosine of ${
        formatNumber(cosine, 3)
      } with it${best}${angles}.`,
    short: `${PEAK_INPUT} of the roles at layer ${layer} itself has a cosine of ${
      formatNumber(cosine, 3)
    } with the one that was run.`,
    layers: [layer],
  }];
}
