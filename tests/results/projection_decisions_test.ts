import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import {
  countsByInput,
  drawsSuffice,
  firstDirectionHolds,
  meanDirectionHolds,
  oneSided,
  spansBeyond,
  standingOut,
  toldAlongOne,
  vectorsThatHoldMost,
  vectorWarnings,
} from "../../src/results/projection_decisions.ts";

Deno.test("vectorWarnings() warn above a mean cosine of 0.5, of each kind and likeness", () => {
  const cosines = {
    within_roles: 0.51,
    within_traits: 0.5,
    roles_with_default: null,
    traits_with_default: 0.9,
  };
  deepEqual(vectorWarnings(cosines), [
    { kind: "role", likeness: "pairwise", cosine: 0.51 },
    { kind: "trait", likeness: "with_default", cosine: 0.9 },
  ]);
});

Deno.test("meanDirectionHolds() tells where more than half lies along the mean direction", () => {
  const held = (raw: number | null, trimmed?: number | null) =>
    meanDirectionHolds([
      { variant: "raw", difference_share: raw },
      ...trimmed === undefined ? [] : [{ variant: "trimmed" as const, difference_share: trimmed }],
    ]);
  equal(held(0.51), "most");
  equal(held(0.51, 0.51), "most");
  equal(held(0.51, null), "most");
  equal(held(0.51, 0.5), "raw_alone");
  equal(held(0.5, 0.51), "trimmed_alone");
  equal(held(0.5, 0.5), null);
  equal(held(null, 0.9), null);
});

Deno.test("firstDirectionHolds() and spansBeyond() read the spans, p of 0.05 included", () => {
  const span = (variant: "raw" | "trimmed", d_along_first: number, draws_p: number | null) => ({
    variant,
    d_along_first,
    draws_p,
  });
  const spans = [span("raw", 0.5, 0.05), span("trimmed", 0.9, null)];
  equal(firstDirectionHolds(spans), false);
  equal(firstDirectionHolds([span("raw", 0.51, null)]), true);
  deepEqual(spansBeyond(spans), ["raw"]);
  deepEqual(spansBeyond([span("raw", 0, 0.06), span("trimmed", 0, 0.01)]), ["trimmed"]);
});

Deno.test("oneSided() needs more than four in five of one sign", () => {
  const rows = (...projections: number[]) => projections.map((projection) => ({ projection }));
  equal(oneSided(rows(1, 2, 3, 4, -1)), null);
  equal(oneSided(rows(1, 2, 3, 4, 5, -1)), "positive");
  equal(oneSided(rows(-1, -2)), "negative");
  equal(oneSided(rows(-1, 0)), null);
});

Deno.test("standingOut() names what is at most 0.05, by p, then the size of z, then the name", () => {
  const row = (
    name: string,
    cosine_pfw: number | null,
    cosine_z: number,
    trimmed: number | null,
  ) => ({
    kind: "role" as const,
    name,
    cosine_pfw,
    cosine_z,
    trimmed_cosine_pfw: trimmed,
  });
  const { raw, trimmed } = standingOut([
    row("poet", 0.05, 2, 0.05),
    row("bard", 0.01, 2, 0.06),
    row("clown", 0.01, -3, null),
    row("abbot", 0.01, 2, 0.04),
    row("judge", 0.06, 9, 0.9),
    row("nurse", null, 9, null),
  ]);
  deepEqual(raw.map(({ name }) => name), ["clown", "abbot", "bard", "poet"]);
  equal(trimmed, 2);
  equal(standingOut([row("poet", 0.01, 1, null)]).trimmed, null);
});

Deno.test("countsByInput() count what was tested and what stands out of every input, p_fw of 0.05 included", () => {
  const row = (input_vector: string, cosine_pfw: number | null) => ({ input_vector, cosine_pfw });
  deepEqual(
    countsByInput([
      row("PC1", 0.05),
      row("PC1", 0.051),
      row("-PC1", null),
      row("PC1", null),
      row("PC2", 0.01),
    ]),
    [
      { input_vector: "PC1", n_tested: 2, n_stands_out: 1 },
      { input_vector: "-PC1", n_tested: 0, n_stands_out: 0 },
      { input_vector: "PC2", n_tested: 1, n_stands_out: 1 },
    ],
  );
});

Deno.test("drawsSuffice() takes 19 draws, of which the smallest p is 1 / 20", () => {
  deepEqual([0, 18, 19, 10_000].map(drawsSuffice), [false, false, true, true]);
});

Deno.test("vectorsThatHoldMost() have a cosine whose square is more than a half, the largest first", () => {
  const row = (name: string, cosine: number | null) => ({ kind: "role" as const, name, cosine });
  const rows = [row("poet", 0.708), row("bard", 0.707), row("spy", -0.8), row("seer", null)];
  deepEqual(vectorsThatHoldMost(rows).map(({ name }) => name), ["spy", "poet"]);
});

Deno.test("toldAlongOne() reads what was told of its topic at the layer, in short where there is that", () => {
  const finding = (topic: string, layer: number, short?: string) => ({
    ...{ topic, layer, text: "in full", layers: [layer] },
    ...short !== undefined && { short },
  });
  const findings = [
    finding("span", 18, "other"),
    finding("along-one", 18, "in short"),
    finding("along-one", 21),
  ];
  deepEqual([18, 21, 22].map((layer) => toldAlongOne(findings, layer)), [
    ["in short"],
    ["in full"],
    [],
  ]);
});
