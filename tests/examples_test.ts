/**
 * Runs every example of the documentation, `ts` blocks of Markdown and of doc comments, in this process: `deno test --doc` starts a
 * worker for each, which took a twelfth of all tests. Their types are checked by `deno check --doc`.
 */

import { ok } from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import config from "../deno.json" with { type: "json" };
import { withFolder } from "./sources/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const PLACES = ["README.md", "CONTRIBUTING.md", "docs", "mod.ts", "src", "tests/bench"];

/** One example and where its text stands. */
interface Example {
  /** From the root of the project. */
  readonly file: string;
  /** Of its fences, counted from 1. */
  readonly lines: readonly [first: number, last: number];
  readonly code: string;
}

/** All files at or below a path that may hold examples. */
function filesAt(path: string): string[] {
  if (Deno.statSync(path).isFile) return /\.(ts|md)$/.test(path) ? [path] : [];
  return Array.from(Deno.readDirSync(path), ({ name }) => filesAt(join(path, name))).flat();
}

/** The blocks of one file that are to run; a line of a doc comment begins with an asterisk. */
function examplesIn(path: string): Example[] {
  const prefix = path.endsWith(".md") ? "" : String.raw`\s*\* ?`;
  const fence = new RegExp(`^${prefix}\`\`\`(.*)$`);
  const examples: Example[] = [];
  let open: { first: number; language: string; code: string[] } | null = null;
  for (const [ix, line] of Deno.readTextFileSync(path).split("\n").entries()) {
    const language = fence.exec(line)?.[1];
    if (language === undefined) open?.code.push(line.replace(new RegExp(`^${prefix}`), ""));
    else if (open === null) open = { first: ix + 1, language, code: [] };
    else {
      const { first, code } = open;
      const file = relative(ROOT, path);
      if (open.language === "ts") {
        examples.push({ file, lines: [first, ix + 1], code: code.join("\n") });
      }
      open = null;
    }
  }
  ok(open === null, `${path}: a block without an end`);
  return examples;
}

/** The code with imports that hold from anywhere: of this project, and of files beside the example's. */
function runnable({ file, code }: Example): string {
  const folder = pathToFileURL(join(ROOT, dirname(file), "/"));
  return code.replaceAll(/(\b(?:from|import)\s*\(?\s*)"([^"]+)"/g, (whole, before, specifier) => {
    if (specifier === config.name) return `${before}"${new URL("mod.ts", pathToFileURL(ROOT))}"`;
    return specifier.startsWith(".") ? `${before}"${new URL(specifier, folder)}"` : whole;
  });
}

const examples = PLACES.flatMap((path) => filesAt(join(ROOT, path))).flatMap(examplesIn);

for (const [ix, example] of examples.entries()) {
  const { file, lines: [first, last] } = example;
  Deno.test(`the example of ${file}, lines ${first} to ${last}, runs`, async () => {
    await withFolder({}, async (folder) => {
      const path = join(folder, `example_${ix}.ts`);
      await Deno.writeTextFile(path, runnable(example));
      await import(pathToFileURL(path).href);
    });
  });
}

Deno.test("the documentation has examples in every place that is said to have some", () => {
  for (const place of ["README.md", "src", "tests/bench"]) {
    ok(examples.some(({ file }) => file.startsWith(place)), place);
  }
});
