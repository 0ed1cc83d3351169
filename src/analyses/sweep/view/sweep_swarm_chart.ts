/**
 * Chart: how far every role and trait turns the output, in the mean over layers.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import { degrees, degreesOrNull } from "../../../math/angle.ts";
import type { Sweep } from "../../../results.ts";
import { shortened } from "../../../site/kit/names.ts";
import { significant } from "../../../site/kit/numbers.ts";
import { valueScale } from "../../../site/kit/charts/axes.ts";
import { labelLines } from "../../../site/kit/charts/labels.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import {
  KIND_ROOM,
  KIND_ROWS,
  KINDS_HEIGHT,
  kindSwarms,
  kindsWidth,
} from "../../../site/kit/charts/kind_swarms.ts";
import { inputText } from "../../../text/input_text.ts";

/** Height of a line of names above the plot in pixels. */
const LABEL_LINE = 14;

/**
 * A dot a vector, roles above traits; a tick at the mean of each kind, a rule at every input that they are set beside. Means are of
 * 1 - cos, as in the table of roles against traits.
 */
export function sweepSwarmChart(
  { rows, beside, tests }: Pick<Sweep, "rows" | "beside" | "tests">,
  width: number,
): string {
  const known = rows.flatMap(({ delta_angular_mean, ...row }) =>
    delta_angular_mean === null ? [] : [{ ...row, angle: degrees(delta_angular_mean) }]
  );
  const marks = beside.map(({ input_vector: name, delta_angular_mean }) => ({
    name: inputText(name),
    angle: degrees(delta_angular_mean),
  }));
  const means = tests.find(({ column }) => column === "delta_angular");
  const scale = valueScale(
    [...known, ...marks].map(({ angle }) => angle),
    "angle of the mean 1 − cos, in degrees",
  );
  const perUnit = kindsWidth(width) / scale.domain[1];
  const groups = kindSwarms(known, {
    valueOf: ({ angle }) => angle,
    pixelsPerUnit: perUnit,
    radius: 3.5,
    room: KIND_ROOM - 14,
  }).map((group) => ({ ...group, mean: degreesOrNull(means?.[`${group.kind}s_mean`] ?? null) }));
  const lines = labelLines(marks.map(({ name, angle }) => ({ at: angle * perUnit, text: name })));
  const nLines = Math.max(0, ...lines) + 1;
  return renderSvg({
    className: "chart-sweep-swarm",
    label: "Angle of every role and trait, mean over layers",
    description: `${known.length} vectors; ${
      groups.flatMap(({ kind, mean }) =>
        mean === null ? [] : [`${kind}s turn by ${significant(mean, 3)}° in the mean`]
      ).join(", ")
    }.`,
    width,
  }, {
    ...KIND_ROWS,
    height: KINDS_HEIGHT + 48 + LABEL_LINE * nLines,
    marginTop: 6 + LABEL_LINE * nLines,
    x: { ...scale, grid: true, ticks: 5 },
    marks: [
      Plot.ruleX(marks, { x: "angle", stroke: "var(--ink)", strokeDasharray: "4 3" }),
      // Names of inputs that turn alike stand one above the other.
      ...Array.from(
        { length: nLines },
        (_, line) =>
          Plot.text(marks.filter((_, i) => lines[i] === line), {
            x: "angle",
            text: "name",
            frameAnchor: "top",
            dy: -LABEL_LINE * (line + 1),
            fill: "var(--ink)",
            fontWeight: 600,
          }),
      ),
      ...groups.flatMap(({ kind, middle, dots, mean }) => [
        Plot.dot(dots, {
          x: "angle",
          y: "y",
          r: 3.5,
          stroke: `var(--${kind})`,
          fill: kind === "role" ? "var(--role)" : "var(--paper)",
          title: (dot) =>
            `${dot.kind} ${shortened(dot.name, 300)}: ${
              significant(dot.angle, 3)
            }° over ${dot.layers} layers`,
        }),
        ...mean === null ? [] : [
          Plot.ruleX([{ mean }], {
            x: "mean",
            y1: middle - KIND_ROOM / 2 + 8,
            y2: middle + KIND_ROOM / 2 - 8,
            stroke: "var(--ink)",
            strokeWidth: 2,
            title: `mean of ${kind}s: ${significant(mean, 3)}°`,
          }),
        ],
      ]),
    ],
  });
}
