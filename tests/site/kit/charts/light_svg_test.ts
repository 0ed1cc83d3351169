import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import * as Plot from "@observablehq/plot";
import { countNames, withoutNames } from "../../../../src/site/kit/charts/light_svg.ts";
import { renderSvg } from "../../../../src/site/kit/charts/svg.ts";

const FRAME = { className: "chart-test", width: 100, label: "Test", description: null };

/** A chart whose pixels are its values, without axes. */
function chartOf(marks: Plot.Markish[]): string {
  const scale = { domain: [0, 100], range: [0, 100] } as const;
  return renderSvg(FRAME, { height: 100, margin: 0, axis: null, x: scale, y: scale, marks });
}

/** Ends of the strokes of a chart, one text a stroke, in the order of the text. */
function strokesOf(svg: string): string[] {
  return [...svg.matchAll(/M([\d.]+),([\d.]+)([HV])([\d.]+)/g)].map(([stroke]) => stroke);
}

Deno.test("joinStrokes() puts strokes that cannot touch into one path, and draws every one once", () => {
  const svg = chartOf([Plot.ruleX([9, 3, 4, 5.5, 3])]);
  deepStrictEqual(
    Array.from(svg.matchAll(/<path d="([^"]*)"/g), ([, d]) => d),
    ["M3,0V100M5.5,0V100M9,0V100", "M3,0V100", "M4,0V100"],
  );
  ok(!svg.includes("<line"));
});

Deno.test("joinStrokes() leaves more room between thick strokes", () => {
  const paths = (strokeWidth: number) =>
    chartOf([Plot.ruleY([10, 14], { strokeWidth })]).split("<path").length - 1;
  deepStrictEqual([paths(1), paths(3), paths(4)], [1, 1, 2]);
});

Deno.test("joinStrokes() keeps strokes of other extents apart, and those with a name or a colour of their own", () => {
  const bars = [{ x: 5, to: 50 }, { x: 20, to: 60 }, { x: 40, to: 50 }];
  const ruled = (options: Plot.RuleXOptions) =>
    chartOf([Plot.ruleX(bars, { x: "x", y1: () => 0, y2: "to", ...options })]);
  deepStrictEqual(strokesOf(ruled({})), ["M5,0V50", "M40,0V50", "M20,0V60"]);
  strictEqual(ruled({}).split("<path").length - 1, 2);
  for (const own of [{ title: "to" }, { stroke: (it: { x: number }) => `hsl(${it.x} 0% 0%)` }]) {
    strictEqual(ruled(own).split("<line").length - 1, bars.length);
  }
});

Deno.test("joinStrokes() joins the ticks of an axis where Plot drew them", () => {
  const svg = renderSvg(FRAME, {
    height: 100,
    margin: 20,
    x: { domain: [0, 10], ticks: [0, 5, 10] },
    y: { domain: [0, 10], ticks: [0, 10] },
  });
  deepStrictEqual(strokesOf(svg).toSorted(), [
    "M20,20H14",
    "M20,80H14",
    "M20,80V86",
    "M50,80V86",
    "M80,80V86",
  ]);
});

Deno.test("renderSvg() writes no style, namespace or empty dash, rounds pixels and leaves lengths in em", () => {
  const svg = renderSvg(FRAME, {
    height: 100,
    margin: 20,
    x: { domain: [0, 1], ticks: [0.123] },
    y: { axis: null },
    marks: [Plot.lineY([1, 2, 4], { strokeDasharray: "" })],
  });
  ok(!/<style|style=|xmlns|font-family|dasharray/.test(svg), svg);
  ok(svg.startsWith('<svg class="chart-test-100 plot" '), svg);
  ok(svg.includes("0.71em"));
  ok(!/\d\.\d\d(?!\d*em)/.test(svg), svg);
});

Deno.test("withoutNames() marks the groups whose marks had names, as many as there were", () => {
  const named = chartOf([
    Plot.dot([10, 20], { x: (it) => it, y: () => 5, title: (it) => `at ${it}` }),
    Plot.dot([30], { x: (it) => it, y: () => 5, symbol: "square", title: () => "<b>" }),
    Plot.dot([50], { x: (it) => it, y: () => 5 }),
  ]);
  strictEqual(countNames(named), 3);
  const bare = withoutNames(named);
  strictEqual(countNames(bare), 0);
  const groups = [...bare.matchAll(/<g class="named"[^>]*>(.*?)<\/g>/g)].map(([, marks]) => marks!);
  deepStrictEqual(groups.map((marks) => marks.split("<").length - 1), [2, 1]);
  ok(!bare.includes("&lt;b"));
});
