/**
 * The first screen of the overview: the claim, what decides, the angle and the norms by layer, and what the change points to.
 *
 * @module
 */

import { claimOf } from "../../../site/kit/claim.ts";
import { AT_OPERATING_POINT, largerPeak } from "../../../results/verdict_cells.ts";
import type { Results } from "../../../results.ts";
import { toldAlongOne } from "../../../results/projection_decisions.ts";
import { verdictText } from "../../../results/verdict_text.ts";
import { peakLabel } from "../../../site/kit/components.ts";
import { CHART_WIDTH } from "../../../site/kit/charts/svg.ts";
import { decompositionPath, layerPath, PATHS } from "../../../site/kit/paths.ts";
import type { Section } from "../../../site/kit/section.ts";
import { list } from "../../../text/words.ts";
import { conditionHead } from "../words/told.ts";
import { shortTitles } from "../../../site/kit/peak_titles.ts";
import { angleGlance, components } from "./angle_glance.ts";
import { explanations } from "./explanations.ts";
import { barsCaption, normsCaption, turnsCaption } from "./glance_captions.ts";
import { normsGlance, relativeGlance } from "./norms_glance.ts";
import { strongestBars, strongestRows } from "./strongest_bars.ts";

/** A condition with its mark. */
interface Chip {
  label: string;
  /** What the mark says to those who do not see it. */
  word: "yes" | "no" | "unknown" | "note";
  path: string;
}

/** It, or nothing where no baselines were run: then there is no verdict to open with. */
export function glanceSection(results: Results): Section[] {
  const verdict = results.evidence?.verdict ?? null;
  const { claim } = verdictText(results);
  if (verdict === null) return [];
  const { layer } = verdict;
  const rows = strongestRows(results, layer);
  const width = CHART_WIDTH.narrow;
  return [{
    isOpening: true,
    template: "glance",
    content: {
      claim,
      component: peakLabel(results.pcs),
      chips: chips(results),
      layer,
      decompositionPath: decompositionPath(layer),
      angle: angleGlance(results, width),
      titles: shortTitles(results),
      barsTitle: claimOf(results, layer, {
        claim: `Where the change at layer ${layer} points`,
        plain: `Cosines with roles and traits, layer ${layer}`,
      }),
      others: list(components(results).slice(1)),
      norms: normsGlance(results, width),
      relative: relativeGlance(results, width),
      bars: rows.length === 0 ? null : strongestBars(rows, width),
      turnsCaption: turnsCaption(results),
      normsCaption: normsCaption(results),
      barsCaption: [barsCaption(rows), ...toldAlongOne(results.findings, layer)].join(" "),
      explained: explanations(results),
    },
  }];
}

/** What decides, and whether another layer turns farther. */
function chips({ evidence }: Results): Chip[] {
  const verdict = evidence!.verdict!;
  // Where nothing changes no condition is asked.
  if (verdict.no_difference === "everywhere") return [];
  const path = `${PATHS.evidence}#claims`;
  const word = (holds: boolean | null) => holds === null ? "unknown" : holds ? "yes" : "no";
  const peak = largerPeak(verdict, verdict.angular_peaks?.raw ?? verdict.layer);
  return [
    ...verdict.asked.filter(({ decides }) => decides).map(({ condition, is_beyond }): Chip => ({
      label: condition === AT_OPERATING_POINT ? "operating point" : conditionHead(condition),
      word: word(verdict.answer === "cannot tell" ? null : is_beyond),
      path,
    })),
    ...peak === null
      ? []
      : [{ label: `layer ${peak} turns farther`, word: "note" as const, path: layerPath(peak) }],
  ];
}
