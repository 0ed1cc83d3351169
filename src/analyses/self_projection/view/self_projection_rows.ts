/**
 * Looking up how far outputs lie along their own input.
 *
 * @module
 */

import type { Causes, OutputVariant, SelfProjectionRow } from "../../../results.ts";

/** How far the outputs for an input vector lie along it. */
export function selfProjectionRow(
  { self_projection }: Causes,
  { layer, name, variant }: { layer: number; name: string; variant: OutputVariant },
): SelfProjectionRow | undefined {
  return self_projection.find((row) =>
    row.layer === layer && row.input_vector === name && row.variant === variant
  );
}

/** Instruct less base along the input itself; null where either is unknown. */
export function selfProjectionChange(row: SelfProjectionRow | undefined): number | null {
  const [base, instruct] = [row?.base_self_projection, row?.instruct_self_projection];
  return typeof base === "number" && typeof instruct === "number" ? instruct - base : null;
}
