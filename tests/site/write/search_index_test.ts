import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { searchIndex } from "../../../src/site/write/search_index.ts";
import { tableView } from "../../../src/site/kit/tables.ts";
import { samplePages, textOf } from "../html.ts";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";
import { sampleTexts } from "../sample_site.ts";

/** Runs the script as a browser would, and gives what it leaves. */
function loaded(script: string): ReturnType<typeof searchIndex> {
  return JSON.parse(/^globalThis\.deltascopeSearch = (.*);\n$/s.exec(script)![1]!);
}

Deno.test("searchIndex() merges a role of several pages and keeps a neuron apart by page", () => {
  const page = (path: string) => ({
    path,
    title: `Title of ${path}`,
    template: "data" as const,
    content: {
      roles: tableView("Roles", ["poet"], [
        { label: "rank", value: () => 1 },
        { label: "name", value: (name) => name },
      ], (name) => `role-${name}`),
      nested: [{
        neurons: tableView("Neurons", [7], [
          { label: "neuron", value: (n) => n },
        ], (n) => `neuron-${n}`),
      }],
    },
  });
  const { pages, entries } = searchIndex([page("a.html"), page("b.html")]);
  deepStrictEqual(pages, [["a.html", "Title of a.html"], ["b.html", "Title of b.html"]]);
  deepStrictEqual(entries.map(({ label, kind, places }) => [label, kind, places]), [
    ["Title of a.html", "page", [[0, ""]]],
    ["poet", "role", [[0, "role-poet"], [1, "role-poet"]]],
    ["neuron 7", "neuron", [[0, "neuron-7"]]],
    ["Title of b.html", "page", [[1, ""]]],
    ["neuron 7", "neuron", [[1, "neuron-7"]]],
  ]);
});

Deno.test("searchIndex() has the words of the glossary", () => {
  const words = [{ id: "angle", term: "angle, 1 − cos", meaning: "How far apart." }];
  const { entries } = searchIndex([
    { path: "glossary.html", title: "Glossary", template: "glossary", content: { words } },
  ]);
  deepStrictEqual(entries.map(({ label, kind, places }) => [label, kind, places]), [
    ["Glossary", "page", [[0, ""]]],
    ["angle, 1 − cos", "term", [[0, "angle"]]],
  ]);
});

Deno.test("searchIndex() has what the methods page explains, and captions of figures", () => {
  const chart = {
    id: "turn",
    title: "How far it turns",
    caption: "Angle by layer.",
    charts: [],
    legend: [],
  };
  const page = (path: string, content: object) => ({
    path,
    title: path,
    template: "data" as const,
    content,
  });
  const { entries } = searchIndex(
    [page("index.html", { chart }), page("methods.html", {})],
    [{ id: "about-angle", text: "Angle: delta_angular" }],
  );
  deepStrictEqual(entries.slice(1), [
    {
      label: "How far it turns",
      also: "Angle by layer.",
      kind: "figure",
      places: [[0, "turn"]],
    },
    { label: "methods.html", kind: "page", places: [[1, ""]] },
    { label: "Angle: delta_angular", kind: "term", places: [[1, "about-angle"]] },
  ]);
});

Deno.test("searchIndex() of a site has every heading and formula of its methods", () => {
  const options = { layers: THREE_LAYERS };
  const { pages, entries } = loaded(sampleTexts(options).get("assets/search-index.js")!);
  const methods = pages.findIndex(([path]) => path === "methods.html");
  const terms = entries.filter(({ kind, places }) => kind === "term" && places[0]![0] === methods);
  const document = samplePages(options).get("methods.html")!;
  const explained = [...document.querySelectorAll("main :is(h2, h3, .formulas dt)")];
  ok(explained.length > 30);
  deepStrictEqual(terms.map(({ label }) => label), explained.map(textOf));
  const ids = explained.map(({ id }) => id);
  deepStrictEqual(terms.map(({ places }) => places[0]![1]), ids);
  strictEqual(new Set(ids).size, ids.length);
});

Deno.test("searchIndex() stays small: of a page's texts it has captions alone, each once", () => {
  const { entries } = loaded(sampleTexts({ layers: THREE_LAYERS }).get("assets/search-index.js")!);
  const captions = entries.flatMap(({ also }) => also ?? []);
  ok(captions.length > 20);
  for (const caption of captions) ok(caption.length < 250, caption);
  for (const { label } of entries) ok(label.length < 250, label);
});

Deno.test("searchIndex() leads to a place on a page, for every entry of a site", () => {
  const options = { layers: THREE_LAYERS, names: HOSTILE_NAMES };
  const built = samplePages(options);
  const script = sampleTexts(options).get("assets/search-index.js")!;
  ok(!/[<>\u2028\u2029\u202e]/.test(script));
  const { pages, entries } = loaded(script);
  for (const { label, places } of entries) {
    for (const [page, id] of places) {
      const document = built.get(pages[page]![0]);
      ok(document && (id === "" || document.getElementById(id)), `${label}: ${id}`);
    }
  }
  strictEqual(entries.filter(({ label }) => label === HOSTILE_NAMES[0]).length > 0, true);
});
