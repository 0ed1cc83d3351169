/**
 * Whether one tensor of the MLP may be named as what carries a change.
 *
 * @module
 */

import type { AttributionRow } from "../results.ts";

/** Share above which a tensor may be named. */
const NAMED_SHARE = 0.5;

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
  variant: "raw" | "trimmed",
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
