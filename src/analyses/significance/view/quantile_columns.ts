/**
 * Columns: the spread of a baseline as angles.
 *
 * @module
 */

import { degreesOrNull } from "../../../math/angle.ts";
import type { QuantileRow } from "../../../results.ts";
import { quantileColumns } from "../../../results/quantile_columns.ts";
import { type Column, declared } from "../../../site/kit/tables.ts";

const KEYS = ["q05", "q50", "q95"] as const;

/** The 5 %, 50 % and 95 % quantiles in degrees; `baseline` where several stand in one table. */
export function quantileAngles<T>(
  of: (row: T) => QuantileRow | undefined,
  baseline: string | null = null,
): Column<T>[] {
  return KEYS.map((key) => {
    const { label } = quantileColumns[key];
    return declared<T>(quantileColumns[key], (row) => degreesOrNull(of(row)?.[key]), {
      label: baseline === null ? `${label} in °` : `${baseline}, ${label} in °`,
    });
  });
}
