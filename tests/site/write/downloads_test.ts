import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
// @ts-types="../../../types/csv_parse.d.ts"
import { parse } from "@std/csv/parse";
import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
import { figureTitle, samplePages, siteTexts } from "../html.ts";
import { HOSTILE_NAMES, sampleResults, THREE_LAYERS } from "../sample_results.ts";
import { sampleTexts } from "../sample_site.ts";

const layers = THREE_LAYERS;
const strictXml = new DOMParser({ onError: onErrorStopParsing });

Deno.test("withDownloads() gives every figure of every page an SVG that stands alone", () => {
  const files = sampleTexts({ layers, names: HOSTILE_NAMES });
  for (const [path, page] of samplePages({ layers, names: HOSTILE_NAMES })) {
    for (const figure of page.querySelectorAll("section.figure")) {
      const id = figure.getAttribute("aria-labelledby")!;
      const name = `figures/${path.replace(".html", "").replaceAll("/", "-")}-${id}`;
      const svg = files.get(`${name}.svg`);
      ok(svg !== undefined, name);
      ok(!/var\(|<script|<img|\u202e/.test(svg), name);
      match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/, name);
      const document = strictXml.parseFromString(svg, "image/svg+xml");
      strictEqual(
        document.getElementsByTagName("title")[0]?.textContent,
        figureTitle(figure),
      );
      strictEqual(files.has(`${name}.csv`), figure.querySelector("details table") !== null, name);
    }
  }
});

Deno.test("withDownloads() writes the numbers behind a chart exactly", () => {
  const results = sampleResults({ layers });
  const lines = siteTexts(results).get("figures/layers-layer-18-move.csv")!.trimEnd().split("\n");
  const rows = results.mlp.filter((row) => row.layer === 18);
  deepStrictEqual(
    lines.slice(0, 1 + rows.length),
    ["input,|d|", ...rows.map((row) => `${row.input_vector},${row.delta_norm}`)],
  );
});

Deno.test("withDownloads() and the data of a run name every column of a table once", () => {
  for (const [path, text] of sampleTexts({ layers, names: HOSTILE_NAMES })) {
    if (!path.endsWith(".csv")) continue;
    const [header = []] = parse(text);
    deepStrictEqual(header.filter((name, i) => header.indexOf(name) < i), [], path);
  }
});

Deno.test("withDownloads() writes no cell that a spreadsheet takes for a formula, and leaves -PC1", () => {
  const files = sampleTexts({ layers, names: HOSTILE_NAMES });
  const tables = [...files].filter(([path]) => /^figures\/.*\.csv$/.test(path));
  ok(tables.length > 0);
  for (const [path, text] of tables) {
    for (const line of text.split("\n").slice(1)) {
      ok(!/(^|,)"?[=+@\t\r]/.test(line), `${path}: ${line}`);
    }
  }
  const all = tables.map(([, text]) => text).join("\n");
  ok(all.includes("'=cmd()"));
  ok(/^-PC1,/m.test(all));
});

Deno.test("withDownloads() breaks titles into lines that a figure has room for, with every word", () => {
  const files = sampleTexts({ layers });
  let nBroken = 0;
  for (const [path, svg] of files) {
    if (!/^figures\/.*\.svg$/.test(path)) continue;
    const document = strictXml.parseFromString(svg, "image/svg+xml");
    const width = Number(document.documentElement!.getAttribute("width"));
    const lines = [...document.getElementsByTagName("text")]
      .filter((it) => it.getAttribute("font-size") === "16").map((it) => it.textContent!);
    strictEqual(lines.join(" "), document.getElementsByTagName("title")[0]!.textContent, path);
    // A bold sans-serif takes about nine pixels of sixteen a character.
    for (const line of lines) ok(9 * line.length <= width - 32, `${path}: ${line}`);
    if (lines.length > 1) nBroken++;
  }
  ok(nBroken > 5, String(nBroken));
});

Deno.test("withDownloads() says synthetic on every figure of a synthetic run, and on no other", () => {
  for (const isSynthetic of [true, false]) {
    for (const [path, svg] of sampleTexts({ layers: [18], isSynthetic })) {
      if (!/^figures\/.*\.svg$/.test(path)) continue;
      strictEqual(/<text [^>]*>Synthetic demonstration\.<\/text>/.test(svg), isSynthetic, path);
      strictEqual(/<desc>Synthetic demonstration\. /.test(svg), isSynthetic, path);
    }
  }
});
