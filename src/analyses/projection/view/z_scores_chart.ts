/**
 * Chart: how far each cosine lies from what random role mixtures show.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import type { DecompositionRow } from "../../../results.ts";
import { anchorId, shortened } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import {
  KIND_ROOM,
  KIND_ROWS,
  KINDS_HEIGHT,
  kindSwarms,
  kindsWidth,
} from "../../../site/kit/charts/kind_swarms.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

/** A dot a vector along z of its cosine, roles above traits; those that stand out among all vectors are filled. */
export function zScoresChart(
  rows: readonly (DecompositionRow & { cosine_z: number })[],
  { standingOut, className, label, width }: {
    /** Those that are filled. */
    standingOut: readonly Pick<DecompositionRow, "kind" | "name">[];
    className: string;
    label: string;
    width: number;
  },
): string {
  const filled = new Set(standingOut.map(anchorId));
  const farthest = Math.max(3, ...rows.map(({ cosine_z }) => Math.abs(cosine_z))) * 1.05;
  const dots = kindSwarms(rows, {
    valueOf: ({ cosine_z }) => cosine_z,
    pixelsPerUnit: kindsWidth(width) / (2 * farthest),
    radius: 4,
    room: KIND_ROOM - 12,
  }).flatMap(({ dots }) => dots.map((dot) => ({ ...dot, isBeyond: filled.has(anchorId(dot)) })));
  const nBeyond = dots.filter(({ isBeyond }) => isBeyond).length;
  return renderSvg({
    className,
    label,
    description:
      `${rows.length} vectors; ${nBeyond} stand out among all of them. The numbers are in the table of all vectors.`,
    width,
  }, {
    ...KIND_ROWS,
    height: KINDS_HEIGHT + 52,
    marginTop: 8,
    x: { domain: [-farthest, farthest], label: "z of the cosine", grid: true },
    marks: [
      Plot.ruleX([0]),
      // One mark a look: what hundreds of dots have in common stands once.
      ...VECTOR_KINDS.flatMap((kind) =>
        [true, false].map((isBeyond) =>
          Plot.dot(dots.filter((dot) => dot.kind === kind && dot.isBeyond === isBeyond), {
            x: "cosine_z",
            y: "y",
            r: 4,
            stroke: `var(--${kind})`,
            fill: isBeyond ? `var(--${kind})` : "var(--paper)",
            title: (dot) =>
              `${dot.kind} ${shortened(dot.name, 300)}: z = ${significant(dot.cosine_z)}`,
          })
        )
      ),
    ],
  });
}
