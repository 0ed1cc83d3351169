/**
 * Sentences about the product of the MLP at which the change of PC1 arises.
 *
 * @module
 */

import { PEAK_INPUT, reversedAngular } from "../../results/peak_input.ts";
import { appearanceAt, stagesBesideDraws } from "../../results/stage_appearance.ts";
import type { Causes, Finding, Measured, Stage, StageAppearance } from "../../results.ts";
import { STAGE_WORDS } from "../../text/parts.ts";
import { formatAngle, list } from "../../text/words.ts";
import { layerSentences } from "../../results/spoken.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  return layerSentences(
    measured,
    "stages",
    (causes, layer) => stages(measured, causes, layer),
  );
}

function stages(measured: Measured, causes: Causes, layer: number): string | null {
  const found = appearanceAt(causes, layer, "raw");
  if (found === undefined) return null;
  const rows = stagesBesideDraws(causes, { layer, input: PEAK_INPUT, variant: "raw" });
  const figures = rows.flatMap(({ stage, deltaAngular, q95 }) =>
    deltaAngular === null ? [] : [
      `${STAGE_WORDS[stage]} ${formatAngle(deltaAngular)}${
        q95 === null ? "" : ` (${formatAngle(q95)})`
      }`,
    ]
  );
  if (figures.length === 0) return null;
  const brackets = rows.some(({ deltaAngular, q95 }) => deltaAngular !== null && q95 !== null)
    ? ", in brackets the 95 % quantile of the mixtures"
    : "";
  return `${opening(causes, found, brackets)}: ${list(figures)}.${ofOneSign(measured, found)}`;
}

/** Elsewhere the p of a layer is of the larger of both signs, which is not the one that is traced here. */
function ofOneSign({ mlp }: Measured, { layer, standing }: StageAppearance): string {
  const reverse = reversedAngular(mlp, layer);
  return reverse === null || standing === "unknown"
    ? ""
    : ` This p is of ${PEAK_INPUT} alone; at the output −${PEAK_INPUT} turns farther, by ${
      formatAngle(reverse)
    }.`;
}

function opening(
  causes: Causes,
  { layer, standing, stage }: StageAppearance,
  brackets: string,
): string {
  if (standing === "unknown") {
    return `At layer ${layer}, angles between base and instruct for ${PEAK_INPUT}${brackets}`;
  }
  return stage === null
    ? `At layer ${layer} the output for ${PEAK_INPUT} does not turn farther than 95 % of the random role mixtures by the larger of their signs (rank p above 0.05, uncorrected), so no stage is named. ` +
      `Angles between base and instruct${brackets}`
    : `At layer ${layer} ${PEAK_INPUT} turns farther than 95 % of the random role mixtures by the larger of their signs (rank p at most 0.05, uncorrected) from ${
      STAGE_WORDS[stage]
    } on${
      withoutOutliers(stage, appearanceAt(causes, layer, "trimmed"))
    }. Angles between base and instruct${brackets}`;
}

function withoutOutliers(at: Stage, trimmed: StageAppearance | undefined): string {
  if (trimmed === undefined || trimmed.standing === "unknown") return "";
  if (trimmed.stage === at) return ", with and without the outlier dimensions";
  return trimmed.stage === null
    ? ", but not without the outlier dimensions"
    : `, without the outlier dimensions from ${STAGE_WORDS[trimmed.stage]} on`;
}
