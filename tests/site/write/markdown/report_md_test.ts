import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { markdownText } from "../../../../src/site/write/markdown/markdown.ts";
import { renderSite } from "../../../../src/site/write/render_site.ts";
import { HOSTILE_NAMES, sampleResults, THREE_LAYERS } from "../../sample_results.ts";
import { sampleFiles, sampleTexts } from "../../sample_site.ts";

const layers = THREE_LAYERS;
const HOSTILE = { layers, names: HOSTILE_NAMES };

/** Cells of the rows of each table, split as GitHub does: at every pipe without a backslash before it. */
function tables(markdown: string): string[][][] {
  return markdown.split(/\n(?!\|)/).map((block) =>
    block.split("\n").filter((line) => line.startsWith("|"))
      .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()))
  ).filter((rows) => rows.length > 1);
}

/** Targets of links and images. */
function targets(markdown: string): string[] {
  return [...markdown.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, path]) => path!);
}

Deno.test("report.md has the claim, the findings and the main numbers of the run", () => {
  const results = sampleResults({ layers });
  const text = sampleTexts({ layers }).get("report.md")!;
  const [verdict] = results.findings;
  strictEqual(verdict!.topic, "verdict");
  ok(text.includes(`\n## Claim\n\n**${markdownText(verdict!.text)}**\n`));
  for (const { layer, text: finding } of results.findings) {
    const isTold = layer === null || String(layer) in results.decompositions;
    strictEqual(text.includes(markdownText(finding)), isTold, finding);
  }
  const [mlp, ...decompositions] = tables(text);
  deepStrictEqual(
    mlp!.slice(2).map((cells) => cells.slice(0, 2)),
    results.mlp.map(({ layer, input_vector }) => [String(layer), input_vector]),
  );
  const expected = Object.values(results.decompositions).flatMap((all) => {
    const rows = all.filter(({ input_vector }) => input_vector === "PC1");
    return [rows.slice(0, 15), rows.slice(-15)];
  });
  deepStrictEqual(
    decompositions.map((rows) => rows.slice(2).map(([name, kind]) => `${name} ${kind}`)),
    expected.map((rows) => rows.map(({ name, kind }) => `${markdownText(name)} ${kind}`)),
  );
});

Deno.test("report.md and llms.txt open with the claim, where one was told", () => {
  const results = sampleResults({ layers });
  const claim = "Layer 18 rotates PC1 by 22 degrees.";
  results.findings.push({ topic: "verdict-claim", layer: null, text: claim, layers: [18] });
  const files = renderSite(results);
  const sentence = markdownText(results.findings[0]!.text);
  ok((files.get("report.md") as string).includes(`## Claim\n\n**${claim}**\n\n${sentence}\n`));
  match(files.get("llms.txt") as string, /^> .* Layer 18 rotates PC1 by 22 degrees\.$/m);
});

Deno.test("report.md follows the results", () => {
  const before = sampleResults({ layers });
  const after = structuredClone(before);
  const row = after.mlp.find(({ layer, input_vector }) => layer === 18 && input_vector === "PC1")!;
  row.delta_norm = 54321;
  after.findings[0]!.text = "Told anew: 12.5 degrees.";
  after.decompositions["18"]![0]!.name = "somebody_else";
  const text = renderSite(after).get("report.md") as string;
  match(text, /^\| 18 \| PC1 \| 54321 \|/m);
  match(text, /^\*\*Told anew: 12\.5 degrees\.\*\*$/m);
  match(text, /^\| somebody_else \| /m);
  ok(!/54321|Told anew|somebody_else/.test(sampleTexts({ layers }).get("report.md")!));
});

Deno.test("report.md and llms.txt link to files of the site alone", () => {
  const files = sampleFiles(HOSTILE);
  for (const path of ["report.md", "llms.txt"]) {
    const links = targets(files.get(path) as string);
    ok(links.length > 5, path);
    deepStrictEqual(links.filter((target) => !files.has(target)), [], path);
  }
  const figures = targets(files.get("report.md") as string).filter((it) => it.endsWith(".svg"));
  const overview = [...files.keys()].filter((it) => /^figures\/index-.*\.svg$/.test(it));
  deepStrictEqual(overview.filter((it) => !figures.includes(it)), []);
});

Deno.test("report.md and llms.txt take no hostile name for anything but text", () => {
  const files = sampleTexts(HOSTILE);
  for (const path of ["report.md", "llms.txt"]) {
    const text = files.get(path)!;
    // The quotation of the synthetic note and of the summary alone.
    ok(!/<|^(?!> ).*>/m.test(text), path);
    for (const danger of ["\u202e", "\u0000", "\u0007"]) ok(!text.includes(danger), path);
  }
  const text = files.get("report.md")!;
  ok(text.includes(markdownText(HOSTILE_NAMES[1])));
  for (const rows of tables(text)) {
    for (const cells of rows) strictEqual(cells.length, rows[0]!.length, cells.join());
  }
});

Deno.test("markdownText() leaves nothing that begins a list, a link or a formula", () => {
  for (
    const [text, escaped] of [
      ["- a", "\\- a"],
      ["1. a", "1\\. a"],
      ["## a", "\\## a"],
      ["---", "\\---"],
      ["-PC1 at 1.5 #3", "-PC1 at 1.5 #3"],
      ["![x](y) https://a.b www.a.b", "!\\[x\\](y) https\\://a.b www\\.a.b"],
      ["`a` \\ $x$ ~~b~~", "\\`a\\` \\\\ \\$x\\$ \\~\\~b\\~\\~"],
      ["a & &lt;", "a &amp; &amp;lt;"],
      ["two\nlines", "two lines"],
    ] as const
  ) strictEqual(markdownText(text), escaped);
});

Deno.test("report.md and llms.txt say synthetic of a synthetic run alone", () => {
  for (const path of ["report.md", "llms.txt"]) {
    match(
      sampleTexts({ layers, isSynthetic: true }).get(path)!,
      /^> (\*\*)?Synthetic demonstration\./m,
    );
    ok(!/synthetic/i.test(sampleTexts({ layers, isSynthetic: false }).get(path)!), path);
  }
});

Deno.test("report.md of every shape of results tells no number that is none", () => {
  for (
    const options of [
      { layers: [18] },
      { layers, isSelf: true },
      { layers, hasBaseline: false },
      { layers, hasEvidence: false },
      { layers, hasReproduction: true },
    ]
  ) {
    const text = sampleTexts(options).get("report.md")!;
    ok(!/\b(NaN|Infinity|undefined|null)\b/.test(text), JSON.stringify(options));
    match(text, /\n## Command\n\n.+\n\n {4}deltascope report --base path\/to\/gemma-2-27b /);
  }
});

Deno.test("llms.txt has the form of its kind: a title, a quotation, lists of links", () => {
  const text = sampleTexts({ layers }).get("llms.txt")!;
  match(
    text,
    /^# .+\n\n> .+\n\n## Report\n\n- \[report\.md\]\(report\.md\): .+\n- \[data\/results\.json\]\(data\/results\.json\): /,
  );
  match(text, /--single-file report\.html/);
  strictEqual(text.match(/^# /gm)!.length, 1);
});
