/**
 * Sentences about the tensor that carries the change of PC1.
 *
 * @module
 */

import { PEAK_INPUT } from "../../results/peak_input.ts";
import {
  type ComponentShares,
  leadingTensorAt,
  sharesOf,
} from "../../results/leading_component.ts";
import type { Causes, Finding, Measured } from "../../results.ts";
import { COMPONENT_WORDS } from "../../text/parts.ts";
import { formatPercent, list } from "../../text/words.ts";
import { layerSentences } from "../../results/spoken.ts";

/** At every decomposed layer at which PC1 changes. */
export function words(measured: Measured): Finding[] {
  return layerSentences(measured, "weights", weights);
}

function weights(causes: Causes, layer: number): string | null {
  const rows = causes.attribution.filter((row) =>
    row.layer === layer && row.input_vector === PEAK_INPUT
  );
  const [leading, without] = (["raw", "trimmed"] as const).map((variant) =>
    leadingTensorAt(causes, layer, variant)
  );
  if (leading === undefined) return null;
  const [raw, trimmed] = [sharesOf(rows, "raw"), sharesOf(rows, "trimmed")];
  const leader = raw.find(({ component }) => component === leading.component);
  const kept = trimmed.find(({ component }) => component === without?.component);
  const shares = raw.map(({ component, share }) =>
    `${COMPONENT_WORDS[component]} ${share === null ? "unknown" : formatPercent(share)}`
  );
  const ofKept = without === undefined
    ? ""
    : kept === undefined
    ? " Without the outlier dimensions no tensor can be named."
    : ` Without the outlier dimensions it is ${named(kept)}.`;
  return leader === undefined
    ? `At layer ${layer} no single tensor can be named as carrying the change of ${PEAK_INPUT}; Shapley shares of the change along itself: ${
      list(shares)
    }.${ofKept}`
    : `At layer ${layer} the change of ${PEAK_INPUT} is carried by ${
      named(leader)
    }, by Shapley share of the change along itself.${ofKept}`;
}

function named({ component, share, firstIn, lastIn }: ComponentShares): string {
  const figure = (value: number | null) => value === null ? "unknown" : formatPercent(value);
  return `${COMPONENT_WORDS[component]}, ${figure(share)} of it (first in ${
    figure(firstIn)
  }, last in ${figure(lastIn)})`;
}
