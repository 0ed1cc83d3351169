import { deepStrictEqual, ok } from "node:assert/strict";

const ROOT = new URL("../", import.meta.url);
const DOCUMENTS = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "docs/architecture.md",
  "docs/clusters.md",
  "docs/inputs.md",
  "docs/interruptions.md",
  "docs/models.md",
  "docs/vectors.md",
];
/** A path of this repository: what is named in capitals stands for any name, and what a run writes is not here. */
const IN_REPOSITORY =
  /^(?:src|tests|docs|kernels|templates|\.github|\.ci|sources|compute|measure|prepare|analyses|results|run|site|text|math)\//;

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(new URL(path, ROOT)).then(() => true, () => false);
}

/** Paths that a document names, as code or as a link, from the root or from `src`. */
function namedPaths(text: string): string[] {
  const code = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);
  const links = [...text.matchAll(/\]\((?!https?:)([\w./-]+)\)/g)].map(([, path]) => path!);
  return [...code.filter((path) => IN_REPOSITORY.test(path) && !/[A-Z]{3}/.test(path)), ...links];
}

for (const document of DOCUMENTS) {
  Deno.test(`${document} names files and folders that are there`, async () => {
    const missing: string[] = [];
    for (const path of namedPaths(await Deno.readTextFile(new URL(document, ROOT)))) {
      if (!await exists(path) && !await exists(`src/${path}`)) missing.push(path);
    }
    deepStrictEqual(missing, []);
  });
}

Deno.test("docs/architecture.md draws every folder of the source", async () => {
  const text = await Deno.readTextFile(new URL("docs/architecture.md", ROOT));
  const drawing = /```text\n(.*?)```/s.exec(text)![1]!;
  for await (const { name, isDirectory } of Deno.readDir(new URL("src/", ROOT))) {
    if (isDirectory) ok(new RegExp(`^(?:┌ |.*, )?${name}\\b`, "m").test(drawing), name);
  }
});
