import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DOMParser } from "linkedom";
import { renderComparison } from "../../../src/site/write/comparison.ts";
import { keptUnits } from "../../../src/site/write/kept_units.ts";
import { renderSingleFile } from "../../../src/site/write/single_file/single_file.ts";
import { sampleResults, THREE_LAYERS } from "../sample_results.ts";
import { sampleTexts } from "../sample_site.ts";

/** Where text has a line of its own: heads of tables do not break, drawings neither, and names and code are others'. */
const OTHERS = "bdi, code, head, pre, script, style, svg, thead";

/** What stands before units at whose space a line could end, and how many units are kept. */
function unitsOf(html: string): { broken: string[]; nKept: number } {
  const document = new DOMParser().parseFromString(html, "text/html") as unknown as Document;
  for (const element of document.querySelectorAll(OTHERS)) element.remove();
  const text = document.documentElement.textContent!;
  return {
    broken: [...text.matchAll(/.{0,30}\b\d[\d.,]* (?:%|s\b|min\b|[kMGT]B\b).{0,10}/g)]
      .map(([found]) => found),
    nKept: [...text.matchAll(/\d\u00a0%/g)].length,
  };
}

Deno.test("keptUnits() keeps numbers with their units, and leaves names, tags, code and drawings as they are", () => {
  strictEqual(
    keptUnits("<p>5 % to 95 %, 12 min 5 s, 1.02 GB</p>"),
    "<p>5\u00a0% to 95\u00a0%, 12\u00a0min 5\u00a0s, 1.02\u00a0GB</p>",
  );
  for (
    const html of [
      '<a href="x?5 %" title="5 % > 4 %">x</a>',
      '<bdi class="name">5 %</bdi> and \u20685 %\u2069',
      "<svg><title>5 %</title><text>5 %</text></svg>",
      "<table><thead><tr><th>5 %</th></tr></thead></table>",
      "<pre>sleep 5 s</pre><code>5 %</code>",
      "layer 18 separates, PC1 s and x5 %",
    ]
  ) strictEqual(keptUnits(html), html);
});

Deno.test("no line of a page ends between a number and its unit", () => {
  const results = sampleResults({ layers: THREE_LAYERS, hasReproduction: true });
  const b = { ...results, options: { ...results.options, seed: 7 } };
  const pages = new Map([
    ...sampleTexts({ layers: THREE_LAYERS, hasReproduction: true }),
    ["comparison", renderComparison({ a: results, b }).get("index.html")!],
    ["single file", renderSingleFile(results)],
  ]);
  let nKept = 0;
  for (const [path, text] of pages) {
    if (!/\.html$|^[^.]*$/.test(path)) continue;
    const found = unitsOf(text);
    deepStrictEqual(found.broken, [], path);
    nKept += found.nKept;
  }
  ok(nKept > 100, `${nKept}`);
});
