import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { figureTitle, isOneLine, samplePages, siteTexts, textOf } from "../html.ts";
import { ParsedPages } from "../parsed_pages.ts";
import { type SampleOptions, sampleResults, THREE_LAYERS } from "../sample_results.ts";

const results = sampleResults({ layers: THREE_LAYERS });

function evidence(options: SampleOptions = {}): Document {
  return samplePages({ layers: THREE_LAYERS, ...options }).get("evidence.html")!;
}

/** Texts of the cells of each row of the first table after the heading. */
function table(page: Document, heading: string): string[][] {
  const box = page.querySelector(
    `#${heading} ~ section, #${heading} ~ details, #${heading} ~ .behind`,
  )!;
  return [...box.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
}

Deno.test("evidencePage() is there where results carry evidence, and named in the navigation", () => {
  for (const [path, page] of samplePages({ layers: THREE_LAYERS })) {
    ok(textOf(page.querySelector("nav")).includes("Evidence"), path);
  }
  for (const options of [{ hasBaseline: false }, { hasEvidence: false }]) {
    const pages = samplePages({ layers: THREE_LAYERS, ...options });
    ok(!pages.has("evidence.html"));
    ok(!textOf(pages.get("index.html")!.querySelector("nav")).includes("Evidence"));
  }
});

Deno.test("evidencePage() gives every figure a title, how to read it, and its numbers", () => {
  const figures = [...evidence().querySelectorAll("section.figure")];
  deepStrictEqual(figures.map(figureTitle), [
    "Layer 18: none of 32 random role mixtures turns as far as the larger of PC1 and −PC1",
    "At α = 0.05 the test passes 0 of 32 random role mixtures, where 1 may pass",
    "The peak stays at layer 18 without the largest coordinates",
    "Layer 18: 23.1° on all coordinates, 5.56° without the 16 largest",
    "Layer 18: the responses to a step along PC1 are 12.5° apart",
  ]);
  for (const figure of figures) {
    isOneLine(figure);
    ok(figure.querySelectorAll("details tbody tr").length > 2);
  }
});

Deno.test("evidencePage() sets PC1 beside one direction where no more was run", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const { as_far } = results.evidence!;
  results.evidence!.as_far = as_far.filter(({ baseline }) => baseline === "isotropic")
    .map((row) => ({ ...row, n: 1, n_at_least: 0 }));
  const page = parseHTML(siteTexts(results).get("evidence.html")!).document;
  strictEqual(
    figureTitle(page.querySelector("section.figure")!),
    "Layer 18: PC1 beside one random direction",
  );
});

const REMOVED = "outlier dimensions removed";

Deno.test("evidencePage() sets all coordinates and those without outlier dimensions side by side on one axis", () => {
  const [raw, trimmed] = [...evidence().querySelectorAll("#against-baselines ~ figure .chart")];
  strictEqual(textOf(raw!.querySelector(".panel-title")), "all coordinates");
  strictEqual(
    textOf(trimmed!.querySelector(".panel-title")),
    "outlier dimensions removed",
  );
  const ticks = (chart: Element) =>
    [...chart.querySelectorAll("text")].map(textOf).filter((text) => /^\d+$/.test(text));
  deepStrictEqual(ticks(raw!), ticks(trimmed!));
});

Deno.test("evidencePage() counts the directions that turn at least as far as PC1", () => {
  const rows = table(evidence(), "against-baselines");
  deepStrictEqual(rows.map((row) => row.slice(0, 3)).slice(0, 3), [
    ["all coordinates", "single roles and traits", "100"],
    ["all coordinates", "random role mixtures", "32"],
    ["all coordinates", "random directions", "32"],
  ]);
  const own = results.mlp.find((row) => row.layer === 18 && row.input_vector === "PC1")!;
  const asFar = (name: string) =>
    new Set(
      results.baseline.filter((row) =>
        row.layer === 18 && row.baseline === name && row.delta_angular! >= own.delta_angular!
      ).map((row) => row.index),
    ).size;
  deepStrictEqual(
    rows.slice(0, 3).map((row) => Number(row[7])),
    ["roles", "persona", "isotropic"].map(asFar),
  );
});

Deno.test("evidencePage() lists the single roles and traits that turn farthest", () => {
  const largest = new Map<number, number>();
  for (const row of results.baseline) {
    if (row.layer !== 18 || row.baseline !== "roles") continue;
    largest.set(row.index, Math.max(largest.get(row.index) ?? 0, row.delta_angular!));
  }
  const [first] = [...largest].toSorted((a, b) => b[1] - a[1]);
  const { name, kind } = results.evidence!.role_directions[first![0]]!;
  const rows = table(evidence(), "roles");
  strictEqual(rows.length, 10);
  deepStrictEqual(rows[0]!.slice(0, 2), [name, kind]);
});

Deno.test("evidencePage() says where the mean state comes from", () => {
  ok(
    textOf(evidence().querySelector("#operating-point ~ .behind")).includes(
      "µ is taken to be of the instruct model",
    ),
  );
  ok(
    textOf(evidence().querySelector("#outliers ~ p")).includes(
      "At layer 18 the outlier dimensions O are 1393, 24, 3001",
    ),
  );
});

Deno.test("evidencePage() says of a layer without outlier dimensions that nothing is removed there", () => {
  const without = structuredClone(results);
  for (const row of without.evidence!.layers) row.has_outliers = row.layer !== 18;
  const page = new ParsedPages(siteTexts(without)).get("evidence.html")!;
  ok(
    textOf(page.querySelector("#outliers ~ p")).includes(
      "Layer 18 has no outlier dimension, so there is nothing to remove",
    ),
  );
  // The same figures are not shown twice; other layers have such dimensions.
  const panels = [...page.querySelectorAll("#against-baselines ~ figure .panel-title")].map(textOf);
  deepStrictEqual(panels, ["all coordinates"]);
  ok(table(page, "against-baselines").every(([coordinates]) => coordinates !== REMOVED));
  ok(textOf(page.querySelector("#variants ~ figure")).includes(REMOVED));
});

Deno.test("evidencePage() shows nothing without outlier dimensions where no layer has any", () => {
  const without = structuredClone(results);
  for (const row of without.evidence!.layers) row.has_outliers = false;
  const page = new ParsedPages(siteTexts(without)).get("evidence.html")!;
  ok(textOf(page.querySelector("#variants")).endsWith("With and without the mean direction"));
  ok(!textOf(page.querySelector("#variants ~ figure")).includes(REMOVED));
  strictEqual(page.querySelectorAll("#quantiles ~ details").length, 2);
});

Deno.test("evidencePage() tells of one space where PC1 was run in one", () => {
  const one = structuredClone(results);
  one.evidence!.pc1_spaces = ["components"];
  const page = new ParsedPages(siteTexts(one)).get("evidence.html")!;
  ok(textOf(page.querySelector("#which ~ p")).includes("there is one space to run PC1 in"));
});

Deno.test("evidencePage() tables cosines, bootstrap, specificity, quantiles and noise floor", () => {
  const page = evidence();
  deepStrictEqual(table(page, "which")[3], ["PC1:activation", "0.81", "−0.640", "0.400"]);
  deepStrictEqual(table(page, "bootstrap")[1], ["18", "100", "1.7"]);
  deepStrictEqual(table(page, "specificity")[1], ["18", "0.973", "1.21", "0.973", "1.31"]);
  strictEqual(page.querySelectorAll("#quantiles ~ details").length, 3);
  strictEqual(table(page, "quantiles")[0]!.length, 10);
  ok(textOf(page.querySelector("#quantiles ~ details thead")).includes("32 mixtures, 95 % in °"));
  strictEqual(table(page, "noise")[1]![2], "1.900");
});

Deno.test("evidencePage() steps by what roles lie away from the mean state, which need be no default", () => {
  ok(
    textOf(evidence().querySelector("main")).includes("the median distance of roles from µ: R(α)"),
  );
});

Deno.test("evidencePage() says what could not be compared or measured", () => {
  const partial = structuredClone(results);
  const evidence = partial.evidence!;
  for (const row of partial.mlp) row.noise_floor = row.delta_over_floor = null;
  partial.baseline = partial.baseline.filter((row) => row.baseline === "isotropic");
  Object.assign(evidence, {
    missing_baselines: ["persona", "roles"],
    operating_spreads: [],
    quantiles: evidence.quantiles.filter((row) => row.baseline === "isotropic"),
    ranks: [],
    operating_point: [],
    operating_draws: [],
    calibration: [],
    role_directions: [],
    bootstrap: { resamples: 0, bands: [] },
    verdict: null,
  });
  for (const row of evidence.layers) row.angular_peak_share = row.absolute_peak_share = null;
  const page = new ParsedPages(siteTexts(partial)).get("evidence.html")!;
  deepStrictEqual([...page.querySelectorAll("main .warning")].map(textOf), [
    "No random role mixtures were run: they need at least three roles.",
    "No single roles or traits were run.",
  ]);
  ok(textOf(page.querySelector("#noise ~ p")).includes("a base checkpoint stored in F32 or F16"));
  for (const id of ["roles", "operating-point", "calibration", "bootstrap"]) {
    strictEqual(page.querySelector(`#${id}`), null, id);
  }
});

Deno.test("evidencePage() stays below 400 kB with 99 draws and 515 roles at 46 layers", () => {
  const large = structuredClone(results);
  const widened = Array.from({ length: 46 }, (_, i) => i);
  const at = <T extends { layer: number }>(rows: readonly T[]) =>
    widened.flatMap((layer) =>
      rows.filter((row) => row.layer === 18).map((row) => ({ ...row, layer }))
    );
  const ofName = (name: string, n: number) =>
    Array.from({ length: 2 * n }, (_, i) => {
      const own = large.baseline.filter((row) => row.layer === 18 && row.baseline === name);
      return { ...own[i % own.length]!, layer: 18, index: i >> 1 };
    });
  large.baseline = [...ofName("isotropic", 99), ...ofName("persona", 99), ...ofName("roles", 515)];
  large.mlp = at(large.mlp);
  const evidence = large.evidence!;
  evidence.role_directions = Array.from(
    { length: 515 },
    (_, i) => ({ kind: "role", name: `role ${i}` }),
  );
  for (const key of ["robustness", "quantiles", "ranks", "layers"] as const) {
    Object.assign(evidence, { [key]: at<{ layer: number }>(evidence[key]) });
  }
  for (const [path, text] of siteTexts(large)) {
    if (path.endsWith(".html")) ok(text.length < 400_000, `${path}: ${text.length}`);
  }
});

Deno.test("evidencePage() says by a mark and a word whether each claim holds, with its figure", () => {
  const heads = [...evidence().querySelectorAll(".claims thead th")].map(textOf);
  deepStrictEqual(heads, [
    "claim",
    "all coordinates",
    "outlier dimensions removed",
    "mean direction removed",
    "PC1 in activation space",
    "PC1 in readout space",
    "at the operating point",
  ]);
  const rows = [...evidence().querySelectorAll(".claims tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
  strictEqual(rows.length, 6);
  deepStrictEqual(rows[4], [
    "farther than 95 % of single roles and traits",
    "yes 12 of 100 turn as far",
    "no 12 of 100 turn as far",
    "no 12 of 100 turn as far",
    "unknown not computed",
    "unknown not computed",
    "no 12 of 100 turn as far",
  ]);
  ok(
    [...evidence().querySelectorAll(".claims .holds")].every((mark) =>
      mark.classList.contains(textOf(mark))
    ),
  );
});

Deno.test("evidencePage() names the conditions that were not run and gives them no column", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  for (const cell of results.evidence!.verdict!.table) {
    if (cell.condition !== "PC1:readout") continue;
    Object.assign(cell, { holds: null, reason: "not_run" });
  }
  const page = siteTexts(results).get("evidence.html")!;
  ok(!page.includes('<th scope="col">PC1 in readout space</th>'));
  ok(page.includes('<th scope="col">PC1 in activation space</th>'));
  ok(page.includes("Not run: PC1 in readout space."));
});

Deno.test("evidencePage() and layerPage() rank nothing of a checkpoint against itself", () => {
  const pages = samplePages({ layers: THREE_LAYERS, isSelf: true });
  const page = pages.get("evidence.html")!;
  ok(textOf(page.querySelector("main")).includes("Nothing changes, so nothing is counted"));
  ok(page.querySelector("#claims, #against-baselines, #calibration, #quantiles") === null);
  for (const path of ["evidence.html", "layers/layer-18.html", "index.html"]) {
    const text = textOf(pages.get(path)!.querySelector("main"));
    ok(!/\d of 32 |p_fw|rotates|turn at least as far/.test(text), `${path}: ${text}`);
  }
  strictEqual(
    textOf(pages.get("layers/layer-18.html")!.getElementById("turn")).replace(/^Figure \d+\. /, ""),
    "The output turns for no input",
  );
});
