import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HtmlValidate, type Message, StaticConfigLoader } from "html-validate";
import { parseHTML } from "linkedom";
import { isOneOfMany } from "../../../../src/site/kit/paths.ts";
import { pageMakers } from "../../../../src/site/write/render_site.ts";
import { samplePages, textOf, withEndTags } from "../../html.ts";
import {
  HOSTILE_NAMES,
  type SampleOptions,
  sampleResults,
  THREE_LAYERS,
} from "../../sample_results.ts";
import { sampleSingleFile } from "../../single_files.ts";

const layers = THREE_LAYERS;
const VARIANTS: Record<string, SampleOptions> = {
  "every part": { layers, hasReproduction: true },
  "no baseline": { layers, hasBaseline: false },
  "hostile names": { layers, names: HOSTILE_NAMES },
};

function documentOf(options: SampleOptions): Document {
  return parseHTML(sampleSingleFile(options)).document as Document;
}

for (const [name, options] of Object.entries(VARIANTS)) {
  Deno.test(`renderSingleFile() has every page and what it says: ${name}`, () => {
    const document = documentOf(options);
    const articles = [...document.querySelectorAll("main > article")];
    deepStrictEqual(
      articles.map(({ id }) => id),
      pageMakers(sampleResults(options), new Map()).filter(({ path }) => !isOneOfMany(path))
        .map(({ path }) => path.replace(".html", "").replace("/", "-")),
    );
    const texts = articles.map(textOf);
    const pages = [...samplePages(options)].filter(([path]) => !isOneOfMany(path));
    pages.forEach(([, page], i) => {
      for (const element of page.querySelectorAll("main h1, main h2, main figcaption, main tr")) {
        // Figures of a whole document are numbered through.
        const text = textOf(element).replace(/^Figure \d+\. /, "");
        ok(texts[i]!.includes(text), `${articles[i]!.id}: ${text}`);
      }
    });
  });

  Deno.test(`renderSingleFile() gives ids once, and links that all land in it: ${name}`, () => {
    const document = documentOf(options);
    const ids = Array.from(document.querySelectorAll("[id]"), ({ id }) => id);
    deepStrictEqual(ids.filter((id, i) => ids.indexOf(id) !== i), []);
    const known = new Set(ids);
    const links = [...document.querySelectorAll("body [href]")];
    ok(links.length > 100);
    for (const link of links) {
      const href = link.getAttribute("href")!;
      ok(href.startsWith("#") && known.has(href.slice(1)), href);
    }
    for (const element of document.querySelectorAll("[aria-labelledby]")) {
      ok(known.has(element.getAttribute("aria-labelledby")!), element.outerHTML.slice(0, 80));
    }
  });

  Deno.test(`renderSingleFile() writes valid and accessible HTML: ${name}`, async () => {
    const validator = new HtmlValidate(
      new StaticConfigLoader({
        extends: ["html-validate:recommended", "html-validate:a11y"],
        rules: { "no-inline-style": "off" },
      }),
    );
    const report = await validator.validateString(withEndTags(sampleSingleFile(options)));
    const messages = report.results.flatMap((result) => result.messages);
    deepStrictEqual(messages.map((m: Message) => `${m.line} ${m.ruleId} ${m.message}`), []);
  });

  Deno.test(`renderSingleFile() has one main heading and no step left out below it: ${name}`, () => {
    const headings = [...documentOf(options).querySelectorAll("h1, h2, h3, h4, h5")];
    const levels = headings.map((heading) => Number(heading.tagName[1]));
    deepStrictEqual([levels[0], levels.filter((level) => level === 1).length], [1, 1]);
    levels.forEach((level, i) => ok(level - (levels[i - 1] ?? 0) <= 1, textOf(headings[i]!)));
  });
}

Deno.test("renderSingleFile() is at most 3 MB of ten layers", () => {
  const results = sampleResults({ hasReproduction: true });
  strictEqual(results.options.layers.length, 10);
  const nBytes = new TextEncoder().encode(sampleSingleFile({ hasReproduction: true })).byteLength;
  ok(nBytes < 3e6, `${nBytes} bytes`);
});

Deno.test("renderSingleFile() asks for nothing and links to no file", () => {
  const text = sampleSingleFile({ layers, names: HOSTILE_NAMES });
  const { document } = parseHTML(text);
  deepStrictEqual([...document.querySelectorAll("[src], iframe, object, embed, img")], []);
  const links = [...document.querySelectorAll("link")];
  deepStrictEqual(links.map((link) => link.getAttribute("href")!.split(",")[0]), [
    "data:image/svg+xml",
  ]);
  ok(!/@import|url\((?!#|data:image\/png;base64,)/.test(text), "a style sheet asks for a file");
});

Deno.test("renderSingleFile() lets the script of the site run and no other, whatever a name holds", async () => {
  const text = sampleSingleFile({ layers, names: HOSTILE_NAMES });
  strictEqual(text.split("<script").length, 2);
  const script = /<script>(.*?)<\/script>/s.exec(text)![1]!;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const policy = parseHTML(text).document.querySelector("meta[http-equiv]")!.getAttribute(
    "content",
  );
  strictEqual(
    policy,
    `default-src 'none'; script-src 'sha256-${
      new Uint8Array(hash).toBase64()
    }'; style-src 'unsafe-inline'; img-src data:`,
  );
});

Deno.test("renderSingleFile() names a file that does not come along, and says where it lies", () => {
  const document = documentOf({ layers });
  const all = textOf(document.getElementById("decompositions-layer-18--all")!.parentElement);
  ok(all.includes("Also as CSV (data/layer-18.csv)"), all);
  ok(textOf(document.querySelector("footer")).includes("lie in the folder of the report"));
});

Deno.test("renderSingleFile() says synthetic of a synthetic run alone", () => {
  ok(/Synthetic demonstration/.test(sampleSingleFile({ layers, isSynthetic: true })));
  ok(!/synthetic/i.test(sampleSingleFile({ layers, isSynthetic: false })));
});
