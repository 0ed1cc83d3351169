/**
 * Sentences about the product of the MLP at which the change of PC1 arises.
 *
 * @module
 */

import { degrees } from "../../math/angle.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { spokenLayers } from "../../results/spoken.ts";
import { appearsAt, stagesBesideDraws } from "../../results/stage_appearance.ts";
import type { Causes, Finding, Measured, OutputVariant, Stage } from "../../results.ts";
import { STAGE_WORDS } from "../../text/parts.ts";
import { formatDegrees, list } from "../../text/words.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  const { causes } = measured;
  if (causes === null) return [];
  return spokenLayers(measured).flatMap((layer) => {
    const text = stages(causes, layer);
    return text === null ? [] : [{ topic: "stages", layer, text, layers: [layer] }];
  });
}

function stages(causes: Causes, layer: number): string | null {
  const of = (variant: OutputVariant) =>
    stagesBesideDraws(causes, { layer, input: PEAK_INPUT, variant });
  const [raw, trimmed] = [of("raw"), of("trimmed")];
  const at = appearsAt(raw);
  const figures = raw.flatMap(({ stage, deltaAngular, q95 }) =>
    deltaAngular === null ? [] : [
      `${STAGE_WORDS[stage]} ${formatDegrees(degrees(deltaAngular))}${
        q95 === null ? "" : ` (${formatDegrees(degrees(q95))})`
      }`,
    ]
  );
  const what = at === undefined
    ? `At layer ${layer} base and instruct are apart for ${PEAK_INPUT} by`
    : at === null
    ? `At layer ${layer} the output for ${PEAK_INPUT} is not beyond the random role mixtures (rank p above 0.05, uncorrected), so no stage is named; base and ` +
      `instruct are apart, in brackets the 95 % quantile of the mixtures, by`
    : `At layer ${layer} the turn of ${PEAK_INPUT} is beyond the random role mixtures (rank p at most 0.05, uncorrected) from ${
      STAGE_WORDS[at]
    } on${
      withoutOutliers(causes, { at, appears: appearsAt(trimmed) })
    }. In brackets the 95 % quantile of the mixtures:`;
  return `${what} ${list(figures)}.`;
}

function withoutOutliers(
  { stages }: Causes,
  { at, appears }: { at: Stage; appears: Stage | null | undefined },
): string {
  if (!stages.some(({ variant }) => variant === "trimmed") || appears === undefined) return "";
  if (appears === at) return ", with and without the outlier dimensions";
  return appears === null
    ? ", but not without the outlier dimensions"
    : `, without the outlier dimensions from ${STAGE_WORDS[appears]} on`;
}
