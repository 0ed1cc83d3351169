/**
 * The directions of each baseline as dots of a chart, placed so that none hides another.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees, degreesOrNull } from "../../../math/angle.ts";
import { largerSigns } from "../../../results/larger_sign.ts";
import { index } from "../../../results/lookup.ts";
import type { Variant } from "../../../results.ts";
import { swarmOffsets } from "../../../site/kit/charts/swarm.ts";
import { BASELINES } from "../../../site/kit/comparison_names.ts";
import type { EvidentResults } from "../../../site/kit/evident.ts";
import { shortened } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";

/** Pixels of the row of a baseline with few and with many directions. */
const ROW = { few: 60, many: 116 };
const MANY_DIRECTIONS = 150;
/** Of single roles and traits, those that turn farthest, hovering tells the name. */
const N_TITLED = 20;

/** One group of dots, already placed. */
export interface Swarm {
  label: string;
  /** Middle of the row in pixels from the top. */
  middle: number;
  height: number;
  quantiles: number[];
  dots: { angle: number; y: number; kind: "role" | "trait" | "draw"; title: string | null }[];
}

/** One group a baseline that was run, from `above` pixels down, and where the last ends. */
export function placedSwarms(
  { evidence, baseline: rows }: EvidentResults,
  { layer, variant, above, pixelsPerUnit }: {
    layer: number;
    variant: Variant;
    above: number;
    pixelsPerUnit: number;
  },
): { swarms: Swarm[]; bottom: number } {
  const swarms: Swarm[] = [];
  let bottom = above;
  const quantilesOf = index(evidence.quantiles, "layer", "baseline", "variant");
  for (const { name, short } of BASELINES) {
    const directions = largerSigns(rows, { layer, baseline: name, variant })
      .flatMap(({ index, deltaAngular }) =>
        deltaAngular === null ? [] : [{ index, angle: degrees(deltaAngular) }]
      ).toSorted((a, b) => b.angle - a.angle);
    if (directions.length === 0) continue;
    const isMany = directions.length > MANY_DIRECTIONS;
    const height = isMany ? ROW.many : ROW.few;
    const middle = bottom + height / 2;
    const angles = directions.map(({ angle }) => angle);
    const room = height - 12;
    const offsets = swarmOffsets(angles, { pixelsPerUnit, radius: isMany ? 2 : 2.5, room });
    const quantiles = quantilesOf({ layer, baseline: name, variant });
    swarms.push({
      label: short,
      middle,
      height,
      quantiles: [quantiles?.q50, quantiles?.q95].flatMap((it) => degreesOrNull(it) ?? []),
      dots: directions.map(({ index, angle }, i) => {
        const direction = name === "roles" ? evidence.role_directions[index] : undefined;
        const named = direction === undefined
          ? name === "controls" ? evidence.controls[index] : undefined
          : `${direction.kind} ${direction.name}`;
        const title = named === undefined || i >= N_TITLED
          ? null
          : `${shortened(named, 80)}: ${significant(angle, 3)}°`;
        return { angle, y: middle + offsets[i]!, kind: direction?.kind ?? "draw", title };
      }),
    });
    bottom += height;
  }
  return { swarms, bottom };
}

/** Roles are filled, on top of traits, which are hollow, draws grey; those with a title are marks of their own, since Plot titles all or none. */
export function swarmMarks({ dots, quantiles, middle, height }: Swarm): Plot.Markish[] {
  const r = dots.length > MANY_DIRECTIONS ? 1.7 : 2.2;
  const looks = {
    role: { fill: "var(--role)", fillOpacity: 0.75 },
    trait: { fill: "var(--paper)", stroke: "var(--trait)", strokeWidth: 0.9 },
    draw: { fill: "var(--ink-soft)", fillOpacity: 0.75 },
  } as const;
  return [
    Plot.ruleX(quantiles, {
      y1: middle - height / 2 + 3,
      y2: middle + height / 2 - 3,
      stroke: "var(--ink)",
      strokeOpacity: 0.7,
    }),
    ...(["draw", "trait", "role"] as const).flatMap((kind) =>
      [false, true].flatMap((isTitled) => {
        const some = dots.filter((dot) => dot.kind === kind && (dot.title !== null) === isTitled);
        const title = isTitled ? { title: "title" } : {};
        return some.length === 0
          ? []
          : [Plot.dot(some, { x: "angle", y: "y", r, ...looks[kind], ...title })];
      })
    ),
  ];
}
