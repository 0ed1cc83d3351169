/**
 * PC1 of a layer's own roles beside the PC1 that is run, which was found at one layer and is run at all of them.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { roundArrayToBf16 } from "../math/dtypes.ts";
import { type PcaScale, principalComponents } from "../math/pca.ts";
import { cosine, type Vector } from "../math/vector_math.ts";

/** Own components among which the one nearest to PC1 is looked for. */
const N_COMPARED = 5;

/** What a layer's own components are beside PC1 as run. */
export interface OwnComponent {
  /** Own PC1 with the sign that agrees with PC1 as run, rounded to bfloat16, f32 `[C]`. */
  readonly values: Float32Array;
  /** Its cosine with PC1 as run, 0 to 1, before rounding. */
  readonly cosine: number;
  /** Number, from 1 on, of the own component nearest to PC1, and the size of its cosine. */
  readonly best: number;
  readonly bestCosine: number;
}

/** Own components of role vectors `[C]` against PC1 `[C]`; null where the roles span nothing. */
export function ownComponent(
  roles: readonly Vector[],
  { pc1, scale }: { pc1: Vector; scale: PcaScale },
): OwnComponent | null {
  if (roles.length < 2) return null;
  const axes = principalComponents(roles, N_COMPARED, { scale }).components;
  const cosines = axes.map((axis) => cosine(axis, pc1) ?? 0);
  const [own] = axes, [signed] = cosines;
  if (own === undefined || signed === undefined) return null;
  const sizes = cosines.map(Math.abs);
  const bestCosine = Math.max(...sizes);
  return {
    values: roundArrayToBf16(signed < 0 ? own.map((entry) => -entry) : own),
    cosine: Math.abs(signed),
    best: sizes.indexOf(bestCosine) + 1,
    bestCosine,
  };
}
