/**
 * Which of the tensors carries the change: each from base or from instruct, in every combination.
 *
 * Notation: v(S) the output of the hybrid whose tensors in S are the instruct model's, D = v(all) - v(none), O the outlier
 * coordinates.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { signedName } from "../../prepare/input_groups.ts";
import type { LayerSource } from "../analysis.ts";
import type { AttributionRow, MlpComponent } from "../../results.ts";
import { dot, trimmed, type Vector } from "../../math/vector_math.ts";
import { difference } from "../../measure/change.ts";
import { shapleyValues } from "../../math/shapley.ts";

/** Shares of one component; null where D is zero. */
interface Shares {
  readonly share: number | null;
  readonly firstIn: number | null;
  readonly lastIn: number | null;
}

/**
 * A row for each component: share = phi . D / |D|^2 of its Shapley value phi, and the same of the change when it alone is
 * instruct's (first in) and when it alone is not yet (last in); then the three with O left out. Shares sum to 1; one may be
 * negative or above 1.
 *
 * @param hybrids v(S) `[C]` by the bits of S, in the order of the components.
 */
export function attributionRows(
  { layer, input_vector }: Pick<AttributionRow, "layer" | "input_vector">,
  hybrids: readonly Vector[],
  { components, outliers }: {
    /** The tensors that there are, in the order of the arithmetic. */
    components: readonly MlpComponent[];
    outliers: readonly number[] | null;
  },
): AttributionRow[] {
  const raw = shares(hybrids);
  const kept = outliers === null ? null : shares(hybrids.map((y) => trimmed(y, outliers)));
  return components.map((component, c): AttributionRow => ({
    layer,
    input_vector,
    component,
    share: raw[c]!.share,
    first_in: raw[c]!.firstIn,
    last_in: raw[c]!.lastIn,
    trimmed_share: kept?.[c]?.share ?? null,
    trimmed_first_in: kept?.[c]?.firstIn ?? null,
    trimmed_last_in: kept?.[c]?.lastIn ?? null,
  }));
}

function shares(hybrids: readonly Vector[]): Shares[] {
  const [none, all] = [hybrids[0]!, hybrids.at(-1)!];
  const change = difference(none, all, { isRounded: false });
  const squared = dot(change, change);
  const nComponents = Math.log2(hybrids.length);
  if (!(squared > 0) || !Number.isFinite(squared)) {
    return Array.from(
      { length: nComponents },
      () => ({ share: null, firstIn: null, lastIn: null }),
    );
  }
  // What each hybrid has moved along D, from 0 for the base to 1 for instruct.
  const moved = hybrids.map((y) => {
    // One loop for all coordinates: a difference of each hybrid would be as many arrays.
    let along = 0;
    for (let k = 0; k < change.length; k++) along += (y[k]! - none[k]!) * change[k]!;
    return along / squared;
  });
  const values = shapleyValues(moved);
  const known = (value: number) => Number.isFinite(value) ? value : null;
  return Array.from({ length: nComponents }, (_, c) => ({
    share: known(values[c]!),
    firstIn: known(moved[1 << c]! - moved[0]!),
    lastIn: known(moved.at(-1)! - moved[moved.length - 1 - (1 << c)]!),
  }));
}

/** The rows of every component at one layer; none where no hybrids were run. */
export function measure(
  { layer, values: { pairs }, traced, components, outliers }: LayerSource,
): AttributionRow[] {
  if (traced === null) return [];
  return pairs.flatMap(({ plus, minus }) => [plus, minus]).flatMap(({ row, hybrids }) =>
    row.kind !== "component" || hybrids === null ? [] : attributionRows(
      { layer, input_vector: signedName(row.name, row.sign) },
      hybrids,
      { components, outliers },
    )
  );
}
