import { match, ok, strictEqual } from "node:assert/strict";
import { parseHTML } from "linkedom";
import { linkTerms } from "../../../src/site/write/term_links.ts";
import { samplePages, withoutTermLinks } from "../html.ts";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";
import { sampleTexts } from "../sample_site.ts";

/** The main part with its words linked, and each link as `[id|word]`. */
function linked(main: string, root = ""): string {
  const page = `<nav>angle</nav><main id="main" tabindex="-1">${main}</main><footer>angle</footer>`;
  const html = linkTerms(page, root);
  ok(html.startsWith("<nav>angle</nav>") && html.endsWith("<footer>angle</footer>"), html);
  return /<main[^>]*>(.*)<\/main>/s.exec(html)![1]!
    .replace(/<a class="term" href="[^"#]*#([^"]*)" title="[^"]*">([^<]*)<\/a>/g, "[$1|$2]");
}

Deno.test("linkTerms() links the first occurrence of a word, and no other", () => {
  strictEqual(
    linked("<p>An angle, and the angles of <em>PC1</em> and PC1.</p><p>Angle</p>"),
    "<p>An [angle|angle], and the angles of <em>[pc1|PC1]</em> and PC1.</p><p>Angle</p>",
  );
});

Deno.test("linkTerms() writes a relative link that says what the word means", () => {
  match(
    linkTerms('<main id="main"><p>the noise floor</p></main>', "../"),
    /the <a class="term" href="\.\.\/glossary\.html#noise-floor" title="How far [^"<>]+\.">noise floor<\/a>/,
  );
});

Deno.test("linkTerms() knows words in the plural, at the start of a sentence and across a line", () => {
  strictEqual(linked("<p>Stages. Cosines\n</p>"), "<p>[stage|Stages]. [cosine|Cosines]\n</p>");
  strictEqual(
    linked("<p>random role\nmixtures</p>"),
    "<p>[random-role-mixtures|random role\nmixtures]</p>",
  );
});

Deno.test("linkTerms() takes the longer of two words that begin alike, and a sign with its name", () => {
  strictEqual(
    linked(
      "<p>outlier dimensions removed; outlier dimensions; -PC1; PC1; p_fw = 0.03; p = 0.03</p>",
    ),
    "<p>[outlier-dimensions-removed|outlier dimensions removed]; [outlier-dimensions|outlier dimensions]; " +
      "[minus-pc1|-PC1]; [pc1|PC1]; [p-fw|p_fw] = 0.03; [p|p] = 0.03</p>",
  );
});

Deno.test("linkTerms() leaves parts of longer words and of formulas alone", () => {
  for (
    const text of ["triangle", "angle_degrees", "PC1:own-layer", "|µ|", "baseline.csv", "map p. 3"]
  ) {
    strictEqual(linked(`<p>${text}</p>`), `<p>${text}</p>`);
  }
});

Deno.test("linkTerms() leaves names, headings, code, links, tables, charts and folded parts alone", () => {
  for (
    const html of [
      "<bdi>angle</bdi>",
      "<h2>The angle</h2>",
      "<code>angle</code>",
      '<pre class="command"><code>angle</code> angle</pre>',
      '<a href="x.html">an angle</a>',
      "<table><tr><th>angle</th><td><table></table>angle</td></tr></table>",
      '<svg aria-label="a > b"><text>angle</text><svg></svg>angle</svg>',
      "<details><summary>angle</summary><p>angle</p></details>",
      '<ul class="legend"><li>angle</li></ul>',
      '<p class="panel-title">angle</p>',
      "<math><mi>angle</mi></math>",
      '<p title="an angle, angle > 0">x</p>',
      "<!-- angle > 0 -->",
      "<p>\u2068angle\u2069</p>",
      "<p>cosine (role, 0.3)</p>",
    ]
  ) strictEqual(linked(html), html);
  strictEqual(linked("<bdi>angle</bdi> angle"), "<bdi>angle</bdi> [angle|angle]");
});

Deno.test("linkTerms() leaves what is escaped escaped", () => {
  strictEqual(
    linked("<p>&lt;b&gt;angle&lt;/b&gt; &amp; &quot;cosine&quot; p &lt; 0.05</p>"),
    "<p>&lt;b&gt;[angle|angle]&lt;/b&gt; &amp; &quot;[cosine|cosine]&quot; p &lt; 0.05</p>",
  );
});

Deno.test("linkTerms() gives a page back that has no main part", () => {
  strictEqual(linkTerms("<p>angle</p>", ""), "<p>angle</p>");
});

Deno.test("linkTerms() changes nothing that a reader of a page sees", () => {
  const options = { layers: THREE_LAYERS, names: HOSTILE_NAMES };
  for (const [path, html] of sampleTexts(options)) {
    if (!path.endsWith(".html")) continue;
    const { document } = parseHTML(withoutTermLinks(html));
    strictEqual(document.querySelectorAll("a.term").length, 0, path);
    strictEqual(
      samplePages(options).get(path)!.body.textContent,
      document.body.textContent,
      path,
    );
  }
});

Deno.test("linkTerms() sets no link into a link, a heading or a name of a whole site", () => {
  for (
    const [path, page] of samplePages({
      layers: THREE_LAYERS,
      names: ["angle", "PC1", "sweep", "cosine"],
    })
  ) {
    strictEqual(
      page.querySelectorAll("a a, bdi a.term, :is(h1, h2, h3) a.term, table a.term").length,
      0,
      path,
    );
  }
});
