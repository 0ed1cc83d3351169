/**
 * Sentences about how much of the change is the same for both signs.
 *
 * @module
 */

import { PEAK_INPUT, PEAK_INPUTS, rowAt } from "../../results/peak_input.ts";
import type { Causes, Finding, Measured, OutputVariant } from "../../results.ts";
import { formatNumber, formatPercent, list } from "../../text/words.ts";
import { layerSentences } from "../../results/spoken.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  return layerSentences(measured, "parity", (causes, layer) => parity(measured, causes, layer));
}

function parity(
  measured: Measured,
  { parity, spreads }: Causes,
  layer: number,
): string | null {
  const of = (variant: OutputVariant) =>
    parity.find((row) =>
      row.layer === layer && row.input_vector === PEAK_INPUT && row.stage === "output" &&
      row.variant === variant
    )?.even_share ?? null;
  const [share, trimmed] = [of("raw"), of("trimmed")];
  if (share === null) return null;
  const spread = spreads.find((row) =>
    row.layer === layer && row.baseline === "persona" && row.variant === "raw" &&
    row.quantity === "output_even_share"
  );
  const beside = !spread || spread.q05 === null || spread.q95 === null
    ? ""
    : `; 90 % of random role mixtures lie between ${formatPercent(spread.q05)} and ${
      formatPercent(spread.q95)
    }`;
  const kept = trimmed === null
    ? ""
    : ` (${formatPercent(trimmed)} without the outlier dimensions)`;
  const lengths = PEAK_INPUTS.map((name) => rowAt(measured.mlp, layer, name)?.delta_norm);
  const both = lengths.every((length) => length !== undefined)
    ? ` (|d| ${list(lengths.map((length) => formatNumber(length!)))})`
    : "";
  return `At layer ${layer}, of the changes of ${PEAK_INPUT} and −${PEAK_INPUT} together${both}, ${
    formatPercent(share)
  } in squared length is even${kept}, which no linear map could give; a change for one sign alone gives 50 %${beside}.`;
}
