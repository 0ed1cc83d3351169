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
  "docs/measurements.md",
  "docs/models.md",
  "docs/performance.md",
  "docs/reading.md",
  "docs/running.md",
  "docs/vectors.md",
];
/** A path of this repository: what is named in capitals stands for any name, and what a run writes is not here. */
const IN_REPOSITORY =
  /^(?:src|tests|docs|kernels|templates|\.github|\.ci|sources|compute|measure|prepare|analyses|results|run|site|text|math)\//;

async function exists(path: string, from: URL = ROOT): Promise<boolean> {
  return await Deno.stat(new URL(path, from)).then(() => true, () => false);
}

/** Paths that a document names as code, from the root or from `src`. */
function namedPaths(text: string): string[] {
  const code = [...text.matchAll(/`([\w./-]+)`/g)].map(([, path]) => path!);
  return code.filter((path) => IN_REPOSITORY.test(path) && !/[A-Z]{3}/.test(path));
}

/** Where a document's links lead, from the document, as whoever shows it takes them: a file, a heading in one or in itself. */
function links(text: string): { path: string; heading: string | undefined }[] {
  return [...text.matchAll(/\]\((?!https?:)([\w./-]*)(?:#([^)]*))?\)/g)]
    .map(([, path, heading]) => ({ path: path!, heading }));
}

/** The headings of a document as links call them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)]
    .map(([, words]) => words!.toLowerCase().replace(/[^\w\- ]/g, "").replaceAll(" ", "-"));
}

for (const document of DOCUMENTS) {
  Deno.test(`${document} names files, folders and headings that are there`, async () => {
    const missing: string[] = [];
    const place = new URL(document, ROOT);
    const text = await Deno.readTextFile(place);
    for (const path of namedPaths(text)) {
      if (!await exists(path) && !await exists(`src/${path}`)) missing.push(path);
    }
    for (const { path, heading } of links(text)) {
      const target = new URL(path, place); // an empty path is the document itself
      if (!await exists(path, place)) missing.push(path);
      else if (
        heading !== undefined && !headings(await Deno.readTextFile(target)).includes(heading)
      ) {
        missing.push(`${path}#${heading}`);
      }
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
