import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, type Message, StaticConfigLoader } from "html-validate";
import { checkResults } from "../../../src/analyses/check_results.ts";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { drawsPath, PATHS, vectorsPath } from "../../../src/site/kit/paths.ts";
import { isWrittenPath } from "../../../src/site/write/output/holdings.ts";
import { pageMakers, renderSite } from "../../../src/site/write/render_site.ts";
import { samplePages, textOf, withEndTags } from "../html.ts";
import {
  HOSTILE_NAMES,
  type SampleOptions,
  sampleResults,
  THREE_LAYERS,
} from "../sample_results.ts";
import { sampleFiles, sampleTexts } from "../sample_site.ts";

const layers = THREE_LAYERS;
/** Every shape of results that pages must cope with. */
const VARIANTS: Record<string, SampleOptions> = {
  "three layers": { layers },
  "one layer": { layers: [18] },
  "a checkpoint against itself": { layers, isSelf: true },
  "no baseline": { layers, hasBaseline: false },
  "an earlier version": { layers, hasEvidence: false },
  "the published pair": { layers, hasReproduction: true },
  "no post-norm and no outliers": { layers, hasPostNorm: false, hasOutliers: false },
  "no causes": { layers, hasCauses: false },
  "hostile names": { layers, names: HOSTILE_NAMES },
};

/** The one with every part. */
const FULLEST = "the published pair";

/** Where a relative link leads, from the page that holds it. */
function target(page: string, href: string): string {
  return new URL(href, `file:///site/${page}`).pathname.replace("/site/", "");
}

Deno.test("renderSite() writes the pages and files of the contract", () => {
  const paths = [...sampleFiles({ layers: [18, 24] }).keys()];
  deepStrictEqual(paths.filter((path) => !path.startsWith("figures/")).sort(), [
    ".nojekyll",
    "assets/favicon.svg",
    "assets/search-index.js",
    "assets/site.js",
    "assets/style.css",
    "causes.html",
    "cite.html",
    "data.html",
    "data/CITATION.cff",
    "data/attribution.csv",
    "data/baseline.csv",
    "data/citation.bib",
    "data/layer-18.csv",
    "data/layer-24.csv",
    "data/mlp.csv",
    "data/neurons-layer-18.csv",
    "data/neurons-layer-24.csv",
    "data/operating-point.csv",
    "data/outlier-curve.csv",
    "data/results.json",
    "data/robustness.csv",
    "data/roles-by-layer.safetensors",
    "data/same-direction.csv",
    "data/stages.csv",
    "data/sweep.csv",
    "data/weight-change.csv",
    ...[18, 24].flatMap((layer) => [
      ...["minus-pc1", "minus-pc2", "minus-pc3", "pc2", "pc3"]
        .map((input) => `decompositions/layer-${layer}-${input}.html`),
      `decompositions/layer-${layer}.html`,
    ]),
    "evidence.html",
    "glossary.html",
    "index.html",
    "layers/layer-18.html",
    "layers/layer-24.html",
    "llms.txt",
    "methods.html",
    "neurons/layer-18.html",
    "neurons/layer-24.html",
    "report.md",
    "roles.html",
    "roles/role-bard.html",
    "roles/role-pirate.html",
    "roles/role-poet.html",
    "roles/role-provincial.html",
    "roles/trait-dramatic.html",
    "roles/trait-metaphorical.html",
    "roles/trait-poetic.html",
    "roles/trait-whimsical.html",
    "sweep.html",
  ]);
});

Deno.test("pageMakers() name the path that their page has", () => {
  for (const options of Object.values(VARIANTS)) {
    deepStrictEqual(
      pageMakers(sampleResults(options), new Map()).map(({ path }) => path),
      [...sampleFiles(options).keys()].filter((path) => path.endsWith(".html")),
    );
  }
});

Deno.test("renderSite() gives the same bytes for the same results", () => {
  deepStrictEqual(renderSite(sampleResults()), sampleFiles());
});

Deno.test("renderSite() gives the same bytes for results read back from its own results.json", () => {
  const readBack = (options: SampleOptions) =>
    checkResults(JSON.parse(sampleFiles(options).get("data/results.json") as string));
  for (const [name, options] of Object.entries(VARIANTS)) {
    // Equal to the sign of a zero and to a key, so that pages of them are equal too.
    deepStrictEqual(readBack(options), sampleResults(options), name);
  }
  const { [FULLEST]: fullest = {} } = VARIANTS;
  deepStrictEqual(renderSite(readBack(fullest)), sampleFiles(fullest));
});

Deno.test("renderSite() writes CSV that holds the numbers of results.json", () => {
  const results = sampleResults();
  const files = sampleTexts();
  const rows = (path: string) =>
    files.get(path)!.trimEnd().split("\n").slice(1).map((row) => row.split(","));
  deepStrictEqual(
    rows("data/mlp.csv").map(([layer, input, ...numbers]) => [
      layer,
      input,
      ...numbers.map((cell) => cell === "" ? null : Number(cell)),
    ]),
    results.mlp.map(({ layer, input_vector, ...numbers }) => [
      String(layer),
      input_vector,
      ...Object.values(numbers),
    ]),
  );
  // 32 isotropic and 32 random role mixtures, 60 roles and 40 traits, in both signs at ten layers.
  strictEqual(rows("data/baseline.csv").length, (32 + 32 + 100) * 2 * 10);
  strictEqual(rows("data/robustness.csv").length, results.evidence!.robustness.length);
  strictEqual(rows("data/operating-point.csv").length, results.evidence!.operating_point.length);
  deepStrictEqual(
    rows("data/layer-18.csv").map((row) => Number(row[2])),
    results.decompositions["18"]!.map((row) => row.projection),
  );
});

function idsOf(page: Document): string[] {
  return Array.from(page.querySelectorAll("[id]"), ({ id }) => id);
}

/** Pages found valid: several variants have some of them alike. */
const valid = new Set<string>();

/** A page without rows that differ from one before them in words and numbers alone, of which a validator says the same. */
function withoutLikeRows(page: string): string {
  const seen = new Set<string>();
  return page.replaceAll(/<tr\b.*?<\/tr>\n?/gs, (row) => {
    const form = row.replaceAll(/(?<=[>"-])[\p{L}\p{N}., −]+(?=[<"-])/gu, "x");
    const isLike = seen.has(form);
    seen.add(form);
    return isLike ? "" : row;
  });
}

for (const [name, options] of Object.entries(VARIANTS)) {
  Deno.test(`renderSite() writes links that all lead to a file and a place on it: ${name}`, () => {
    const files = sampleFiles(options);
    const pages = samplePages(options);
    const ids = new Map(Array.from(pages, ([path, page]) => {
      const given = idsOf(page);
      deepStrictEqual(given, [...new Set(given)], `${path}: an id stands for one place`);
      return [path, new Set(given)] as const;
    }));
    for (const [path, page] of pages) {
      for (const element of page.querySelectorAll("[href], [src]")) {
        const href = (element.getAttribute("href") ?? element.getAttribute("src"))!;
        ok(
          /^(\.\.\/)*(data\/CITATION\.cff|[a-z0-9][a-z0-9_/.-]*)(#.*)?$|^#.+$/.test(href),
          `${path}: ${href}`,
        );
        const [file, id] = href.startsWith("#")
          ? [path, href.slice(1)]
          : [target(path, href.split("#")[0]!), href.split("#")[1]];
        ok(files.has(file), `${path}: ${href}`);
        if (id !== undefined) ok(ids.get(file)?.has(id), `${path}: ${href}`);
      }
    }
  });

  Deno.test(`renderSite() writes valid and accessible HTML: ${name}`, async () => {
    const validator = new HtmlValidate(
      new StaticConfigLoader({
        extends: ["html-validate:recommended", "html-validate:a11y"],
        // Plot and the bars of the layer strip set lengths inline; the page's policy allows it.
        rules: { "no-inline-style": "off" },
      }),
    );
    for (const [path, text] of sampleTexts(options)) {
      if (!path.endsWith(".html") || valid.has(text)) continue;
      const report = await validator.validateString(withoutLikeRows(withEndTags(text)));
      const messages = report.results.flatMap((result) => result.messages);
      deepStrictEqual(messages.map((m: Message) => `${path}:${m.line} ${m.message}`), []);
      valid.add(text);
    }
  });

  Deno.test(`renderSite() tells every finding on a page: ${name}`, () => {
    const texts = Array.from(samplePages(options).values(), (page) => textOf(page.body));
    for (const { topic, layer, text } of sampleResults(options).findings) {
      ok(texts.some((it) => it.includes(text)), `${topic}, layer ${layer}: ${text}`);
    }
  });

  Deno.test(`renderSite() writes no number that is none: ${name}`, () => {
    for (const [path, text] of sampleTexts(options)) {
      if (path.endsWith(".html")) ok(!/\b(NaN|Infinity|undefined)\b/.test(text), path);
    }
  });

  Deno.test(`renderSite() writes pages with one main heading and no step left out below it: ${name}`, () => {
    for (const [path, page] of samplePages(options)) {
      const levels = [...page.querySelectorAll("h1, h2, h3, h4")].map((h) => Number(h.tagName[1]));
      strictEqual(levels.filter((level) => level === 1).length, 1, path);
      strictEqual(levels[0], 1, path);
      levels.forEach((level, i) => ok(level - (levels[i - 1] ?? 0) <= 1, `${path}: h${level}`));
    }
  });
}

Deno.test("renderSite() says synthetic on every page and in every title of a synthetic run", () => {
  for (const [path, page] of samplePages({ layers, isSynthetic: true })) {
    ok(/synthetic/i.test(page.title), path);
    ok(/^Synthetic demonstration\./.test(textOf(page.querySelector(".banner"))), path);
  }
});

Deno.test("renderSite() says it on none of a run on real weights", () => {
  for (const [path, text] of sampleTexts({ layers, isSynthetic: false })) {
    if (path.endsWith(".html")) ok(!/synthetic/i.test(text), path);
  }
});

Deno.test("renderSite() lets pages load nothing but the style sheet, the script and the icon beside them", () => {
  for (const [path, page] of samplePages({ layers })) {
    const policy = page.querySelector('meta[http-equiv="Content-Security-Policy"]');
    strictEqual(
      policy?.getAttribute("content"),
      "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:",
      path,
    );
    const scripts = [...page.querySelectorAll("script, iframe, img, object, [src]")];
    deepStrictEqual(scripts.map((script) => target(path, script.getAttribute("src")!)), [
      "assets/site.js",
    ], path);
    strictEqual(textOf(scripts[0]!), "", path);
    strictEqual(page.querySelectorAll("link").length, 2, path);
  }
});

Deno.test("renderSite() takes no hostile name for anything but text", () => {
  for (const [path, text] of sampleTexts({ names: HOSTILE_NAMES, layers })) {
    if (!path.endsWith(".html")) continue;
    const rest = text.replace(/<script src="[a-z./]+"><\/script>/, "");
    for (const danger of ["<img", "<script", "</script", "<b>", "\u202e", "\u0000", "\u0007"]) {
      ok(!rest.includes(danger), `${path}: ${JSON.stringify(danger)}`);
    }
  }
  const kinds = (options: SampleOptions) =>
    [...samplePages(options).values()].flatMap((page) =>
      [...page.querySelectorAll("*")].flatMap((element) => [
        element.tagName,
        ...element.getAttributeNames().map((name) => `${element.tagName} ${name}`),
      ])
    );
  deepStrictEqual(new Set(kinds({ names: HOSTILE_NAMES, layers })), new Set(kinds({ layers })));
});

Deno.test("renderSite() gives hostile names whole where they are data", () => {
  const rows = sampleResults({ names: HOSTILE_NAMES }).decompositions["18"]!;
  const page = samplePages({ names: HOSTILE_NAMES }).get("decompositions/layer-18.html")!;
  const text = textOf(page.querySelector("#all ~ details"));
  for (const name of [HOSTILE_NAMES[0], HOSTILE_NAMES[3], HOSTILE_NAMES[4]]) {
    ok(text.includes(name));
  }
  const json = sampleTexts({ names: HOSTILE_NAMES }).get("data/results.json")!;
  deepStrictEqual(JSON.parse(json).decompositions["18"], rows);
});

Deno.test("renderSite() isolates every name from the direction of the text around it", () => {
  const arabic = "شاعر";
  for (const [path, page] of samplePages({ layers, names: [arabic, "b", "c", "d"] })) {
    for (const element of page.querySelectorAll("h2, h3, dd, td, th, .lead")) {
      if (!element.textContent?.includes(arabic)) continue;
      // In an element, or in a sentence between the marks that do the same.
      const isolated = [
        ...[...element.querySelectorAll("bdi")].map((bdi) => bdi.textContent),
        ...element.textContent.match(/\u2068[^\u2069]*\u2069/g) ?? [],
      ].join();
      ok(isolated.includes(arabic), `${path}: ${element.outerHTML.slice(0, 120)}`);
    }
  }
});

Deno.test("renderSite() tells what PC1 is where a page first mentions it", () => {
  for (const [path, page] of samplePages({ layers })) {
    const text = textOf(page.querySelector("main"));
    const first = text.indexOf("PC1");
    ok(first >= 0, path);
    const label = "PC1 of layer 22 (caveman ... screener";
    strictEqual(text.slice(first, first + label.length), label, path);
  }
});

Deno.test("renderSite() and renderComparison() write nothing but paths that isWrittenPath() knows", () => {
  const results = sampleResults({ layers: [17, 18], names: HOSTILE_NAMES });
  const paths = [
    ...renderSite(results).keys(),
    ...renderComparison({ a: results, b: results }).keys(),
    // What a run carries along.
    ...[PATHS.directions, vectorsPath(18), drawsPath(18)],
  ];
  deepStrictEqual(paths.filter((path) => !isWrittenPath(path)), []);
  for (const path of ["notes.md", "data/mine.csv", "figures/mine.svg", "layers/mine.html"]) {
    strictEqual(isWrittenPath(path), false, path);
  }
});

/** What only keyboards have in place of a true minus, a square or a name's sign. */
const KEYBOARD_SIGNS = /1 - cos|\^2|-PC|\|mu/;

for (const name of [FULLEST, "no baseline", "an earlier version"]) {
  Deno.test(`renderSite() typesets minus signs, squares and names in every text: ${name}`, () => {
    const read = ["title", "aria-label", "aria-description", "alt"];
    let nMinus = 0;
    for (const [path, document] of samplePages(VARIANTS[name]!)) {
      const body = document.body.cloneNode(true) as Element;
      for (const element of body.querySelectorAll("script, style, code")) element.remove();
      const texts = [
        body.textContent!,
        ...Array.from(
          document.querySelectorAll(read.map((attribute) => `[${attribute}]`).join()),
          (element) => read.map((attribute) => element.getAttribute(attribute) ?? "").join(" "),
        ),
      ];
      for (const text of texts) {
        const found = KEYBOARD_SIGNS.exec(text);
        strictEqual(found && text.slice(found.index - 40, found.index + 40), null, path);
        nMinus += text.includes("−PC1") || text.includes("1 − cos") ? 1 : 0;
      }
    }
    ok(nMinus > 20);
  });
}

Deno.test("renderSite() leaves the names of inputs in files as they are in the results", () => {
  const files = sampleTexts({ layers: THREE_LAYERS });
  for (const path of ["data/mlp.csv", "data/stages.csv", "figures/layers-layer-18-turn.csv"]) {
    ok(/(?:^|,)-PC1,/m.test(files.get(path)!), path);
    ok(!files.get(path)!.includes("−PC1"), path);
  }
});

Deno.test("renderSite() shows none of the names that results have for claims, and no talk of what is spoken of", () => {
  for (const options of Object.values(VARIANTS)) {
    for (const [path, page] of samplePages(options)) {
      const text = textOf(page.querySelector("main"));
      ok(!/beyond (?:persona|single roles)|spoken of|could be said/i.test(text), path);
    }
  }
});

Deno.test("renderSite() typesets sentences of an earlier run too", () => {
  const results = sampleResults({ layers: [18] });
  const text = "With the sign reversed, -PC1 turns by -2 at mu (1 - cos = 0.2, 5 % of |d|^2).";
  const page = renderSite({
    ...results,
    findings: [...results.findings, { topic: "sign", layer: null, text, layers: [18] }],
  }).get("index.html") as string;
  const shown = page.replace(/<a class="term"[^>]*>([^<]*)<\/a>/g, "$1");
  ok(shown.includes("−PC1 turns by −2 at µ (1 − cos = 0.2, 5\u00a0% of |d|²)."));
});
