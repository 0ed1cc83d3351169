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

/** The strokes of a path from end to end, as a browser walks it. */
function strokesOf(d: string): string[] {
  let [x, y] = [0, 0];
  return Array.from(d.matchAll(/([Mm])(-?[\d.]+),?(-?[\d.]+)([HV])([\d.]+)/g), (match) => {
    const [, move, a, b, way, end] = match;
    [x, y] = move === "M" ? [Number(a), Number(b)] : [x + Number(a), y + Number(b)];
    const from = [x, y].map((at) => Number(at.toFixed(6)));
    if (way === "H") x = Number(end);
    else y = Number(end);
    return `${from} to ${[x, y].map((at) => Number(at.toFixed(6)))}`;
  });
}

/** The strokes of each path of a chart. */
function pathsOf(svg: string): string[][] {
  return Array.from(svg.matchAll(/<path d="([^"]*)"/g), ([, d]) => strokesOf(d!));
}

Deno.test("joinStrokes() puts strokes that cannot touch into one path, and draws every one once", () => {
  const svg = chartOf([Plot.ruleX([9, 3, 4, 5.5, 3])]);
  const down = (x: number) => `${x},0 to ${x},100`;
  deepStrictEqual(pathsOf(svg), [[down(3), down(5.5), down(9)], [down(3)], [down(4)]]);
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
  deepStrictEqual(pathsOf(ruled({})), [["5,0 to 5,50", "40,0 to 40,50"], ["20,0 to 20,60"]]);
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
  deepStrictEqual(pathsOf(svg), [
    ["20,20 to 14,20", "20,80 to 14,80"],
    ["20,80 to 20,86", "50,80 to 50,86", "80,80 to 80,86"],
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
  ok(svg.includes('dy=".71em"'));
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

Deno.test("placeTexts() keeps every text where Plot put it", () => {
  const marks = (shift: number) => [
    Plot.text([[20, 30]], { text: () => "here", lineAnchor: "top", dx: shift }),
  ];
  ok(chartOf(marks(0)).includes('<text y="30" x="20" dy=".71em">here</text>'), chartOf(marks(0)));
  // A shift of the whole group stands on the group.
  ok(/<g [^>]*transform="translate\(7,0\)"><text y="30" x="20"/.test(chartOf(marks(7))));
  // Lines of a text are shifted each by themselves.
  const lines = chartOf([Plot.text([[20, 30]], { text: () => "one\ntwo" })]);
  ok(/<text transform="translate\(20,30\)"><tspan/.test(lines), lines);
});
