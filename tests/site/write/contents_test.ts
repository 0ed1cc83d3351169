import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { withContents } from "../../../src/site/write/contents.ts";
import { samplePages, textOf } from "../html.ts";
import { HOSTILE_NAMES, THREE_LAYERS } from "../sample_results.ts";

const page = (main: string) => `<header><h2 id="x">X</h2></header><main id="main">${main}</main>`;

Deno.test("withContents() lists no section of a page that has fewer than three", () => {
  const two = page('<h2 id="a">A</h2><h2 id="b">B</h2><h2>no id</h2><h3 id="c">C</h3>');
  strictEqual(withContents(two), two);
  strictEqual(withContents("<p>no main part</p>"), "<p>no main part</p>");
});

Deno.test("withContents() keeps names and leaves out numbers, links and attributes", () => {
  const html = withContents(page([
    '<h2 id="a" class="unseen"><!--figure-number-->A &lt;b&gt;</h2>',
    '<h2 id="b">Of <bdi class="name">x</bdi> at <a href="y>z">layer 1</a></h2>',
    '<h2 id="c"><code>c</code></h2>',
  ].join("\n")));
  deepStrictEqual([...html.matchAll(/<li>(.*)<\/li>/g)].map(([, item]) => item), [
    '<a href="#a">A &lt;b&gt;</a>',
    '<a href="#b">Of <bdi class="name">x</bdi> at layer 1</a>',
    '<a href="#c">c</a>',
  ]);
});

Deno.test("withContents() lists every section of every page of a site, in its order", () => {
  for (const [path, document] of samplePages({ layers: THREE_LAYERS, names: HOSTILE_NAMES })) {
    const headings = [...document.querySelectorAll("main h2")];
    const links = [...document.querySelectorAll(".contents a")];
    if (headings.length < 3) continue;
    deepStrictEqual(
      links.map((link) => [link.getAttribute("href"), textOf(link)]),
      headings.map((heading) => [
        `#${heading.id}`,
        textOf(heading).replace(/^Figure \d+\. /, ""),
      ]),
      path,
    );
    strictEqual(document.querySelectorAll(".contents :is(img, script, a a)").length, 0, path);
  }
});
