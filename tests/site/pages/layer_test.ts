import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import type { Results } from "../../../src/results.ts";
import { samplePages, siteTexts, textOf } from "../html.ts";
import { type SampleOptions, sampleResults, THREE_LAYERS } from "../sample_results.ts";

Deno.test("layerPage() links to the layers before and after, and to the decomposition", () => {
  const pages = samplePages({ layers: THREE_LAYERS });
  const links = (layer: number) => {
    const page = pages.get(`layers/layer-${layer}.html`)!;
    return ["prev", "next"].map((rel) =>
      page.querySelector(`[rel=${rel}]`)?.getAttribute("href") ?? null
    );
  };
  deepStrictEqual(links(17), [null, "../layers/layer-18.html"]);
  deepStrictEqual(links(18), ["../layers/layer-17.html", "../layers/layer-24.html"]);
  deepStrictEqual(links(24), ["../layers/layer-18.html", null]);
  const actions = (layer: number) =>
    [...pages.get(`layers/layer-${layer}.html`)!.querySelectorAll(".action")]
      .map((action) => action.getAttribute("href"));
  deepStrictEqual(actions(18), [
    "../decompositions/layer-18.html",
    "../causes.html",
    "../neurons/layer-18.html",
  ]);
  deepStrictEqual(actions(17), ["../causes.html"]);
});

Deno.test("layerPage() says what stands out about the layer", () => {
  const pages = samplePages({ layers: THREE_LAYERS });
  const badges = (layer: number) =>
    textOf(pages.get(`layers/layer-${layer}.html`)!.querySelector(".badges"));
  strictEqual(badges(18), "angular peak decomposed");
  strictEqual(badges(24), "absolute peak decomposed");
  strictEqual(badges(17), "");
});

Deno.test("layerPage() counts the directions that turn at least as far, by the larger sign of each and of PC1", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const tile = (options: SampleOptions, layer: number) =>
    textOf(
      samplePages({ layers: THREE_LAYERS, ...options }).get(`layers/layer-${layer}.html`)!
        .querySelector(".explained")!.lastElementChild,
    );
  const larger = (rows: readonly { delta_angular: number | null }[]) =>
    Math.max(...rows.map(({ delta_angular }) => delta_angular!));
  const ofPc1 = results.mlp.filter((row) => row.layer === 17 && /^-?PC1$/.test(row.input_vector));
  const draws = results.baseline.filter((row) => row.baseline === "isotropic" && row.layer === 17);
  const nAsFar = [...Map.groupBy(draws, ({ index }) => index).values()]
    .filter((rows) => larger(rows) >= larger(ofPc1)).length;
  ok(nAsFar > 0);
  ok(tile({}, 17).endsWith(` ${nAsFar} of 32 random directions`), tile({}, 17));
  strictEqual(
    tile({}, 18),
    "As far as the larger of PC1 and −PC1 0 of 32 role mixtures 0 of 100 single roles and traits 0 of 32 random directions",
  );
  strictEqual(tile({ hasEvidence: false }, 18), "As far as PC1 0 of 64 random inputs");
  strictEqual(tile({ hasBaseline: false }, 18), "As far as PC1 – no random directions were run");
});

Deno.test("layerPage() tables every input vector of the layer", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("layers/layer-18.html")!;
  const names = [...page.querySelectorAll("#measured ~ section th[scope=row]")].map(textOf);
  deepStrictEqual(names, ["PC1", "−PC1", "PC2", "−PC2", "PC3", "−PC3"]);
});

Deno.test("layerPage() names no z where none is known", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  for (const row of results.mlp) Object.assign(row, { p_persona: null, z_persona: null });
  const facts = (of: Results) =>
    textOf(
      parseHTML(siteTexts(of).get("layers/layer-18.html")!).document
        .querySelector("#evidence ~ dl > div"),
    );
  strictEqual(facts(results), "Against random role mixtures no p-value");
  for (const row of results.mlp) Object.assign(row, { z_persona: 1.5 });
  strictEqual(facts(results), "Against random role mixtures no p-value; z of PC1 = 1.5");
});

Deno.test("layerPage() tells p-values, scale, noise floor and the operating point of PC1", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("layers/layer-18.html")!;
  const facts = [...page.querySelectorAll("#evidence ~ dl > div")].map(textOf);
  deepStrictEqual(facts, [
    "Against random role mixtures 0 of 32 go as far here (p = 0.0303, the smallest that 32 can show); in units of each layer’s spread, " +
    "0 at any of the 3 layers (p_fw = 0.0303, the smallest that 32 can show); z of PC1 = 4.2",
    "Against random directions 0 of 32 go as far here (p = 0.0303, the smallest that 32 can show); in units of each layer’s spread, " +
    "0 at any of the 3 layers (p_fw = 0.0303, the smallest that 32 can show); z of PC1 = 41.5",
    "|d| / |y base| 0.424",
    "Length alone 1.0 % of |d|² (radial share); the rest is a change of direction",
    "Noise floor 1.9; |d| is 242 times that",
    // 1 - cos 0.019 * 1.25 is 12.5 degrees, 0.7 of it 10.5.
    "Operating point one step along PC1 turns the response by 12.5° and moves it by 50.8",
    "µ of the row before one step along PC1 turns the response by 10.5° and moves it by 40.7",
    "By the larger step 7 of 32 random role mixtures go as far at any of the 3 layers (p_fw = 0.242)",
  ]);
});

Deno.test("layerPage() tables PC1 with and without outlier dimensions and mean direction, with the p-value and the rank of each", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("layers/layer-18.html")!;
  const rows = [...page.querySelectorAll("#evidence ~ section tbody tr")].slice(0, 3).map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
  deepStrictEqual(rows.map((row) => row[0]), [
    "all coordinates",
    "outlier dimensions removed",
    "mean direction removed",
  ]);
  // 1 - cos 0.0853 is 23.8 degrees, 0.31 of it 13.2.
  deepStrictEqual(rows.map((row) => row[1]), ["23.8", "13.2", "11.6"]);
  deepStrictEqual(rows.map((row) => row[3]), ["0.0303", "0.0303", "0.0303"]);
  deepStrictEqual(rows[0]!.slice(4, 6), ["68.4", "2.1"]);
});

Deno.test("layerPage() shows random directions alone where there is no evidence", () => {
  const page = samplePages({ layers: THREE_LAYERS, hasEvidence: false })
    .get("layers/layer-18.html")!;
  ok(page.querySelector("#evidence") === null);
  strictEqual(textOf(page.querySelector("#random")), "Random directions");
  const columns = [...page.querySelectorAll("#measured ~ section thead th")].map(textOf);
  strictEqual(columns.at(-1), "angle in °");
});

Deno.test("layerPage() shows p once for PCk and -PCk, whose axis it is of", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("layers/layer-18.html")!;
  const rows = [...page.querySelectorAll("#measured ~ section tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
  deepStrictEqual(rows.map(([name]) => name), ["PC1", "−PC1", "PC2", "−PC2", "PC3", "−PC3"]);
  for (const row of rows) {
    const isNegative = row[0]!.startsWith("−");
    deepStrictEqual(row.slice(-2).map((cell) => cell === ""), [isNegative, isNegative]);
  }
});

Deno.test("layerPage() sets the angle beside the role mixtures, and beside random inputs where there are none", () => {
  const title = (options: SampleOptions, reversed?: number, nAsFar?: number) => {
    const results = sampleResults({ layers: THREE_LAYERS, ...options });
    for (const row of results.evidence?.as_far ?? []) row.n_at_least = nAsFar ?? row.n_at_least;
    const row = results.mlp.find((it) => it.layer === 18 && it.input_vector === "-PC1")!;
    row.delta_angular = reversed ?? row.delta_angular;
    const page = parseHTML(siteTexts(results).get("layers/layer-18.html")!).document;
    return textOf(page.getElementById("turn")).replace(/^Figure \d+\. /, "");
  };
  strictEqual(title({}), "PC1 turns by 23.8°; 0 of 32 role mixtures turn as far");
  strictEqual(
    title({}, undefined, 1),
    "PC1 turns by 23.8°; 1 of 32 role mixtures turns as far",
  );
  strictEqual(
    title({}, 0.5),
    "PC1 turns by 23.8°; 0 of 32 role mixtures turn as far as −PC1 (60°)",
  );
  strictEqual(
    title({ hasEvidence: false }),
    "PC1 turns by 23.8°, farther than 64 of 64 random inputs",
  );
});
