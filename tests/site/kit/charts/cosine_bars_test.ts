import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import {
  cosineBars,
  cosineReach,
  type KnownRow,
} from "../../../../src/site/kit/charts/cosine_bars.ts";
import { PROJECTION_ONLY } from "../../../unknown_columns.ts";
import { HOSTILE_NAMES } from "../../../site/sample_results.ts";
import { matchesSnapshot, titles } from "../../../site/snapshot.ts";

const row = (values: Partial<KnownRow>): KnownRow => ({
  ...PROJECTION_ONLY,
  name: "poet",
  kind: "role",
  projection: 0,
  cosine: 0,
  ...values,
});
const ROWS: KnownRow[] = [
  row({ projection: -374.8465, cosine: -0.77, cosine_pfw: 0.05, cosine_q95: 0.5 }),
  row({
    name: "poetic",
    kind: "trait",
    projection: 120.5,
    cosine: 0.25,
    cosine_pfw: 0.06,
    cosine_q95: 0.4,
  }),
  row({ name: "stoic", projection: -20, cosine: -0.004, cosine_pfw: null }),
  row({ name: "stoic", kind: "trait" }),
];
const OPTIONS = {
  className: "chart-top",
  label: "Cosines",
  width: 360,
  reach: cosineReach(ROWS),
  rowHeight: 21,
  hasProjections: true,
};

Deno.test("cosineBars() draws as before", () => {
  matchesSnapshot("cosine_bars", cosineBars(ROWS, OPTIONS));
});

Deno.test("cosineBars() keeps a role and a trait of one name apart, and loses no small cosine", () => {
  deepStrictEqual(titles(cosineBars(ROWS, OPTIONS)), [
    "role poet: −0.77",
    "trait poetic: 0.25",
    "role stoic: −0.0040",
    "trait stoic: 0.00",
  ]);
});

Deno.test("cosineBars() fills what is beyond chance, and sets traits in italics", () => {
  const svg = cosineBars(ROWS, OPTIONS);
  strictEqual(svg.split('fill-opacity="0.15"').length - 1, 3);
  ok(/font-style="italic"[^]*poetic/.test(svg));
});

Deno.test("cosineBars() has a tick on the side of the bar where draws were run, and the projections on demand", () => {
  const svg = cosineBars(ROWS, OPTIONS);
  const [, group] = /<g stroke="var\(--ink\)"[^>]*>(.*?)<\/g>/.exec(svg)!;
  const ticks = [...group!.matchAll(/M([\d.]+),[\d.]+V/g)].map(([, x]) => Number(x));
  strictEqual(ticks.length, 2);
  const zero = Number(/<line x1="([\d.]+)" x2="\1" y1/.exec(svg)![1]);
  ok(ticks[0]! < zero && ticks[1]! > zero, ticks.join());
  ok(svg.includes(">−374.8</text>") && svg.includes(">d · s</text>"));
  ok(!cosineBars(ROWS, { ...OPTIONS, hasProjections: false }).includes("374.8"));
  strictEqual(cosineReach([row({ cosine: 0.2, cosine_q95: 0.4 })]), 1.05 * 0.4);
});

Deno.test("cosineBars() draws long and hostile names as text, and bars that are all zero", () => {
  const svg = cosineBars(HOSTILE_NAMES.map((name) => row({ name })), OPTIONS);
  for (const danger of ["<img", "<script", "</script", "<b>", "\u202e", "\u0000", "NaN"]) {
    ok(!svg.includes(danger), danger);
  }
  ok(svg.includes(">xxxxxxxxxxxxxxxxx…</text>"));
  strictEqual(cosineReach([row({})]), 1);
});
