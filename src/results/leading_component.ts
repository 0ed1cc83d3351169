/**
 * Whether one tensor of the MLP may be named as what carries a change.
 *
 * @module
 */

import type { AttributionRow, Causes, LeadingTensor, OutputVariant } from "../results.ts";
import { PEAK_INPUT } from "./input_names.ts";
import { OUTPUT_VARIANTS } from "./values.ts";

/** Share above which a tensor may be named. */
export const NAMED_SHARE = 0.5;

/** The shares of one variant. */
export interface ComponentShares {
  readonly component: AttributionRow["component"];
  readonly share: number | null;
  readonly firstIn: number | null;
  readonly lastIn: number | null;
}

/** The shares of the rows in one variant. */
export function sharesOf(
  rows: readonly AttributionRow[],
  variant: OutputVariant,
): ComponentShares[] {
  return rows.map((row) =>
    variant === "raw"
      ? {
        component: row.component,
        share: row.share,
        firstIn: row.first_in,
        lastIn: row.last_in,
      }
      : {
        component: row.component,
        share: row.trimmed_share,
        firstIn: row.trimmed_first_in,
        lastIn: row.trimmed_last_in,
      }
  );
}

/**
 * The component of the largest share that exceeds a half, among those whose rank by first in is that by last in; null where there
 * is none. Shares sum to 1 but may be negative, so several can exceed a half.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { leadingComponent } from "./leading_component.ts";
 * const gate = { component: "gate", share: 0.6, firstIn: 0.7, lastIn: 0.1 } as const;
 * const down = { component: "down", share: 0.4, firstIn: 0.3, lastIn: 0.2 } as const;
 * assert(leadingComponent([gate, down]) === null);
 * assert(leadingComponent([{ ...gate, lastIn: 0.5 }, down])?.component === "gate");
 * const more = { component: "down", share: 0.9, firstIn: 0.9, lastIn: 0.9 } as const;
 * assert(leadingComponent([{ ...gate, lastIn: 0.5 }, more])?.component === "down");
 * ```
 */
export function leadingComponent(shares: readonly ComponentShares[]): ComponentShares | null {
  return shares
    .filter((it) =>
      it.share !== null && it.share > NAMED_SHARE &&
      rank(shares, it, "firstIn") === rank(shares, it, "lastIn")
    )
    .toSorted((a, b) => b.share! - a.share!)[0] ?? null;
}

/** 1 for the largest. */
function rank(
  shares: readonly ComponentShares[],
  own: ComponentShares,
  key: "firstIn" | "lastIn",
): number {
  return 1 + shares.filter((it) => (it[key] ?? -Infinity) > (own[key] ?? -Infinity)).length;
}

/**
 * Which tensor may be named as carrying the change of PC1 at each of the layers, in every variant of which shares are known.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { leadingTensors } from "./leading_component.ts";
 * const gate = { layer: 3, input_vector: "PC1", component: "gate", share: 0.6, first_in: 0.7, last_in: 0.1 } as const;
 * const down = { ...gate, component: "down", share: 0.4, first_in: 0.3, last_in: 0.2 } as const;
 * const unknown = { trimmed_share: null, trimmed_first_in: null, trimmed_last_in: null };
 * deepStrictEqual(
 *   leadingTensors([{ ...gate, ...unknown }, { ...down, ...unknown }], [3]),
 *   [{ layer: 3, variant: "raw", component: null, unnamed: "orders_disagree" }],
 * );
 * ```
 */
export function leadingTensors(
  attribution: readonly AttributionRow[],
  layers: readonly number[],
): LeadingTensor[] {
  return layers.flatMap((layer) => {
    const rows = attribution.filter((row) =>
      row.layer === layer && row.input_vector === PEAK_INPUT
    );
    return OUTPUT_VARIANTS.flatMap((variant): LeadingTensor[] => {
      const shares = sharesOf(rows, variant);
      if (shares.every(({ share }) => share === null)) return [];
      const component = leadingComponent(shares)?.component ?? null;
      const isLarge = shares.some(({ share }) => share !== null && share > NAMED_SHARE);
      const unnamed = component !== null ? null : isLarge ? "orders_disagree" : "no_half";
      return [{ layer, variant, component, unnamed }];
    });
  });
}

/** What was settled of one layer and variant; undefined where no share is known. */
export function leadingTensorAt(
  { leading_tensors }: Pick<Causes, "leading_tensors">,
  layer: number,
  variant: OutputVariant,
): LeadingTensor | undefined {
  return leading_tensors.find((row) => row.layer === layer && row.variant === variant);
}
