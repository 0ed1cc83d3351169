import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { barFigures } from "../../../../src/analyses/projection/view/bars.ts";
import type { DecompositionRow } from "../../../../src/results.ts";
import { PROJECTION_ONLY } from "../../../unknown_columns.ts";

const row = (values: Partial<DecompositionRow>): DecompositionRow => ({
  ...PROJECTION_ONLY,
  name: "poet",
  kind: "role",
  projection: 1,
  cosine: 0.1,
  ...values,
});

/** Numbers on the axis of a figure, and ends of the ranges that it draws, in pixels. */
function drawn(svg: string): { axis: string[]; ends: number[] } {
  return {
    axis: [...svg.matchAll(/>(−?\d\.\d+)<\/text>/g)].map(([, text]) => text!),
    ends: [...svg.matchAll(/stroke-width="2\.5"[^>]*><line x1="([\d.-]+)" x2="([\d.-]+)"/g)]
      .flatMap(([, from, to]) => [Number(from), Number(to)]),
  };
}

Deno.test("barFigures() have one scale, on which every range of the mixtures lies inside the chart", () => {
  const figures = barFigures([
    row({ cosine: -0.155, projection: -9 }),
    row({ name: "judge", cosine: 0.01, cosine_q025: -0.6, cosine_q975: 0.5 }),
  ], { page: "", isSpoken: true });
  strictEqual(figures.length, 2);
  const [top, bottom] = figures.map(({ charts }) => drawn(charts[0]!.svg));
  deepStrictEqual(
    top!.axis.filter((text) => /\.\d$/.test(text)),
    bottom!.axis.filter((text) => /\.\d$/.test(text)),
  );
  ok(
    bottom!.ends.length > 0 && bottom!.ends.every((x) => x > 20 && x < 360),
    figures[1]!.charts[0]!.svg,
  );
});

Deno.test("barFigures() say how many bars are unlike chance, where that was tested and may be said", () => {
  const rows = [
    row({ cosine: 0.5, cosine_pfw: 0.03 }),
    row({ name: "judge", cosine: 0.4, cosine_pfw: 0.2 }),
    row({ name: "bard", cosine: 0.3, cosine_pfw: 0.9 }),
    row({ name: "calm", kind: "trait", cosine: 0.2, cosine_pfw: 1 }),
  ];
  const titles = (of: readonly DecompositionRow[], isSpoken: boolean) =>
    barFigures(of, { page: "", isSpoken }).map(({ title }) => title);
  deepStrictEqual(titles(rows, true), [
    "Top 2: most affected, 1 unlike chance",
    "Bottom 2: least affected, none unlike chance",
  ]);
  const untold = ["Top 2: most affected", "Bottom 2: least affected"];
  deepStrictEqual(titles(rows, false), untold);
  deepStrictEqual(titles(rows.map((it) => ({ ...it, cosine_pfw: null })), true), untold);
});
