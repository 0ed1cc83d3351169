import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { figureTitle, isOneLine, samplePages, siteTexts, textOf } from "../html.ts";
import { type SampleOptions, sampleResults, THREE_LAYERS } from "../sample_results.ts";

const layers = THREE_LAYERS;

function causes(options: SampleOptions = {}): Document {
  return samplePages({ layers, ...options }).get("causes.html")!;
}

/** Titles of the figures. */
function figures(page: Document): string[] {
  return [...page.querySelectorAll("section.figure")].map(figureTitle);
}

/** Texts of the cells of each row under a figure. */
function table(page: Document, id: string): string[][] {
  const rows = page.getElementById(id)!.parentElement!.querySelectorAll("details tbody tr");
  return [...rows].map((row) => [...row.querySelectorAll("th, td")].map(textOf));
}

Deno.test("causesPage() is there where results carry causes, and stands before Evidence in the navigation", () => {
  const labels = (options: SampleOptions) =>
    textOf(samplePages({ layers, ...options }).get("index.html")!.querySelector("nav"));
  ok(labels({}).includes("Overview Decomposition Layers Attribution Evidence"));
  for (const options of [{ hasCauses: false }, { hasEvidence: false }, { hasBaseline: false }]) {
    ok(!samplePages({ layers, ...options }).has("causes.html"));
    ok(!labels(options).includes("Attribution"));
  }
});

Deno.test("causesPage() opens with tiles, then figures; the sentences are folded under a row of numbers a layer", () => {
  const page = causes();
  strictEqual(textOf(page.querySelector(".along")), "Inside the MLP of layer 18");
  const parts = [...page.querySelectorAll(".explained, section.figure, #by-layer, .findings")];
  deepStrictEqual(
    [parts[0]!.className, parts[1]!.className, parts.at(-2)!.id],
    ["explained", "figure", "by-layer"],
  );
  deepStrictEqual(
    [...page.querySelectorAll("details .findings li")].map(textOf),
    ["stages", "weights", "weight-change", "parity", "self-projection", "neurons"]
      .map((id) => `A sentence about ${id} at layer 18.`),
  );
});

Deno.test("causesPage() has a row of numbers a layer, which leads to it", () => {
  const rows = [...causes().querySelectorAll("#by-layer ~ section tbody tr")];
  const cells = rows.map((row) => [...row.querySelectorAll("th, td")].map(textOf));
  deepStrictEqual(cells.map(([layer]) => layer), ["17", "18", "24"]);
  const { causes: found } = sampleResults({ layers });
  const row = found!.self_projection.find((it) => it.layer === 18 && it.input_vector === "PC1")!;
  deepStrictEqual(cells[1]!.slice(1, 5), ["from h on", "down_proj", "90", "down_proj"]);
  // Only decomposed layers have names for what carries the change.
  deepStrictEqual([1, 2, 4].map((ix) => cells[0]![ix]), Array(3).fill("not decomposed"));
  const along = row.instruct_self_projection! - row.base_self_projection!;
  ok(Math.abs(Number(cells[1]!.at(-2)!.replace("−", "-")) - along) < 1, cells[1]!.at(-2));
  strictEqual(cells[1]!.at(-1), String(found!.neurons[18]!.half_count));
  deepStrictEqual(
    [...rows[1]!.querySelectorAll("a")].map((link) => link.getAttribute("href")),
    ["layers/layer-18.html#causes", "neurons/layer-18.html"],
  );
});

Deno.test("causesPage() says in a title where its claim holds on all coordinates only", () => {
  const results = sampleResults({ layers });
  const { leading_tensors, stage_appearance } = results.causes!;
  const at = <T extends { layer: number; variant: string }>(rows: readonly T[], variant: string) =>
    rows.find((row) => row.layer === 18 && row.variant === variant)!;
  const titles = () =>
    figures(parseHTML(siteTexts(results).get("causes.html")!).document as never).filter((title) =>
      title.startsWith("Layer 18: ")
    ).slice(0, 2);
  const [beyond, carries] = [
    "Layer 18: PC1 turns farther than 95 % of random role mixtures from h on",
    "Layer 18: down_proj carries 90.0 % of the change",
  ];
  deepStrictEqual(titles(), [beyond, carries]);
  Object.assign(at(leading_tensors, "trimmed"), { component: null });
  Object.assign(at(stage_appearance, "trimmed"), { stage: "output" });
  deepStrictEqual(titles(), [
    `${beyond}, without the outlier dimensions from the output on`,
    `${carries}, on all coordinates only`,
  ]);
  Object.assign(at(stage_appearance, "trimmed"), { standing: "nowhere", stage: null });
  deepStrictEqual(titles()[0], `${beyond}, on all coordinates only`);
});

Deno.test("causesPage() gives every figure a title, how to read it, and its numbers", () => {
  const page = causes();
  deepStrictEqual(figures(page), [
    "Layer 18: PC1 turns farther than 95 % of random role mixtures from h on",
    "Layer 24: PC1 turns farther than 95 % of random role mixtures from h on",
    "At layer 18 alone of 3 layers down_proj can be named as carrying the change",
    "Layer 18: down_proj carries 90.0 % of the change",
    "Layer 24: no tensor can be named as carrying the change",
    "Along PC1 gate_proj changed up to 1.22 times as much as along random inputs (layer 24)",
    "Layer 18: 56.0 % of the changes of PC1 and −PC1 is even, 0 % were the layer linear",
    "Layer 18: along PC1 itself the instruct model adds 109, the base −21.7",
  ]);
  for (const figure of page.querySelectorAll("section.figure")) {
    isOneLine(figure);
    ok(figure.querySelectorAll("details tbody tr").length > 2);
  }
});

Deno.test("causesPage() tables the numbers of the results", () => {
  const page = causes();
  // 1 - cos of the draws is 0.001, 0.0035 and 0.006; of PC1 0.0853 times 0.05, and 0.0853.
  deepStrictEqual(table(page, "stages-18")[0]!.slice(0, 3), [
    "gate product",
    "all coordinates",
    "5.3",
  ]);
  deepStrictEqual(table(page, "stages-18")[0]!.slice(4, 7), ["2.56", "4.80", "6.28"]);
  // One of 33 at the output; 0.5 at gate.
  deepStrictEqual([table(page, "stages-18")[0]!.at(-1), table(page, "stages-18").at(-1)!.at(-1)], [
    "0.5000",
    "0.0303",
  ]);
  deepStrictEqual(table(page, "stages-18").at(-1)!.slice(0, 3), [
    "output",
    "outlier dimensions removed",
    "13.2",
  ]);
  deepStrictEqual(table(page, "tensors-18")[3], [
    "down",
    "90",
    "92.00",
    "87.00",
    "90",
    "91.00",
    "89.00",
  ]);
  strictEqual(table(page, "tensors")[1]![4], "90");
  deepStrictEqual(table(page, "weight-change")[1], [
    "18",
    "5.100",
    "6.200",
    "1.210",
    "5.100",
    "5.200",
    "1.010",
    "5.100",
    "4.200",
    "0.8100",
  ]);
  const results = sampleResults({ layers });
  const row = results.mlp.find((it) => it.layer === 18 && it.input_vector === "PC1")!;
  const [, base, instruct, change] = table(page, "self-projection")[1]!.map((text) =>
    Number(text.replace("−", "-"))
  );
  ok(Math.abs(base! + 0.02 * row.base_output_norm) < 0.01);
  ok(Math.abs(instruct! - 0.1 * row.base_output_norm) < 0.01);
  ok(Math.abs(change! - 0.12 * row.base_output_norm) < 0.01);
});

Deno.test("causesPage() shows one panel without outliers, and no post-norm without one", () => {
  const page = causes({ hasPostNorm: false, hasOutliers: false });
  const text = textOf(page.querySelector("main"));
  ok(!text.includes("outlier dimensions removed") && !text.includes("both panels"));
  deepStrictEqual(table(page, "tensors-18").map(([name]) => name), [
    "pre-norm",
    "gate",
    "up",
    "down",
  ]);
  ok(table(page, "stages-18").every(([name]) => name !== "after the base’s post-norm"));
});

Deno.test("causesPage() has nothing to tell of a checkpoint against itself, and says so", () => {
  const page = causes({ isSelf: true });
  strictEqual(
    textOf(page.querySelector(".along")),
    "Nothing to tell: no output of an MLP changes.",
  );
  ok(page.getElementById("by-layer") === null);
  deepStrictEqual(figures(page), ["Layer 18: both models add as much along PC1 itself"]);
});

Deno.test("causesPage() says so where no draws were run", () => {
  const results = sampleResults({ layers });
  results.causes!.spreads = [];
  const page = siteTexts(results).get("causes.html")!;
  ok(page.includes("No draws were run, so nothing tells which of these angles are common."));
  ok(!page.includes("90 % of random role mixtures"));
});

Deno.test("layerPage() tells where the change of its layer arises", () => {
  const pages = samplePages({ layers });
  const section = (layer: number) =>
    pages.get(`layers/layer-${layer}.html`)!.getElementById("causes")!.parentElement!;
  strictEqual(section(18).querySelectorAll(".findings li").length, 6);
  strictEqual(section(17).querySelectorAll(".findings li").length, 0);
  const tensors = pages.get("layers/layer-17.html")!.getElementById("tensors")!.parentElement!;
  const shares = [...tensors.querySelectorAll("tbody tr")].map((row) =>
    textOf(row.querySelector("td"))
  );
  deepStrictEqual(shares, ["6", "40", "30", "20", "4"]);
  ok(pages.get("layers/layer-17.html")!.getElementById("stages-17"));
  const without = samplePages({ layers, hasCauses: false }).get("layers/layer-18.html")!;
  ok(without.getElementById("causes") === null && without.getElementById("tensors") === null);
});

Deno.test("methodsPage() states how causes are found, for the tensors that there are", () => {
  const text = (options: SampleOptions) =>
    textOf(samplePages({ layers, ...options }).get("methods.html")!.querySelector("#causes ~ dl"));
  ok(text({}).includes("The tensors are pre-norm, gate, up, down and post-norm."));
  ok(text({}).includes("all 32 such hybrids"));
  ok(text({ hasPostNorm: false }).includes("The tensors are pre-norm, gate, up and down."));
  ok(text({ hasPostNorm: false }).includes("all 16 such hybrids"));
  ok(text({ hasPostNorm: false }).includes("nothing is rescaled"));
  strictEqual(text({ hasCauses: false }), "");
});

Deno.test("pages of causes stay below 400 kB at 46 layers with 250 neurons", () => {
  const all = Array.from({ length: 46 }, (_, i) => i);
  const results = sampleResults({ layers: all });
  for (const neurons of Object.values(results.causes!.neurons)) {
    neurons.rows = Array.from({ length: 250 }, (_, i) => ({
      ...neurons.rows[i % neurons.rows.length]!,
      neuron: i,
    }));
  }
  const texts = siteTexts(results);
  const paths = [...texts.pagePaths()].filter((path) => /^(causes|neurons)/.test(path));
  ok(paths.length > 1);
  for (const path of paths) {
    const { length } = texts.get(path)!;
    ok(length < 400_000, `${path}: ${length}`);
  }
});

Deno.test("causesPage() counts tensors at layers clear of the noise, and says so where some are not", () => {
  const title = (within_noise: number[]) => {
    const page = siteTexts({ ...sampleResults({ layers }), within_noise }).get("causes.html")!;
    return /At [^<]*layer[^<]* can be named as carrying the change/.exec(page)![0];
  };
  // Layer 18 is the one whose tensor may be named.
  strictEqual(
    title([]),
    "At layer 18 alone of 3 layers down_proj can be named as carrying the change",
  );
  strictEqual(
    title([17]),
    "At layer 18 alone of 2 layers clear of the noise down_proj can be named as carrying the change",
  );
  strictEqual(
    title([17, 24]),
    "At layer 18, the only one clear of the noise, down_proj can be named as carrying the change",
  );
});

Deno.test("causesPage() counts no tensor of more than half that may not be named, and says so", () => {
  const results = sampleResults({ layers });
  const page = () => siteTexts(results).get("causes.html")!;
  const at17 = results.causes!.attribution.filter(({ layer, input_vector }) =>
    layer === 17 && input_vector === "PC1"
  );
  // More than half by its share, but the first of those that change last and the last of those that change alone.
  for (const row of at17) {
    const isDown = row.component === "down";
    Object.assign(row, {
      share: isDown ? 0.6 : 0.1,
      first_in: isDown ? 0 : 0.3,
      last_in: isDown ? 0.9 : 0,
    });
  }
  ok(
    page().includes(
      "At layer 18 alone of 3 layers down_proj can be named as carrying the change",
    ),
  );
  ok(page().includes("A title names it only there, and where its rank by what it changes alone"));
});
