/**
 * What is said above the published figures: whose components they are, how they are compared, and what is not claimed.
 *
 * @module
 */

import type { Reproduction } from "../../results.ts";
import { formatNumber, list } from "../../text/words.ts";
import type { DifferingPc } from "./schema.ts";

/** The note of a page of published figures. */
export function reproductionNote(reproduction: Reproduction): string {
  if (reproduction.told !== null) return reproduction.told;
  const { is_same_pcs, unclaimed, sweep, merged } = reproduction;
  const sentences = [
    is_same_pcs
      ? "same PCs: the variance explained of PC1 to PC3 is that of the published ones."
      : `different PCs: ${list(differences(reproduction))}; no agreement is claimed.`,
    "Both roundings were run: figures marked f32-output are set beside outputs in float32, those marked bf16-output beside outputs rounded to bfloat16.",
    "Random directions are compared by the interval that holds 90 % of means of 20; of the 15 smallest projections no agreement is claimed.",
    "Self-projections and the gate and up products alone were published without their rounding: they stand beside the run's own, and no agreement is claimed.",
  ];
  if (unclaimed.includes("weights_as_stored")) {
    sentences.push(
      "The published figures are of weights in bfloat16 and this run kept them as stored, so no agreement is claimed.",
    );
  }
  if (sweep !== null) sentences.push(SWEEPS[sweep]);
  if (merged !== null) {
    sentences.push(
      `Counted as the published sweep did, a name of both kinds once and as a role, the vectors are ${merged.roles} roles and ${merged.traits} traits.`,
    );
  }
  return sentences.join(" ");
}

const SWEEPS: Readonly<Record<NonNullable<Reproduction["sweep"]>, string>> = {
  counted_alike:
    "In the figures of the sweep a name of both kinds counts once, as a role that holds the trait's vector, as in the published one.",
  other_rounding:
    "The published sweep is of outputs rounded to bfloat16: only a run with --rounding notebook has values beside it.",
};

/** In what the components differ from the published ones. */
function differences({ differing_pcs, is_computed, other_space }: Reproduction): string[] {
  return [
    ...differing_pcs.map((pc) =>
      `${pc.name} ${explained(pc)} (published: ${formatNumber(pc.published)})`
    ),
    ...is_computed ? ["they were computed here and not read from a PCA file"] : [],
    ...other_space === null ? [] : [`they were run in ${other_space} space`],
  ];
}

function explained({ difference, variance_explained }: DifferingPc): string {
  if (difference === "not_run") return "was not run";
  return variance_explained === null
    ? "has an unknown variance explained"
    : `explains ${formatNumber(variance_explained)} of the variance`;
}
