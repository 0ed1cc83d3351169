import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { againstRandomChart } from "../../../../src/analyses/change/view/against_random_chart.ts";
import { matchesSnapshot, smallResults, titles } from "../../../site/snapshot.ts";

Deno.test("againstRandomChart() draws as before", () => {
  const options = { layer: 18, measure: "angle", width: 360 } as const;
  matchesSnapshot("against_random", againstRandomChart(smallResults(), options));
});

Deno.test("againstRandomChart() draws a tick per draw in each sign without a name, and a marker per input vector", () => {
  const options = { layer: 18, measure: "delta_norm", width: 360 } as const;
  const results = smallResults();
  const svg = againstRandomChart(results, options);
  const words = titles(svg).map((t) => t.split(":")[0]);
  deepStrictEqual(words, ["PC1", "−PC1", "PC2", "−PC2", "PC3", "−PC3"]);
  const [, ticks] = /<g stroke="var\(--ink-soft\)" stroke-opacity="0.55">(.*?)<\/g>/.exec(svg)!;
  const drawn = results.baseline.filter(({ layer, baseline }) =>
    layer === 18 && (baseline === "isotropic" || baseline === "persona")
  );
  strictEqual(drawn.length, 8);
  strictEqual(ticks!.match(/V/g)!.length, drawn.length);
});

Deno.test("againstRandomChart() leaves the rows of draws out where none were run", () => {
  const results = smallResults({ hasBaseline: false });
  const svg = againstRandomChart(results, { layer: 18, measure: "angle", width: 360 });
  ok(
    !svg.includes(">random</text>") && !svg.includes(">mixtures</text>") &&
      !svg.includes("var(--band)"),
  );
  strictEqual(titles(svg).length, 6);
});

Deno.test("againstRandomChart() draws a layer without any difference", () => {
  const results = smallResults({ isSelf: true });
  ok(!againstRandomChart(results, { layer: 18, measure: "angle", width: 360 }).includes("NaN"));
});

Deno.test("againstRandomChart() draws random directions alone in runs of earlier versions", () => {
  const results = smallResults({ hasEvidence: false });
  const svg = againstRandomChart(results, { layer: 18, measure: "angle", width: 360 });
  ok(svg.includes(">random</text>") && !svg.includes(">mixtures</text>"));
});

Deno.test("againstRandomChart() has the name of the assistant axis whole, in both signs", () => {
  const results = smallResults();
  const mlp = results.mlp.map((row) => ({
    ...row,
    input_vector: row.input_vector.replace("PC3", "assistant_axis"),
  }));
  const svg = againstRandomChart({ ...results, mlp }, { layer: 18, measure: "angle", width: 360 });
  ok(svg.includes(">assistant_axis</text>") && svg.includes(">−assistant_axis</text>"));
});
