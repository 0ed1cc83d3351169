import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { files } from "../../../src/analyses/same_direction/view.ts";
import { words } from "../../../src/analyses/same_direction/words.ts";
import type { NearestLayers, Results, SameDirection } from "../../../src/results.ts";
import { siteTexts, textOf } from "../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

const layers = THREE_LAYERS;

function section(results: Results): Element | null {
  const { document } = parseHTML(siteTexts(results).get("evidence.html")!);
  return document.querySelector("#same-direction")?.parentElement as Element | null ?? null;
}

function found(noted: Partial<NearestLayers>): Pick<Results, "same_direction"> {
  const nothing = { raw: null, trimmed: null, trimmed_cosine: null, stays: null };
  const largest: SameDirection["largest"] = nothing;
  return {
    same_direction: {
      layers: [3, 5],
      cosines: [],
      trimmed_cosines: null,
      largest,
      noted: { ...nothing, ...noted },
    },
  };
}

const RAW = { layer: 18, other_layer: 19, cosine: -0.4213 };

Deno.test("words() say how near the nearest layer is, and what is left without outlier dimensions", () => {
  const text = (noted: Partial<NearestLayers>) => words(found(noted))[0]?.text;
  const opening =
    "The change of PC1 at layer 18 points most against that at layer 19, cosine −0.42";
  equal(text({ raw: RAW }), `${opening}.`);
  equal(
    text({ raw: RAW, trimmed: { ...RAW, cosine: -0.3 }, trimmed_cosine: -0.3, stays: true }),
    `${opening}; without the outlier dimensions it is −0.3, and still the largest.`,
  );
  equal(
    text({
      raw: RAW,
      trimmed: { layer: 18, other_layer: 21, cosine: 0.11 },
      trimmed_cosine: 0.051,
      stays: false,
    }),
    `${opening}; without the outlier dimensions it is 0.051, and the largest is that of layers 18 and 21, 0.11.`,
  );
  equal(
    text({ raw: RAW, trimmed: { ...RAW, cosine: 0.2 }, trimmed_cosine: 0.2, stays: false }),
    `${opening}; without the outlier dimensions it is 0.2, the largest still but of the other sign.`,
  );
  deepEqual(words(found({})), []);
  deepEqual(words({ same_direction: null }), []);
});

Deno.test("the evidence page has both matrices, layers by layers, with the claim as a title", () => {
  const results = sampleResults({ layers });
  const own = section(results)!;
  match(textOf(own.querySelector("h2")), /^Figure \d+\. The change of PC1 at layer 18 points most/);
  const maps = [...own.querySelectorAll(".heat-map")];
  deepEqual(maps.map((map) => textOf(map.querySelector("caption"))), [
    "All coordinates",
    "Without the outlier dimensions of either layer",
  ]);
  const { cosines, trimmed_cosines } = results.same_direction!;
  [cosines, trimmed_cosines!].forEach((matrix, m) => {
    const values = [...maps[m]!.querySelectorAll("td.heat")]
      .map((cell) => cell.getAttribute("data-v")!.split(",").map(Number));
    deepEqual(values, matrix.map((row) => row.map((value) => Math.round(value! * 1000) + 0)));
  });
  const numbers = [...own.querySelectorAll(".lean-numbers tbody tr")].map((row) =>
    [...row.children].map((cell) => Number(textOf(cell).replace("−", "-")))
  );
  const shown = (value: number | null) => Number(value!.toFixed(2)) + 0;
  deepEqual(
    numbers,
    layers.map((layer, i) => [
      layer,
      ...layers.map((_, j) => shown((j >= i ? cosines : trimmed_cosines!)[i]![j]!)),
    ]),
  );
});

Deno.test("the evidence page has one matrix without outlier dimensions, and none of one layer or of an earlier run", () => {
  const one = section(sampleResults({ layers, hasOutliers: false }))!;
  equal(one.querySelectorAll(".heat-map").length, 1);
  ok(!textOf(one).includes("right map"));
  ok(section(sampleResults({ layers: [18] })) === null);
  ok(section({ ...sampleResults({ layers }), same_direction: null }) === null);
});

Deno.test("the evidence page says of a checkpoint against itself that nothing can be compared", () => {
  const own = section(sampleResults({ layers, isSelf: true }))!;
  match(textOf(own.querySelector("h2")), /No two layers’ changes can be compared$/);
});

Deno.test("files() has every two layers once", () => {
  const results = sampleResults({ layers });
  const { cosines, trimmed_cosines } = results.same_direction!;
  const [header, ...lines] = files(results)[0]!.text().trimEnd().split("\n");
  equal(header, "layer,other_layer,cosine,trimmed_cosine");
  deepEqual(lines, [
    `17,18,${cosines[0]![1]},${trimmed_cosines![0]![1]}`,
    `17,24,${cosines[0]![2]},${trimmed_cosines![0]![2]}`,
    `18,24,${cosines[1]![2]},${trimmed_cosines![1]![2]}`,
  ]);
});
