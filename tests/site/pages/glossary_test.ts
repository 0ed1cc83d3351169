import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { GLOSSARY } from "../../../src/site/kit/glossary.ts";
import { isOneOfMany } from "../../../src/site/kit/paths.ts";
import { samplePages, textOf } from "../html.ts";
import { THREE_LAYERS } from "../sample_results.ts";

const layers = THREE_LAYERS;
const TERMS = GLOSSARY.flatMap(({ terms }) => terms);

Deno.test("glossaryPage() gives every word a place of its own with what it means", () => {
  const page = samplePages({ layers }).get("glossary.html")!;
  for (const { id, term, meaning } of TERMS) {
    const text = textOf(page.getElementById(id));
    ok(text.startsWith(term) && text.includes(meaning), `${id}: ${text}`);
  }
  strictEqual(page.querySelectorAll("dl.words > div").length, TERMS.length);
});

Deno.test("glossaryPage() sets the hooks of TransformerLens beside the stages", () => {
  const page = samplePages({ layers }).get("glossary.html")!;
  const hooks = ["gate-product", "up-product", "hidden", "output"]
    .map((id) => /TransformerLens ([\w.]+)/.exec(textOf(page.getElementById(id)))?.[1]);
  deepStrictEqual(hooks, ["mlp.hook_pre", "mlp.hook_pre_linear", "mlp.hook_post", "hook_mlp_out"]);
});

Deno.test("glossaryPage() leads to files and methods only where the run has them", () => {
  const links = (options: Parameters<typeof samplePages>[0]) =>
    [...samplePages(options).get("glossary.html")!.querySelectorAll(".words a")]
      .map((link) => link.getAttribute("href")!);
  const all = links({ layers });
  ok(all.includes("data.html#data-stages-csv") && all.includes("methods.html#causes"));
  ok(all.includes("data.html#data-layer-18-csv"), "of several layers the first");
  const few = links({ layers, hasCauses: false });
  ok(few.includes("data.html#data-mlp-csv") && few.includes("methods.html#measurement"));
  deepStrictEqual(few.filter((href) => /stages|attribution|#causes/.test(href)), []);
});

Deno.test("pages lead from a word to the glossary once, and from every page by the navigation", () => {
  for (const [path, page] of samplePages({ layers })) {
    const root = path.includes("/") ? "../" : "";
    const links = [...page.querySelectorAll("main a.term")].map((link) =>
      link.getAttribute("href")!
    );
    strictEqual(new Set(links).size, links.length, path);
    // Pages that are one of many lead there by the navigation alone.
    strictEqual(links.length > 0, path !== "glossary.html" && !isOneOfMany(path), path);
    ok(links.every((href) => href.startsWith(`${root}glossary.html#`)), path);
    strictEqual(page.querySelectorAll(`nav a[href="${root}glossary.html"]`).length, 1, path);
  }
});

Deno.test("words that pages are made of lead to the glossary from some page", () => {
  const linked = new Set(
    [...samplePages({ layers }).values()].flatMap((page) =>
      [...page.querySelectorAll("main a.term")].map((a) => a.getAttribute("href")!.split("#")[1])
    ),
  );
  const expected = [
    ...["angle", "d-length", "pc1", "minus-pc1", "random-directions", "random-role-mixtures"],
    ...["single-roles", "outlier-dimensions", "outlier-dimensions-removed", "mean-state"],
    ...["mean-direction-removed", "operating-point", "noise-floor", "p", "p-fw", "specificity"],
    ...["bootstrap-band", "stage", "attribution-share", "first-in", "last-in", "even-share"],
    ...["self-projection", "neuron-contribution", "projection", "cosine", "span", "sweep"],
    ...["matching-pursuit", "mean-direction", "angular-peak", "absolute-peak"],
  ];
  deepStrictEqual(expected.filter((id) => !linked.has(id)), []);
});
