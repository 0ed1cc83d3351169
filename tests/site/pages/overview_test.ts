import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { figureTitle, isOneLine, samplePages, siteTexts, textOf } from "../html.ts";
import { type SampleOptions, sampleResults, THREE_LAYERS } from "../sample_results.ts";

function overview(options: SampleOptions = {}): Document {
  return samplePages({ layers: THREE_LAYERS, ...options }).get("index.html")!;
}

Deno.test("overviewPage() opens with the verdict, then the findings, and leaves the claims to the evidence", () => {
  const main = overview().querySelector("main")!;
  const verdict = main.querySelector(".verdict")!;
  strictEqual(
    textOf(verdict.querySelector("h2")),
    "Does PC1 of layer 22 (caveman ... screener) stand out at layer 18?",
  );
  strictEqual(
    textOf(verdict.querySelector(".answer")),
    "Only under: all coordinates; outlier dimensions removed",
  );
  ok(textOf(verdict.querySelector(".statement")).startsWith("The peak of PC1 at layer 18"));
  ok(textOf(verdict.querySelector(".would-change")).includes("would turn this into a yes"));
  strictEqual(verdict.querySelector(".action")?.getAttribute("href"), "evidence.html");
  ok(main.querySelector(".claims") === null);
  strictEqual(main.querySelector(".chips a")?.getAttribute("href"), "evidence.html#claims");
  strictEqual(main.querySelectorAll(".findings")[0]!.querySelectorAll("li").length, 3);
});

Deno.test("overviewPage() parts a sentence that opens with its answer, and gives no finding twice", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const sentence = "Only raw: at layer 18 PC1 turns farther: by 23.8 degrees.";
  results.findings[0]!.text = sentence;
  const page = siteTexts(results).get("index.html")!;
  ok(page.includes('<p class="answer">Only raw</p>'));
  ok(page.includes('<p class="statement">At layer 18 PC1 turns farther: by 23.8 degrees.</p>'));
  strictEqual(page.split("23.8 degrees.").length, 2);
});

Deno.test("overviewPage() says where the layer was chosen after looking", () => {
  const results = sampleResults({ layers: [17, 24] });
  ok(
    siteTexts(results).get("index.html")!.includes(
      "layer 17</a> (chosen after looking)?</h2>",
    ),
  );
  ok(!textOf(overview().querySelector("main")).includes("after looking"));
});

Deno.test("overviewPage() opens with the first finding where there is no evidence", () => {
  for (const options of [{ hasBaseline: false }, { hasEvidence: false }]) {
    const main = overview(options).querySelector("main")!;
    ok(
      textOf(main.querySelector("section")).startsWith(
        "Verdict For PC1 (caveman ... screener)",
      ),
    );
    strictEqual(main.querySelectorAll(".findings")[0]!.querySelectorAll("li").length, 2);
    ok(main.querySelector(".claims") === null);
  }
});

Deno.test("overviewPage() names both peaks with the angle beside 1 - cos", () => {
  // 1 - cos 0.0853 is 23.8 degrees.
  const peaks = [...overview().querySelectorAll(".peaks > div")].map(textOf);
  ok(peaks[0]!.startsWith("Turns most (angular peak) layer 18 23.8° (1 − cos = 0.0853)"), peaks[0]);
  ok(peaks[1]!.startsWith("Moves farthest (absolute peak) layer 24 |d| = "), peaks[1]);
});

Deno.test("overviewPage() says of a peak within noise that nothing is said of it", () => {
  const results = { ...sampleResults({ layers: THREE_LAYERS }), within_noise: [18] };
  const { document } = parseHTML(siteTexts(results).get("index.html")!);
  const peaks = [...document.querySelectorAll(".peaks > div")].map(textOf);
  deepStrictEqual(peaks.map((text) => /not clear of the rounding/.test(text)), [true, false]);
  const tiles = (layer: number) =>
    textOf(
      parseHTML(siteTexts(results).get(`layers/layer-${layer}.html`)!).document
        .querySelector(".explained"),
    );
  deepStrictEqual(
    [18, 17].map((layer) => /not clear of the rounding/.test(tiles(layer))),
    [true, false],
  );
  const decompositions = document.getElementById("decompositions")!.parentElement!;
  deepStrictEqual(
    [...decompositions.querySelectorAll("li")].map(textOf).map((text) =>
      /no difference that is clear of the noise$/.test(text)
    ),
    [true, false],
  );
});

Deno.test("overviewPage() says nowhere in place of peaks that are not there", () => {
  const page = overview({ isSelf: true });
  deepStrictEqual([...page.querySelectorAll(".peaks .value")].map(textOf), ["nowhere", "nowhere"]);
  ok(textOf(page.querySelector("main")).includes("For PC1 every value is zero."));
});

Deno.test("overviewPage() follows each chart with its numbers as a table", () => {
  const figures = [...overview().querySelectorAll("section.figure")];
  deepStrictEqual(figures.map(figureTitle), [
    "The output for PC1 moves farthest at layer 24: |d| 706",
    "The instruct model’s outputs are the longer ones at all 3 layers",
    "The output for PC1 turns farthest at layer 18 (23.8°), with and without outlier dimensions",
  ]);
  for (const figure of figures) {
    strictEqual(figure.querySelectorAll("details tbody tr").length, 3);
    isOneLine(figure);
  }
});

Deno.test("overviewPage() names what PC1 is compared with, and says so where nothing was run", () => {
  const caption = (options: SampleOptions) =>
    textOf(overview(options).getElementById("delta-angular")!.parentElement);
  ok(caption({}).includes("95 % quantile of 32 random role mixtures a layer"));
  ok(caption({}).includes("the mean of 64 random inputs"));
  ok(caption({}).includes("range of 20 resamples of the roles"));
  ok(caption({ hasEvidence: false }).includes("64 random inputs"));
  ok(!caption({ hasEvidence: false }).includes("role mixtures"));
  ok(caption({ hasBaseline: false }).includes("No random directions were run"));
});

Deno.test("overviewPage() tells of each component its ends, variance, file and layer", () => {
  strictEqual(
    textOf(overview().querySelector(".component")),
    "auditor · examiner · reviewer · screener is the negative end of PC1; its positive end is caveman · ghost · swarm · void " +
      "PCA file layer22_pos23.pt, layer 22; variance explained 21.2 %; the file’s StandardScaler is not applied",
  );
});

Deno.test("overviewPage() names the layer of the roles at the ends of a vector that was given, which is of no layer", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  Object.assign(results.pcs[1]!, { name: "probe", source: "probe.npy" });
  const given = () =>
    /a vector of <bdi class="name">probe\.npy<\/bdi>([^<]*)<\/p>/
      .exec(siteTexts(results).get("index.html")!)?.[1];
  strictEqual(given(), `; its ends are of the roles of layer ${results.pcs[1]!.layer}`);
  Object.assign(results.pcs[1]!, { highest: [], lowest: [] });
  strictEqual(given(), "");
});

Deno.test("overviewPage() shows at a glance what decides, both figures, and what the change points to", () => {
  const glance = overview().querySelector(".glance")!;
  ok(textOf(glance).startsWith("Along PC1 of layer 22 (caveman ... screener)"));
  const chips = [...glance.querySelectorAll(".chips li")].map((
    chip,
  ) => [chip.className, textOf(chip)]);
  deepStrictEqual(chips, [
    ["asked", "Stands out?"],
    ["yes", "yes: all coordinates"],
    ["yes", "yes: outlier dimensions removed"],
    ["no", "no: operating point"],
  ]);
  strictEqual(glance.querySelectorAll("svg[role=img]").length, 4);
  strictEqual(glance.querySelectorAll(".toggle input[type=checkbox]").length, 1);
  strictEqual(glance.querySelectorAll(".explained > div").length, 4);
  deepStrictEqual([...glance.querySelectorAll("figcaption")].map(textOf), [
    "PC1 bold, −PC1 thin, without outlier dimensions dashed; grey is the middle 90 % of random role mixtures at each layer, each by the larger of its signs. A layer’s page shows all of them, each sign alone. PC2 and PC3",
    "|y| of base and instruct (bold) for PC1, |d| between them, and its ratio to |y| of the base.",
    "Largest and smallest cosines with d: roles (blue) and traits (red); filled where unlike random role mixtures, all vectors together, else empty; grey is the middle 95 % of theirs, one vector at a time. All of them",
  ]);
});

Deno.test("overviewPage() writes the angles of two layers at a glance side by side, and none over the names of lines", () => {
  /** Of PC1 at layers 17, 18 and 24. */
  const places = (...turns: number[]) => {
    const results = sampleResults({ layers: THREE_LAYERS });
    for (const row of results.mlp) {
      if (row.input_vector === "PC1") row.delta_angular = turns[THREE_LAYERS.indexOf(row.layer)]!;
    }
    const page = parseHTML(siteTexts(results).get("index.html")!).document;
    return [...page.querySelectorAll(".glance svg text")].filter((it) =>
      /^layer \d/.test(textOf(it))
    ).map((it) => {
      // The transform of the text itself is its place, that around it how far it is moved from there.
      const moved = it.closest("g[transform]")!.getAttribute("transform")!;
      const dy = Number(/,([^,]*)\)/.exec(moved)![1]);
      return [
        textOf(it).slice(0, 8),
        it.closest("[text-anchor]")!.getAttribute("text-anchor"),
        dy === -10 ? "above" : dy < -10 ? "lifted" : "below",
      ].join(" ");
    });
  };
  deepStrictEqual(places(0, 0.2, 0.1), ["layer 18 middle above"]);
  // The line to layer 24 would run through the text.
  deepStrictEqual(places(0, 0.1, 0.2), ["layer 18 middle lifted", "layer 24 end above"]);
  deepStrictEqual(places(0.2, 0.1, 0), ["layer 17 start above", "layer 18 start lifted"]);
});

Deno.test("overviewPage() marks no peak, in no figure and no list, where nothing turns", () => {
  const page = overview({ isSelf: true });
  strictEqual(textOf(page.querySelector(".glance figcaption")), "PC1 and −PC1. PC2 and PC3");
  const chart = page.querySelector(".glance svg[role=img]")!;
  strictEqual(chart.getAttribute("aria-description"), "It turns at no layer.");
  const written = [...chart.querySelectorAll("text")].map(textOf);
  deepStrictEqual(written.filter((text) => /^layer \d/.test(text)), []);
  strictEqual(textOf(page.querySelector(".legend.marks")), "decomposed");
});

Deno.test("overviewPage() says how far one layer turns and moves, and that it is the most of several", () => {
  const titles = (layers: number[]) =>
    [...samplePages({ layers }).get("index.html")!.querySelectorAll(".glance .panel-title")]
      .map(textOf).slice(0, 2);
  deepStrictEqual(titles(THREE_LAYERS), [
    "Figure 1. PC1 turns most at layer 18, with and without outliers",
    "Figure 2. |d| is largest at layer 24",
  ]);
  deepStrictEqual(titles([18]), [
    "Figure 1. Layer 18 turns PC1 by 23.8°",
    "Figure 2. |d| is 460 at layer 18",
  ]);
  strictEqual(
    figureTitle(samplePages({ layers: [18] }).get("index.html")!.querySelector("section.figure")!),
    "Layer 18 moves the output: |d| 460",
  );
  const lengths = [...samplePages({ layers: [18] }).get("index.html")!
    .querySelectorAll("section.figure")].map(figureTitle)[1];
  strictEqual(lengths, "The instruct model’s output is the longer one at layer 18");
});

Deno.test("overviewPage() says of its first figures only what was run, and writes large angles out", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  Object.assign(results.evidence!, { quantiles: [] });
  for (const row of results.decompositions["18"]!) {
    Object.assign(row, { cosine_pfw: null, kind: "role" });
  }
  for (const row of results.mlp) {
    // 1 - cos of 120 degrees is 1.5.
    if (row.layer === 18 && row.input_vector === "PC1") row.delta_angular = 1.5;
  }
  const page = siteTexts(results).get("index.html")!;
  ok(page.includes("without outlier dimensions dashed; no random role mixtures were run."));
  ok(
    page.includes(
      "Largest and smallest cosines with d: roles (blue); not tested against chance, so none is filled.",
    ),
  );
  ok(page.includes("layer 18: 120°"));
});
