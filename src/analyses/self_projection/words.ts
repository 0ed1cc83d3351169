/**
 * Sentences about the part of the output along PC1 itself.
 *
 * @module
 */

import { PEAK_INPUT, rowAt } from "../../results/peak_input.ts";
import type { Causes, Finding, Measured } from "../../results.ts";
import { formatNumber } from "../../text/words.ts";
import { layerSentences } from "../../results/spoken.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  return layerSentences(
    measured,
    "self-projection",
    (causes, layer) => selfProjection(measured, causes, layer),
  );
}

function selfProjection(measured: Measured, { spreads }: Causes, layer: number): string | null {
  const row = rowAt(measured.mlp, layer, PEAK_INPUT);
  const [base, instruct] = [
    row?.base_self_projection ?? null,
    row?.instruct_self_projection ?? null,
  ];
  if (base === null || instruct === null) return null;
  const spread = spreads.find((it) =>
    it.layer === layer && it.baseline === "persona" && it.variant === "raw" &&
    it.quantity === "self_projection_change"
  );
  const beside = !spread || spread.q05 === null || spread.q95 === null
    ? ""
    : `; for 90 % of random role mixtures that changes by ${formatNumber(spread.q05, 3)} to ${
      formatNumber(spread.q95, 3)
    }`;
  return `At layer ${layer} the part of the output along ${PEAK_INPUT} itself goes from ${
    formatNumber(base)
  } to ${formatNumber(instruct)}${beside}.`;
}
