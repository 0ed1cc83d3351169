import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DOMParser } from "linkedom";
import {
  diagonalScatter,
  diagonalScatters,
  scatterLegend,
  type ScatterPoint,
} from "../../../../src/site/kit/charts/diagonal_scatter.ts";
import { HOSTILE_NAMES } from "../../sample_results.ts";
import { random } from "../../sample_random.ts";

const FRAME = { className: "scatter-test", label: "Test", description: "Dots." };

function chartOf(svg: string): Document {
  return new DOMParser().parseFromString(`<body>${svg}</body>`, "text/html") as never;
}

/** As many as the published vectors, spread along the diagonal. */
function manyPoints(): ScatterPoint[] {
  const next = random(7);
  return Array.from({ length: 515 }, (_, i) => {
    const x = 40 * next() - 30;
    const y = x - 12 * next();
    return { kind: i < 275 ? "role" : "trait", name: `vector ${i}`, x, y, said: "moved" };
  });
}

const numbers = (element: Element, ...names: string[]) =>
  names.map((name) => Number(element.getAttribute(name)));

Deno.test("diagonalScatter() puts equal values on a diagonal of 45 degrees", () => {
  const points = [[-3, -3], [5, 5], [1, 4]].map(([x, y], i): ScatterPoint => ({
    kind: "role",
    name: `role ${i}`,
    x: x!,
    y: y!,
    said: "",
  }));
  const shown = { points, named: [], xLabel: "x", yLabel: "y" };
  const page = chartOf(diagonalScatter({ ...FRAME, width: 560 }, shown));
  const [low, high, above] = [...page.querySelectorAll("circle")]
    .map((dot) => numbers(dot, "cx", "cy"));
  ok(Math.abs((high![0]! - low![0]!) - (low![1]! - high![1]!)) < 0.02, `${low} ${high}`);
  const diagonal = page.querySelector("g[stroke-dasharray] path")!.getAttribute("d")!.match(
    /-?[\d.]+/g,
  )!.map(
    Number,
  );
  const [x1, y1, x2, y2] = diagonal;
  ok(Math.abs((x2! - x1!) - (y1! - y2!)) < 0.02, diagonal.join());
  for (const [x, y] of [low!, high!]) ok(Math.abs((x! - x1!) - (y1! - y!)) < 0.02);
  // Of larger y than x it lies above.
  ok(above![1]! < y1! - (above![0]! - x1!) - 10);
});

Deno.test("diagonalScatter() tells roles from traits by their fill, and says under the pointer what each dot is", () => {
  const points = manyPoints();
  const shown = { points, named: points.slice(0, 12), xLabel: "x", yLabel: "y" };
  const page = chartOf(diagonalScatter({ ...FRAME, width: 560 }, shown));
  const groups = [...page.querySelectorAll("g:has(circle)")].map((group) => [
    group.getAttribute("fill"),
    group.getAttribute("stroke"),
    group.querySelectorAll("circle").length,
  ]);
  deepStrictEqual(groups, [["var(--role)", "var(--role)", 275], [
    "var(--paper)",
    "var(--trait)",
    240,
  ]]);
  strictEqual(page.querySelector("circle title")?.textContent, "vector 0 (role): moved");
});

Deno.test("diagonalScatters() stay light with 515 vectors, and write fewer names on a narrow screen", () => {
  const points = manyPoints();
  const shown = { points, named: points.slice(0, 12), xLabel: "x", yLabel: "y" };
  const [wide, narrow] = diagonalScatters(FRAME, shown);
  const names = (svg: string) => svg.match(/>vector \d+<\/text>/g)?.length ?? 0;
  ok(names(wide!.svg) > names(narrow!.svg) && names(narrow!.svg) > 0);
  ok(wide!.svg.length + narrow!.svg.length < 120_000, String(wide!.svg.length));
});

Deno.test("diagonalScatter() writes hostile names as text, and a single value in the middle", () => {
  const points = HOSTILE_NAMES.map((name): ScatterPoint => ({
    kind: "trait",
    name,
    x: 1,
    y: 1,
    said: "",
  }));
  const shown = { points, named: points, xLabel: "x", yLabel: "y" };
  const svg = diagonalScatter({ ...FRAME, width: 360 }, shown);
  ok(!/<(script|img)|\u202e|NaN/.test(svg));
});

Deno.test("diagonalScatter() writes a name on the side of its dot where the diagonal is not", () => {
  // Right of the dot the text would lie on the diagonal; the others hold the scale.
  const at = (x: number, y: number): ScatterPoint => ({
    kind: "role",
    name: "They_cap",
    x,
    y,
    said: "",
  });
  const near = at(4, 5);
  const shown = { points: [at(0, 0), near, at(10, 10)], named: [near], xLabel: "x", yLabel: "y" };
  const page = chartOf(diagonalScatter({ ...FRAME, width: 560 }, shown));
  const name = [...page.querySelectorAll("text")].find((it) => it.textContent === "They_cap")!;
  strictEqual(name.closest("[text-anchor]")!.getAttribute("text-anchor"), "end");
});

Deno.test("scatterLegend() has samples of the kinds that there are", () => {
  const labels = (...kinds: ScatterPoint["kind"][]) =>
    scatterLegend(kinds.map((kind) => ({ kind }))).map(({ label }) => label);
  deepStrictEqual(labels("role", "role"), ["role"]);
  deepStrictEqual(labels("trait", "role"), ["role", "trait"]);
});
