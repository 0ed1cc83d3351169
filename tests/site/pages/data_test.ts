import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { dataFiles } from "../../../src/site/pages/data_files.ts";
import { dataPage } from "../../../src/site/pages/data.ts";
import { resultKeys } from "../../../src/site/pages/result_keys.ts";
import { samplePages, textOf } from "../html.ts";
import { sampleResults, THREE_LAYERS } from "../sample_results.ts";

/** What the folded list of a file's section tells. */
function parts(section: Element): string[][] {
  return [...section.querySelectorAll("details dl.columns > div")]
    .map((part) => [...part.querySelectorAll("dt, dd")].map(textOf));
}

Deno.test("dataPage() folds away every column of every file, in its order, with what it holds", () => {
  const page = samplePages({ layers: THREE_LAYERS }).get("data.html")!;
  const sections = new Map(
    [...page.querySelectorAll("section.file")].map((it) => [textOf(it.querySelector("h2")), it]),
  );
  const files = dataFiles(sampleResults({ layers: THREE_LAYERS }));
  ok(files.length > 5);
  for (const { path, columns } of files) {
    const section = sections.get(path)!;
    deepStrictEqual(parts(section).map(([name]) => name), Object.keys(columns), path);
    ok(parts(section).every(([, meaning]) => /^\S.*\.$/.test(meaning!)), path);
    const { length } = Object.keys(columns);
    strictEqual(
      textOf(section.querySelector("summary")),
      `Its ${length} columns, and what they hold`,
    );
  }
});

Deno.test("dataPage() tells what each part of results.json holds", () => {
  const results = sampleResults({ layers: THREE_LAYERS });
  const section = samplePages({ layers: THREE_LAYERS }).get("data.html")!
    .querySelector("section[aria-labelledby=data-results-json]")!;
  deepStrictEqual(parts(section).map(([name]) => name), Object.keys(results));
  const untold = resultKeys(results).filter(({ meaning }) =>
    meaning.startsWith("What the analysis")
  );
  deepStrictEqual(untold, []);
});

Deno.test("dataPage() tells tensors of one kind in one line, with type and shape", () => {
  const tensor = (name: string) => ({
    name,
    dtype: "F32" as const,
    shape: [2],
    chunks: [new Uint8Array(8)],
  });
  const names = ["x.PC1", "x.-PC1", "shapley.up.PC1", "shapley.down.PC1", "common_mode"];
  const bytes = safetensorsBytes(names.map(tensor), { metadata: {} });
  const { content } = dataPage(
    sampleResults({ layers: THREE_LAYERS }),
    new Map([["data/vectors-layer-18.safetensors", bytes]]),
  ) as unknown as { content: { files: { path: string; parts: object[] }[] } };
  const carried = "Part of the difference that this tensor of the MLP carries (Shapley value).";
  deepStrictEqual(content.files.find(({ path }) => path.endsWith(".safetensors"))?.parts, [
    { name: "x.PC1 to x.-PC1", meaning: "The input. F32 [2], 2 of them" },
    { name: "shapley.up.PC1", meaning: `${carried} F32 [2]` },
    { name: "shapley.down.PC1", meaning: `${carried} F32 [2]` },
    {
      name: "common_mode",
      meaning: "Mean direction of all role and trait vectors, of length 1. F32 [2]",
    },
  ]);
});
