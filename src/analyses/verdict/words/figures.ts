/**
 * The figure of each cell of a verdict in words.
 *
 * @module
 */

import type { VerdictCell } from "../../../results.ts";
import {
  BEYOND_PERSONA,
  BEYOND_ROLES,
  LARGEST_ANGLE,
  LARGEST_RELATIVE,
  SPECIFIC,
} from "../../../results/verdict_cells.ts";
import { MIN_DRAWS } from "../../../math/significance.ts";
import { countedP } from "../../../text/counted_p.ts";
import { countWord, formatDegrees, formatNumber, formatP, ordinal } from "../../../text/words.ts";
import type { UntoldReason } from "../schema.ts";

/** Said where one claim cannot be told; of too few draws and of one layer there is more to say. */
const REASONS: Readonly<Record<Exclude<UntoldReason, "one_layer" | "too_few_draws">, string>> = {
  not_run: "not run",
  not_run_at_layer: "not run at this layer",
  not_measured: "not measured",
  no_angle: "one of the two outputs is zero there, so there is no angle",
  no_role_mixtures: "no random role mixtures were run",
  no_p_value: "no p-value against random role mixtures could be computed",
  no_single_roles: "no single roles or traits were run",
  unknown_angle: "no angle could be measured",
  raw_only: "computed on all coordinates only",
  not_computed: "not computed",
};

/** The figure behind a claim, or why there is none. */
export function cellFigure(cell: VerdictCell): string {
  if (cell.told !== null) return cell.told;
  const { reason } = cell;
  if (reason === "one_layer") return `${shown(cell, cell.value)}; no other layer to compare with`;
  if (reason === "too_few_draws") {
    return `only ${cell.n} random role mixtures were run, and ${MIN_DRAWS} are needed`;
  }
  if (reason !== null) return REASONS[reason];
  switch (cell.claim) {
    case BEYOND_PERSONA:
      return countedP(cell.p ?? 1, { n: cell.n ?? 0, nLayers: cell.of ?? 0 });
    case BEYOND_ROLES:
      return besideRoles(cell);
    case SPECIFIC:
      return besideOthers(cell);
  }
  return standing(cell);
}

/** The one number that tells most of a cell; empty where there is none. */
export function cellNumber(cell: VerdictCell): string {
  const { claim, told, reason, value, p, n, count, role_mixture_ratio } = cell;
  if (told !== null || (reason !== null && reason !== "one_layer")) return "";
  switch (claim) {
    case BEYOND_PERSONA:
      return p === null ? "" : `p_fw ${formatP(p)}`;
    case BEYOND_ROLES:
      return count === null ? signed(value) : `${count} of ${n}`;
    case LARGEST_ANGLE:
      return signed(value);
    case SPECIFIC:
      return role_mixture_ratio === null ? "" : `${formatNumber(role_mixture_ratio, 2)} ×`;
  }
  return shown(cell, value);
}

/** Degrees with their sign, as figures have them. */
function signed(value: number | null): string {
  return value === null ? "" : `${formatNumber(value, 3)}°`;
}

/** A value of a claim about the largest, in its unit. */
function shown({ claim }: VerdictCell, value: number | null): string {
  if (value === null) return "unknown";
  if (claim === LARGEST_ANGLE) return formatDegrees(value);
  return claim === LARGEST_RELATIVE ? formatNumber(value, 3) : formatNumber(value);
}

function standing(cell: VerdictCell): string {
  const { value, rank, of, best_layer, best_value } = cell;
  const figure = shown(cell, value);
  if (best_value === 0) return `${figure} at all ${of} layers`;
  return rank === 1
    ? `${figure}, the largest of ${of} layers`
    : `${figure}, the ${ordinal(rank ?? 0)} largest of ${of} layers ` +
      `(layer ${best_layer}: ${shown(cell, best_value)})`;
}

function besideRoles({ value, n, count, quantile }: VerdictCell): string {
  const asFar = count === null
    ? ""
    : `; ${countWord(count)} of them ${count === 1 ? "turns" : "turn"} at least as far`;
  return `${formatDegrees(value ?? 0)}, and ${formatDegrees(quantile ?? 0)} at the 95 % quantile ` +
    `of ${n} single roles and traits${asFar}`;
}

function besideOthers({ role_mixture_ratio, pc2_ratio, negative_ratio }: VerdictCell): string {
  const ratios = [
    [role_mixture_ratio, "the median random role mixture"],
    [pc2_ratio, "PC2"],
    [negative_ratio, "−PC1"],
  ] as const;
  const said = ratios.flatMap(([ratio, what]) =>
    ratio === null ? [] : [`${formatNumber(ratio, 2)} times that of ${what}`]
  );
  return `angle of PC1: ${said.join(", ")}`;
}
