/**
 * The run beside figures that others published of the same pair.
 *
 * @module
 */

import type { SweptLayer, SweptVector } from "../../measure/swept_vectors.ts";
import { otherThan } from "../../prepare/published_pair.ts";
import type { Settled, Settling } from "../analysis.ts";
import { otherRoundingOf } from "./settle/other_rounding.ts";
import type { Evidence, Measured, OtherRounding, Reproduction } from "../../results.ts";
import { projectionsAt } from "../../results/peak_input.ts";
import { comparedComponents, comparedSweep, mergedOf, whyUnclaimed } from "./settle/claims.ts";
import { publishedFigures, type RoundedTables } from "./settle/published_figures.ts";
import published from "../../prepare/published_gemma_2_27b.json" with { type: "json" };

type Row = Reproduction["rows"][number];
type ComparedEvidence = Omit<Evidence, "verdict" | "reproduction">;

/**
 * Sets the run beside the published figures of google/gemma-2-27b and -it, each beside the value that is rounded alike; null
 * where the other rounding was not run, as for any other pair. `swept` are the roles and traits as inputs, where they were run.
 */
export function reproductionOf(
  measured: Measured,
  evidence: ComparedEvidence,
  { swept = [] }: { swept?: readonly SweptLayer[] } = {},
): Reproduction | null {
  const other = evidence.other_rounding;
  if (other === null) return null;
  const components = comparedComponents(measured);
  const unclaimed = whyUnclaimed(measured, components);
  const tables = roundedTables({ ...measured, quantiles: evidence.quantiles }, other);
  const rows = publishedFigures(measured, tables, swept).map(({ agreement, ...row }): Row => {
    const { value } = row;
    return {
      ...row,
      difference: value === null ? null : value - row.published,
      agrees: value === null || unclaimed.length > 0 ? null : agreement(value, row.published),
    };
  });
  return {
    ...components,
    unclaimed,
    sweep: comparedSweep(measured),
    merged: measured.options.like_published ? mergedOf(measured) : null,
    told: null,
    source: published.source,
    rows,
  };
}

/** Which tables are of which rounding: those of the run are of the one that it was asked for. */
function roundedTables(
  measured: Measured & Pick<OtherRounding, "quantiles">,
  other: OtherRounding,
): RoundedTables {
  const layers = Object.keys(measured.decompositions).map(Number);
  const own = {
    ...measured,
    decompositions: Object.fromEntries(
      layers.map((layer) => [layer, projectionsAt(measured, layer)]),
    ),
  };
  return other.rounding === "notebook"
    ? { "f32-output": own, "bf16-output": other }
    : { "f32-output": other, "bf16-output": own };
}

/** The tables under the other rounding, and the published figures beside the run; both null for any other pair. */
export async function settle(settling: Settling<SweptVector[]>): Promise<Settled> {
  const { measured, otherRounding, names, numbers, options, run } = settling;
  if (run.random === 0) return {};
  const { evidence } = measured;
  const other = evidence === null || otherRounding.length === 0 ? null : otherRoundingOf(
    otherRounding,
    { rounding: otherThan(options.rounding), names, semantic: await settling.semantic() },
  );
  const swept = run.isSweep
    ? numbers.map(({ layer, numbers: vectors }) => ({ layer, vectors }))
    : [];
  return {
    evidence: {
      other_rounding: other,
      reproduction: evidence === null
        ? null
        : reproductionOf(measured, { ...evidence, other_rounding: other }, { swept }),
    },
  };
}
