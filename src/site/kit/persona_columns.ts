/**
 * Quantities on the way through the MLP beside those of random role mixtures.
 *
 * @module
 */

import type { Quantity } from "../../results.ts";
import { type CausedResults, spreadRow } from "./cause_rows.ts";
import { PERSONA_BAND } from "./charts/bands.ts";
import { PERSONA_STYLE } from "./charts/baseline_styles.ts";
import { bandLegend, type FigureView, legend } from "./figures.ts";
import type { Column } from "./tables.ts";

/** The legend of their median and of the band around it. */
export function personaLegend(): FigureView["legend"] {
  return [
    ...legend([["median of the random role mixtures", PERSONA_STYLE]]),
    ...bandLegend(new Map([["90 % of random role mixtures", PERSONA_BAND]])),
  ];
}

const QUANTILES = [["5 %", "q05"], ["50 %", "q50"], ["95 %", "q95"]] as const;

/** Whether any of a quantity are known. */
export function hasPersona({ causes }: CausedResults, quantity: Quantity): boolean {
  return causes.spreads.some((row) =>
    row.quantity === quantity && row.baseline === "persona" && row.q50 !== null
  );
}

/** Their quantiles on all coordinates; no columns where there were none. */
export function personaColumns(
  results: CausedResults,
  quantity: Quantity,
  scale: (value: number | null | undefined) => number | null,
): Column<number>[] {
  if (!hasPersona(results, quantity)) return [];
  return QUANTILES.map(([label, key]) => ({
    label: `role mixtures ${label}`,
    digits: 3,
    value: (layer) =>
      scale(
        spreadRow(results.causes, { layer, quantity, variant: "raw", baseline: "persona" })?.[key],
      ),
  }));
}
