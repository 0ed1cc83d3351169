/**
 * The conditions under which a verdict asks its questions, and what each of them read at every layer.
 *
 * @module
 */

import { hasOutliers } from "../../../results/outlier_layers.ts";
import { AT_OPERATING_POINT, CENTRED, RAW, TRIMMED } from "../../../results/verdict_cells.ts";
import type { Evidence, Measured, Variant } from "../../../results.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { OWN_LAYER_INPUT, PEAK_INPUT, rowAt } from "../../../results/peak_input.ts";
import { largerResponse, responsesOf } from "../../../results/responses.ts";
import { otherSpaces } from "../../../prepare/pc_spaces.ts";
import { summarise } from "../../../math/quantiles.ts";

/** What a verdict is made of: the evidence before there is one. */
export type VerdictEvidence = Omit<Evidence, "verdict" | "reproduction">;

/** PC1 at one layer under one condition; null where it was not measured. */
export interface Reading {
  readonly layer: number;
  readonly length: number | null; // |d|, at the operating point |R_i - R_b|
  readonly relative: number | null; // |d| / |y_b|
  readonly angle: number | null; // degrees
  /** Of PC1 and -PC1 the one that turns farther. */
  readonly largerAngle: number | null; // degrees
  readonly pfw: number | null;
  /** Random role mixtures and single roles that it is compared with. */
  readonly nPersona: number;
  readonly nRoles: number;
  /** Null where single roles were not counted one by one. */
  readonly nRolesAtLeast: number | null;
  /** 95 % quantile of the single roles, each with the larger of its two signs. */
  readonly rolesQuantile: number | null; // degrees
}

/** One condition. */
export interface Condition {
  readonly name: string;
  /** One a layer, ascending; empty where the condition was not run. */
  readonly readings: readonly Reading[];
}

/**
 * All conditions in the order of the table: raw, without outlier dimensions where the layer that is judged has some, without the mean direction,
 * PC1 in the two other spaces, the layer's own PC1 where it was run, at the operating point; of a model without a norm before its MLP
 * the operating point comes first, since y depends on the length of the input there.
 */
export function verdictConditions(
  measured: Measured,
  evidence: VerdictEvidence,
  layer: number,
): Condition[] {
  const { pc_space } = measured.options;
  const read = (name: string, of: { name: string; variant: Variant }): Condition => ({
    name,
    readings: variantReadings(measured, evidence, of),
  });
  const own = read(OWN_LAYER_INPUT, { name: OWN_LAYER_INPUT, variant: "raw" });
  const operating: Condition = {
    name: AT_OPERATING_POINT,
    readings: operatingReadings(measured, evidence),
  };
  const isLeading = !measured.inputs.base.has_pre_norm;
  return [
    ...isLeading ? [operating] : [],
    read(RAW, { name: PEAK_INPUT, variant: "raw" }),
    ...hasOutliers(evidence, layer)
      ? [read(TRIMMED, { name: PEAK_INPUT, variant: "trimmed" })]
      : [],
    read(CENTRED, { name: PEAK_INPUT, variant: "centred" }),
    // The space that PC1 is run in has no condition of its own.
    ...otherSpaces({ pcSpace: pc_space }).map(({ name }) => read(name, { name, variant: "raw" })),
    ...own.readings.length === 0 ? [] : [own],
    ...isLeading ? [] : [operating],
  ];
}

function variantReadings(
  { mlp, options }: Measured,
  { robustness, quantiles, ranks }: VerdictEvidence,
  { name, variant }: { name: string; variant: Variant },
): Reading[] {
  return options.layers.flatMap((layer): Reading[] => {
    const find = (input: string) =>
      robustness.find((row) =>
        row.layer === layer && row.variant === variant && row.input_vector === input
      );
    const row = find(name);
    if (row === undefined) return [];
    // Lengths of the outputs are measured on all coordinates only.
    const main = variant === "raw" ? rowAt(mlp, layer, name) : undefined;
    const of = (baseline: "persona" | "roles") =>
      quantiles.find((it) =>
        it.layer === layer && it.baseline === baseline && it.variant === variant
      );
    const rank = name === PEAK_INPUT
      ? ranks.find((it) => it.layer === layer && it.variant === variant)
      : undefined;
    return [{
      layer,
      length: row.delta_norm,
      relative: main === undefined || main.base_output_norm === 0
        ? null
        : main.delta_norm / main.base_output_norm,
      angle: degreesOrNull(row.delta_angular),
      largerAngle: degreesOrNull(larger(row.delta_angular, find(`-${name}`)?.delta_angular)),
      pfw: row.pfw_persona,
      nPersona: of("persona")?.n ?? 0,
      nRoles: of("roles")?.n ?? 0,
      nRolesAtLeast: rank?.n_at_least ?? null,
      rolesQuantile: degreesOrNull(of("roles")?.q95),
    }];
  });
}

function operatingReadings({ options }: Measured, evidence: VerdictEvidence): Reading[] {
  return options.layers.flatMap((layer): Reading[] => {
    const isHere = (row: { layer: number; row: string }) =>
      row.layer === layer && row.row === options.input_row;
    const row = evidence.operating_point.find((it) => isHere(it) && it.alpha === 1);
    if (row === undefined) return [];
    const here = { row: options.input_row };
    const draws = evidence.operating_draws.filter((it) => it.layer === layer);
    const persona = responsesOf(draws, { ...here, baseline: "persona" });
    const roles = responsesOf(draws, { ...here, baseline: "roles" })
      .flatMap((response) => response ?? []);
    const own = largerResponse(evidence.operating_point.filter(isHere));
    return [{
      layer,
      length: row.response_delta,
      relative: row.response_base === 0 ? null : row.response_delta / row.response_base,
      angle: degreesOrNull(row.response_angular),
      largerAngle: degreesOrNull(own),
      pfw: evidence.layers.find((it) => it.layer === layer)?.pfw_operating_point ?? null,
      nPersona: persona.length,
      nRoles: roles.length,
      nRolesAtLeast: own === null ? null : roles.filter((value) => value >= own).length,
      rolesQuantile: degreesOrNull(summarise(roles, roles).q95),
    }];
  });
}

function larger(a: number | null, b: number | null | undefined): number | null {
  return a === null || b === null || b === undefined ? null : Math.max(a, b);
}
