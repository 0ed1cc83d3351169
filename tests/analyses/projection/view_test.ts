import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { sidesView } from "../../../src/analyses/projection/view/toward_away.ts";
import { samplePages, siteTexts, textOf } from "../../site/html.ts";
import {
  HOSTILE_NAMES,
  peakRows,
  type SampleOptions,
  sampleResults,
  THREE_LAYERS,
} from "../../site/sample_results.ts";

function decomposition(options: SampleOptions = {}): Document {
  return samplePages({ layers: THREE_LAYERS, ...options }).get("decompositions/layer-18.html")!;
}

/** Names in the first column that has any, of the tables of the section with this heading. */
function names(page: Document, heading: string): string[] {
  return [...page.querySelectorAll(`#${heading} ~ div th[scope=row]`)].map(textOf);
}

/** Kind and name of each bar of the chart of the section with this heading. */
function bars(page: Document, heading: string): string[] {
  return [...page.querySelectorAll(`#${heading} ~ figure rect title`)]
    .map((title) => textOf(title).split(":")[0]!);
}

const rows = peakRows(sampleResults({ layers: THREE_LAYERS }).decompositions["18"]!);

Deno.test("decompositionPage() draws the first 15 rows and the last 15, named least affected", () => {
  const page = decomposition();
  const words = rows.map((row) => `${row.kind} ${row.name}`);
  deepStrictEqual(bars(page, "most-affected"), words.slice(0, 15));
  deepStrictEqual(bars(page, "least-affected"), words.slice(-15));
  ok(textOf(page.querySelector("#least-affected")).includes("Bottom 15: least affected, "));
});

Deno.test("decompositionPage() lists the most positive and the most negative of each kind apart", () => {
  const page = decomposition();
  for (const kind of ["role", "trait"]) {
    const ofKind = rows.filter((row) => row.kind === kind);
    const ordered = ofKind.toSorted((a, b) => a.projection - b.projection).map((row) => row.name);
    const nPositive = ofKind.filter((row) => row.projection > 0).length;
    deepStrictEqual(names(page, `${kind}s`), [
      ...nPositive === 0 ? [] : ordered.slice(-Math.min(15, nPositive)).reverse(),
      ...ordered.slice(0, 15),
    ]);
  }
});

Deno.test("decompositionPage() speaks of one vector of a sign as of one", () => {
  const signs = [1, -1, -1];
  const few = rows.filter(({ kind }) => kind === "role").slice(0, signs.length)
    .map((row, i) => ({ ...row, projection: signs[i]! * Math.abs(row.projection) }));
  const { sides } = sidesView(few, "role", { nListed: 15, page: "" });
  deepStrictEqual(sides.map(({ table }) => table?.caption), [
    "Most positive: toward this one role",
    "Most negative: away from these 2 roles",
  ]);
});

Deno.test("decompositionPage() shows what all vectors together say, beside random role mixtures", () => {
  const page = decomposition();
  const shares = [...page.querySelectorAll("#together ~ figure circle title")].map(textOf);
  deepStrictEqual([...new Set(shares)], [
    "mean direction m: 58.0 %",
    "m, without O: 48.0 %",
    "all vectors: 82.0 %",
    "without O: 74.0 %",
    "without m: 66.0 %",
  ]);
  const steps = [...page.querySelectorAll("#pursuit ~ .behind tbody tr")];
  strictEqual(steps.length, 30);
  ok(
    textOf(page.querySelector("#z ~ .behind")).includes(
      "that 32 draws can show is 0.0303",
    ),
  );
});

Deno.test("decompositionPage() says that a projection is not a unique decomposition", () => {
  ok(textOf(decomposition().querySelector("main")).includes("this is not a unique decomposition"));
});

Deno.test("decompositionPage() keeps the probed layer and the vector layer apart", () => {
  const facts = textOf(decomposition().querySelector(".facts"));
  ok(facts.startsWith("Probed layer 18: d is"), facts);
  ok(facts.includes("Vector layer 18: roles"), facts);
  ok(facts.includes("Skipped, no length role blank"), facts);
});

Deno.test("decompositionPage() shows warnings, mean cosines and every row", () => {
  const page = decomposition();
  ok(textOf(page.querySelector(".warning")).includes("mean cosine of 0.61 pairwise"));
  deepStrictEqual(
    [...page.querySelectorAll("#likeness ~ section tbody td")].map(textOf),
    [
      "0.612",
      "0.081",
      "−0.340",
      "–",
    ],
  );
  strictEqual(page.querySelectorAll("#all ~ details tbody tr").length, rows.length);
  strictEqual(textOf(page.querySelector("#all ~ details summary")), "All 100 vectors as a table");
});

Deno.test("decompositionPage() leads from each name to the page of its own, where the run has one", () => {
  const links = (options: SampleOptions) =>
    [...decomposition(options).querySelectorAll("#all ~ details tbody tr")].flatMap((row) => {
      const link = row.querySelector("a");
      return link === null ? [] : [[row.id, link.getAttribute("href"), textOf(link)]];
    });
  const { vectors } = sampleResults({ layers: THREE_LAYERS }).roles_by_layer!;
  const expected = vectors.map(({ kind, name }) => [
    `${kind}-${name}`,
    `../roles/${kind}-${name}.html`,
    name,
  ]);
  deepStrictEqual(links({}).sort(), expected.sort());
  strictEqual(links({ rolesByLayer: "all" }).length, rows.length);
  deepStrictEqual(links({ rolesByLayer: "none" }), []);
  // Names as files have them are never part of an address.
  const hostile = links({ names: HOSTILE_NAMES, rolesByLayer: "all" });
  const paths = new Set(
    samplePages({
      layers: THREE_LAYERS,
      names: HOSTILE_NAMES,
      rolesByLayer: "all",
    }).keys(),
  );
  for (const [, href] of hostile) ok(paths.has(href!.slice("../".length)), href!);
});

Deno.test("decompositionPage() draws nothing where there is no difference", () => {
  const page = decomposition({ isSelf: true });
  strictEqual(page.querySelectorAll("svg").length, 0);
  ok(textOf(page.querySelector("main")).includes("No difference: the two outputs are equal"));
  ok(textOf(page.querySelector("main")).includes("No role has a positive projection."));
});

Deno.test("decompositionPage() tables the outlier dimensions with both models' weights", () => {
  const rows = [...decomposition().querySelectorAll("#outliers ~ section tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
  strictEqual(rows.length, 8);
  deepStrictEqual(rows[0], ["1393", "1840", "18.40", "20.10", "402.0", "68.4"]);
  const self = [...decomposition({ isSelf: true }).querySelectorAll("#outliers ~ section td")];
  strictEqual(textOf(self.at(-1)!), "–");
  ok(decomposition({ hasEvidence: false }).querySelector("#outliers") === null);
});

Deno.test("decompositionPage() has no weights of a norm after the MLP where none follows it", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const section = () =>
    textOf(
      parseHTML(siteTexts(results).get("decompositions/layer-18.html")!).document
        .getElementById("outliers")!.parentElement,
    );
  ok(
    /post-norm weight, instruct.*with the weight that the norm after the MLP gives/s.test(
      section(),
    ),
  );
  results.inputs.base.has_post_norm = results.inputs.instruct.has_post_norm = false;
  ok(!section().includes("norm"), section());
});

Deno.test("decompositionPage() has a switch by links: a page of each other input, its ends and how many stand out", () => {
  const pages = samplePages({ layers: THREE_LAYERS });
  const switches = [...decomposition().querySelectorAll(".switch a")];
  deepStrictEqual(switches.map(textOf), ["PC1", "−PC1", "PC2", "−PC2", "PC3", "−PC3"]);
  deepStrictEqual(switches.map((link) => link.getAttribute("aria-current")), [
    ...["page", null, null, null, null, null],
  ]);
  const nFound = rows.filter((row) => row.cosine_pfw! <= 0.05).length;
  ok(nFound > 0);
  for (const link of switches.slice(1)) {
    const page = pages.get(`decompositions/${link.getAttribute("href")!.split("/").at(-1)}`)!;
    ok(textOf(page.querySelector("h1")).startsWith(`Where the change of ${textOf(link)} at`));
    strictEqual(textOf(page.querySelector(".switch [aria-current]")), textOf(link));
    ok(textOf(page.querySelector(".facts")).includes(`p_fw ≤ 0.05 for ${nFound} of 100 vectors`));
    strictEqual(bars(page, "most-affected").length, 15);
    // Ids and search lead to the rows of PC1.
    strictEqual(page.querySelectorAll("tr[id]").length, 0);
    ok(
      page.querySelector("td a[href], th a[href]")!.getAttribute("href")!.includes(
        "layer-18.html#",
      ),
    );
  }
});

Deno.test("decompositionPage() draws both ends on one scale", () => {
  const axis = (id: string) =>
    [...decomposition().querySelectorAll(`#${id} ~ figure text`)].map(textOf)
      .filter((text) => /^−?\d\.\d$/.test(text));
  ok(axis("most-affected").length >= 3);
  deepStrictEqual(axis("most-affected"), axis("least-affected"));
});

Deno.test("decompositionPage() shows PC1 alone where an earlier run decomposed no other input", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const own = { ...results, decompositions: { 18: peakRows(results.decompositions[18]!) } };
  const texts = siteTexts(own);
  ok(!texts.get("decompositions/layer-18.html")!.includes('class="switch"'));
  ok(!texts.has("decompositions/layer-18-pc2.html"));
});

Deno.test("decompositionPage() calls z that of length and direction, and tests none but cosines", () => {
  const page = decomposition();
  const heads = (of: string) => [...page.querySelectorAll(`${of} th[scope=col]`)].map(textOf);
  deepStrictEqual(heads("#all ~ details").slice(-2), ["z of cos", "p_fw of cos"]);
  deepStrictEqual(heads("#z ~ .behind details"), [
    ...["name", "kind", "cos", "z of cos", "p of cos", "p_fw of cos"],
    "p_fw of cos, outlier dimensions removed",
    "z, length and direction",
  ]);
});

/** The page with a file of vectors, of which `names` are the tensors. */
function steering(names: readonly string[]): string {
  const tensors = names.map((name) => ({
    name,
    dtype: "F32",
    shape: [1],
    chunks: [new Uint8Array(4)],
  }));
  const bytes = safetensorsBytes(tensors, { metadata: { response_s: "123.456" } });
  const attachments = new Map([["data/vectors-layer-18.safetensors", bytes]]);
  const results = sampleResults({ layers: THREE_LAYERS });
  return siteTexts(results, attachments).get("decompositions/layer-18.html")!;
}

Deno.test("decompositionPage() steers with the response at the operating point, and tells the step", () => {
  const text = steering(["difference.PC1", "response_difference.PC1"]);
  strictEqual(text.split("[&quot;response_difference.PC1&quot;]").length, 3);
  ok(!text.includes("[&quot;difference.PC1&quot;]"));
  ok(text.includes("one step of s = 123.5,"));
});

Deno.test("decompositionPage() steers with the difference where no mean state is known, and says so", () => {
  const text = steering(["difference.PC1"]);
  strictEqual(text.split("[&quot;difference.PC1&quot;]").length, 3);
  ok(text.includes("no mean state is known in this run"));
});
