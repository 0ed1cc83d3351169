/**
 * The run beside figures that others published of the same pair.
 *
 * @module
 */

import type { SweptVector } from "../../measure/swept_vectors.ts";
import { otherThan } from "../../prepare/published_pair.ts";
import type { Settled, Settling } from "../analysis.ts";
import { otherRoundingOf } from "./settle/other_rounding.ts";
import type { Measured, OtherRounding, Reproduction } from "../../results.ts";
import { peakProjections } from "../../results/peak_input.ts";
import type { SweptLayer } from "../../measure/swept_vectors.ts";
import { formatNumber, list } from "../../text/words.ts";
import { ownRounding } from "./settle/agreement.ts";
import { roundingOf } from "../../prepare/published_pair.ts";
import { publishedFigures, type RoundedTables } from "./settle/published_figures.ts";
import published from "../../prepare/published_gemma_2_27b.json" with { type: "json" };
import type { VerdictEvidence } from "../verdict/settle/conditions.ts";

type Row = Reproduction["rows"][number];

const VARIANCE_TOLERANCE = 5e-4;
const N_VARIANCES = 3;

/**
 * Sets the run beside the published figures of google/gemma-2-27b and -it, each beside the value that is rounded alike; null
 * where the other rounding was not run, as for any other pair. `swept` are the roles and traits as inputs, where they were run.
 */
export function reproductionOf(
  measured: Measured,
  evidence: VerdictEvidence,
  { swept = [] }: { swept?: readonly SweptLayer[] } = {},
): Reproduction | null {
  const other = evidence.other_rounding;
  if (other === null) return null;
  const differing = differencesOfPcs(measured);
  const isSamePcs = differing.length === 0;
  const claims = isSamePcs && measured.options.weights === "bf16";
  const tables = roundedTables({ ...measured, quantiles: evidence.quantiles }, other);
  const rows = publishedFigures(measured, tables, swept).map(({ agreement, ...row }): Row => {
    const { value } = row;
    return {
      ...row,
      difference: value === null ? null : value - row.published,
      agrees: value === null || !claims ? null : agreement(value, row.published),
    };
  });
  return {
    note: noteOn(measured, differing),
    is_same_pcs: isSamePcs,
    source: published.source,
    rows,
  };
}

/**
 * How the published sweep counted: roles and traits were merged by name, so that a name of both counts once, as a role.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergedCounts } from "./settle.ts";
 * const { roles, traits } = mergedCounts(["poet", "stoic"], ["stoic", "literal"]);
 * assert(roles === 2 && traits === 1);
 * ```
 */
export function mergedCounts(
  roleNames: readonly string[],
  traitNames: readonly string[],
): { roles: number; traits: number } {
  const roles = new Set(roleNames);
  const traits = new Set(traitNames.filter((name) => !roles.has(name)));
  return { roles: roles.size, traits: traits.size };
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
      layers.map((layer) => [layer, peakProjections(measured, layer)]),
    ),
  };
  return other.rounding === "notebook"
    ? { "f32-output": own, "bf16-output": other }
    : { "f32-output": other, "bf16-output": own };
}

/** In what the components differ from the published ones, in words; empty where they are the same. */
function differencesOfPcs({ pcs, options }: Measured): string[] {
  const found: string[] = [];
  for (
    const [k, figure] of published.pca.variance_explained_first5.slice(0, N_VARIANCES).entries()
  ) {
    const name = `PC${k + 1}`;
    const info = pcs.find((pc) => pc.name === name);
    const own = info?.variance_explained ?? null;
    if (own !== null && Math.abs(own - figure) <= VARIANCE_TOLERANCE) continue;
    const said = info === undefined
      ? "was not run"
      : own === null
      ? "has an unknown variance explained"
      : `explains ${formatNumber(own)} of the variance`;
    found.push(`${name} ${said} (published: ${formatNumber(figure)})`);
  }
  if (pcs[0]?.source === "computed") {
    found.push("they were computed here and not read from a PCA file");
  }
  if (options.pc_space !== "components") found.push(`they were run in ${options.pc_space} space`);
  return found;
}

function noteOn(measured: Measured, differing: readonly string[]): string {
  const { options, decompositions, sweep } = measured;
  const sentences = [
    differing.length === 0
      ? "same PCs: the variance explained of PC1 to PC3 is that of the published ones."
      : `different PCs: ${list(differing)}; no agreement is claimed.`,
    "Both roundings were run: figures marked f32-output are set beside outputs in float32, those marked bf16-output beside outputs rounded to bfloat16.",
    "Random directions are compared by the interval that holds 90 % of means of 20; of the 15 smallest projections no agreement is claimed.",
    "Self-projections and the gate and up products alone were published without their rounding: they stand beside the run's own, and no agreement is claimed.",
  ];
  if (options.weights !== "bf16") {
    sentences.push(
      "The published figures are of weights in bfloat16 and this run kept them as stored, so no agreement is claimed.",
    );
  }
  if (sweep !== null) {
    sentences.push(
      ownRounding(measured) === roundingOf("semantic_sweep_layer_18")
        ? "In the figures of the sweep a name of both kinds counts once, as a role that holds the trait's vector, as in the published one."
        : "The published sweep is of outputs rounded to bfloat16: only a run with --rounding notebook has values beside it.",
    );
  }
  if (options.like_published) {
    const [layer] = Object.keys(decompositions).map(Number);
    const rows = layer === undefined ? [] : peakProjections(measured, layer);
    const named = (kind: "role" | "trait") =>
      rows.filter((row) => row.kind === kind).map(({ name }) => name);
    const { roles, traits } = mergedCounts(named("role"), named("trait"));
    sentences.push(
      `Counted as the published sweep did, a name of both kinds once and as a role, the vectors are ${roles} roles and ${traits} traits.`,
    );
  }
  return sentences.join(" ");
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
