import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { files } from "../../../src/analyses/same_direction/view.ts";
import { matrixFigure } from "../../../src/analyses/same_direction/view/matrix_figure.ts";
import { words } from "../../../src/analyses/same_direction/words.ts";
import type { NearestLayers, Results, SameDirection } from "../../../src/results.ts";
import { siteTexts, textOf } from "../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

const layers = THREE_LAYERS;

function section(results: Results): Element | null {
  const { document } = parseHTML(siteTexts(results).get("evidence.html")!);
  return document.querySelector("#same-direction")?.parentElement as Element | null ?? null;
}

function found(
  noted: Partial<NearestLayers> | null,
  { largest: all = {}, within_noise = [] }: {
    largest?: Partial<NearestLayers>;
    within_noise?: number[];
  } = {},
): Pick<Results, "same_direction" | "within_noise"> {
  const nothing = { raw: null, trimmed: null, trimmed_cosine: null, stays: null };
  const largest: SameDirection["largest"] = { ...nothing, ...all };
  return {
    same_direction: {
      layers: [18, 19, 21, 22],
      // Layer 22 has no change.
      cosines: [
        [1, -0.4213, 0.1, null],
        [-0.4213, 1, 0.2, null],
        [0.1, 0.2, 1, null],
        [null, null, null, null],
      ],
      trimmed_cosines: null,
      largest,
      noted: noted === null ? null : { ...nothing, ...noted },
    },
    within_noise,
  };
}

const RAW = { layer: 18, other_layer: 19, cosine: -0.4213 };

Deno.test("words() say how near the nearest layer is, and what is left without outlier dimensions", () => {
  const chance =
    " In so many dimensions cosines are small by chance; this one was not compared with random inputs, and it is the largest because it was picked as such.";
  const text = (...of: Parameters<typeof found>) => {
    const [finding] = words(found(...of));
    ok(finding!.text.endsWith(chance), finding!.text);
    ok(
      finding!.short!.length < finding!.text.length &&
        finding!.short!.endsWith("; not compared with chance."),
    );
    return finding!.text.slice(0, -chance.length);
  };
  const openingOf = (others: string) =>
    `Of ${others}, layer 19 has the change of PC1 with the largest |cosine| to that at layer 18: −0.42`;
  const opening = openingOf("2 other layers");
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
  deepEqual(words({ same_direction: null, within_noise: [] }), []);
  // Noise is none of those that it is the largest of, and of two layers none is picked.
  const both = { raw: RAW, trimmed: RAW, trimmed_cosine: -0.3, stays: true };
  const [ofTwo] = words(found(both, { within_noise: [21] }));
  equal(
    ofTwo!.text,
    "The changes of PC1 at layers 18 and 19, the only two to compare, have the cosine −0.42; " +
      "without the outlier dimensions it is −0.3. In so many dimensions cosines are small by chance; " +
      "this one was not compared with random inputs.",
  );
  ok(!ofTwo!.short!.includes("largest"));
  equal(
    text(null, { largest: { raw: RAW } }),
    "Of 3 pairs of layers, layers 18 and 19 have the largest |cosine| between their changes of PC1: −0.42.",
  );
});

Deno.test("the evidence page has both matrices, layers by layers, with the claim as a title", () => {
  const results = sampleResults({ layers });
  const own = section(results)!;
  match(
    textOf(own.querySelector("h2")),
    /^Figure \d+\. The change at layer 18 has its largest \|cosine\| with that at layer \d+: −?[\d.]+; −?[\d.]+ without outlier dimensions$/,
  );
  const maps = [...own.querySelectorAll(".heat-map")];
  deepEqual(maps.map((map) => textOf(map.querySelector("caption"))), [
    "All coordinates",
    "Without the outlier dimensions of either layer",
  ]);
  const { cosines, trimmed_cosines } = results.same_direction!;
  [cosines, trimmed_cosines!].forEach((matrix, m) => {
    const values = [...maps[m]!.querySelectorAll("td.heat")]
      .map((cell) => cell.getAttribute("data-v")!.split(",").map(Number));
    deepEqual(values, matrix.map((row) => row.map((value) => Number(value!.toPrecision(3)) + 0)));
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

Deno.test("the evidence page leaves layers within noise out of the nearest, the scale and the title, and draws them", () => {
  const results = sampleResults({ layers });
  const same_direction: SameDirection = {
    ...results.same_direction!,
    cosines: [[1, 0.9, 0.1], [0.9, 1, -0.2], [0.1, -0.2, 1]],
    trimmed_cosines: null,
    noted: null,
    largest: {
      raw: { layer: 18, other_layer: 24, cosine: -0.2 },
      trimmed: null,
      trimmed_cosine: null,
      stays: null,
    },
  };
  const figure = matrixFigure({ ...results, within_noise: [17] }, same_direction);
  match(figure.title, /^The changes of layers 18 and 24 have the cosine −0\.2$/);
  const [map] = figure.maps;
  deepEqual(map!.lines.map(({ cells }) => cells.slice(1).map((cell) => cell?.text)), [
    ["–", "–", undefined],
    ["24", "−0.200", undefined],
    ["18", "−0.200", undefined],
  ]);
  deepEqual([map!.scale.low, map!.scale.high], ["−0.2", "0.2 or more"]);
  ok(map!.lines[0]!.values.split(",").includes(".9"));
  ok(figure.reading.some((text) => text.includes("within the rounding noise")));
  ok(!matrixFigure(results, same_direction).reading.some((text) => text.includes("noise")));
  const nothing = { raw: null, trimmed: null, trimmed_cosine: null, stays: null };
  equal(
    matrixFigure({ ...results, within_noise: [...layers] }, { ...same_direction, largest: nothing })
      .title,
    "No two directions are compared: fewer than two layers’ changes are larger than the rounding of the weights",
  );
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
