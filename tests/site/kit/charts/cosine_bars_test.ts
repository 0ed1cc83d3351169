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
  row({
    projection: -374.8465,
    cosine: -0.77,
    cosine_pfw: 0.05,
    cosine_q025: -0.5,
    cosine_q975: 0.2,
  }),
  row({
    name: "poetic",
    kind: "trait",
    projection: 120.5,
    cosine: 0.25,
    cosine_pfw: 0.06,
    cosine_q025: -0.1,
    cosine_q975: 0.4,
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

Deno.test("cosineBars() gives columns of long numbers the room that they take", () => {
  const small = [
    row({ projection: -0.07516, cosine: -0.08 }),
    row({ projection: -0.0023, cosine: -0.0023 }),
  ];
  const svg = cosineBars(small, { ...OPTIONS, width: 360 });
  const endOf = (text: string) => {
    const [before] = svg.split(`>${text}</text>`);
    const moved = Number(/.*translate\(([\d.]+),/s.exec(before!)![1]);
    return moved + Number(/.* x="([\d.]+)"/s.exec(before!)![1]);
  };
  // Both end where they are anchored; a digit takes 6.7 pixels and more room than a minus sign or a point.
  const start = endOf("−0.07516") - 6.7 * "−0.07516".length;
  ok(start > endOf("−0.08"), `${start} ${endOf("−0.08")}`);
  ok(endOf("−0.07516") <= 360);
});

Deno.test("cosineBars() keeps a role and a trait of one name apart, and loses no small cosine", () => {
  deepStrictEqual(titles(cosineBars(ROWS, OPTIONS)), [
    "role poet: −0.77",
    "trait poetic: 0.25",
    "role stoic: −0.0040",
    "trait stoic: 0.00",
  ]);
});

Deno.test("cosineBars() fills what is unlike the draws, and sets traits in italics", () => {
  const svg = cosineBars(ROWS, OPTIONS);
  strictEqual(svg.split('fill-opacity="0"').length - 1, 3);
  ok(/font-style="italic"[^]*poetic/.test(svg));
});

Deno.test("cosineBars() has the range of the draws where they were run, and the projections on demand", () => {
  const svg = cosineBars(ROWS, OPTIONS);
  const ranges = [...svg.matchAll(/<path d="M([\d.]+),[\d.]+H([\d.]+)"\/>/g)];
  strictEqual(ranges.length, 2, svg);
  // A rim of paper under that of the filled bar alone.
  ok(/<g stroke="var\(--paper\)"[^>]*><line [^>]*\/><\/g>/.test(svg), svg);
  const [low, high] = [Number(ranges[0]![1]), Number(ranges[0]![2])];
  const zero = Number(/<line x1="([\d.]+)" x2="\1"/.exec(svg)![1]);
  ok(Math.abs((zero - low) / (high - zero) - 0.5 / 0.2) < 0.02, `${low} ${zero} ${high}`);
  ok(svg.includes(">−374.8</text>") && svg.includes(">d · s</text>"));
  ok(!cosineBars(ROWS, { ...OPTIONS, hasProjections: false }).includes("374.8"));
  strictEqual(cosineReach([row({ cosine: 0.2, cosine_q025: -0.4, cosine_q975: 0.1 })]), 1.05 * 0.4);
});

Deno.test("cosineBars() draws long and hostile names as text, and bars that are all zero", () => {
  const svg = cosineBars(HOSTILE_NAMES.map((name) => row({ name })), OPTIONS);
  for (const danger of ["<img", "<script", "</script", "<b>", "\u202e", "\u0000", "NaN"]) {
    ok(!svg.includes(danger), danger);
  }
  ok(svg.includes(">xxxxxxxxxxxxxxxxx…</text>"));
  strictEqual(cosineReach([row({})]), 1);
});
