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
import { swarmOffsets } from "../../../site/kit/charts/swarm.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

const ROOM = 92;
const MARGIN = { left: 52, right: 16 };

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
  const plotWidth = width - MARGIN.left - MARGIN.right;
  const dots = VECTOR_KINDS.flatMap((kind, k) => {
    const ofKind = rows.filter((row) => row.kind === kind);
    const offsets = swarmOffsets(ofKind.map(({ cosine_z }) => cosine_z), {
      pixelsPerUnit: plotWidth / (2 * farthest),
      radius: 4,
      room: ROOM - 12,
    });
    return ofKind.map((row, i) => ({
      ...row,
      y: k * ROOM + ROOM / 2 + offsets[i]!,
      isBeyond: filled.has(anchorId(row)),
    }));
  });
  const nBeyond = dots.filter(({ isBeyond }) => isBeyond).length;
  return renderSvg({
    className,
    label,
    description:
      `${rows.length} vectors; ${nBeyond} stand out among all of them. The numbers are in the table of all vectors.`,
    width,
  }, {
    height: VECTOR_KINDS.length * ROOM + 52,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: 8,
    marginBottom: 40,
    x: { domain: [-farthest, farthest], label: "z of the cosine", grid: true },
    y: {
      domain: [0, VECTOR_KINDS.length * ROOM],
      reverse: true,
      ticks: VECTOR_KINDS.map((_, k) => k * ROOM + ROOM / 2),
      tickFormat: (y: number) => `${VECTOR_KINDS[Math.floor(y / ROOM)]}s`,
      tickSize: 0,
      label: null,
    },
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
