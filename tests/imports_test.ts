import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** Files that a source file imports from within the project, types included. */
function importsOf(text: string, file: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g);
  return Array.from(found, ([, path]) => fileURLToPath(new URL(path!, new URL(`file://${file}`))));
}

/** The first way from a file back to itself; null where there is none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | null => {
    const start = path.indexOf(file);
    if (start !== -1) return [...path.slice(start), file];
    if (done.has(file)) return null;
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next, [...path, file]);
      if (circle !== null) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle !== null) return circle;
  }
  return null;
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await sourceFiles(`${folder}${name}/`));
    else if (name.endsWith(".ts")) files.push(`${folder}${name}`);
  }
  return files;
}

Deno.test("no source file imports itself by way of others", async () => {
  const files = await sourceFiles(SOURCE);
  const imports = new Map(
    await Promise.all(
      files.map(async (file) => [file, importsOf(await Deno.readTextFile(file), file)] as const),
    ),
  );
  const known = [...imports.values()].flat();
  equal(known.every((file) => imports.has(file)), true, "every import leads to a source file");
  deepEqual(findCircle(imports)?.map((file) => relative(SOURCE, file)) ?? null, null);
});

/** Folders in the order in which data flows: none imports from one that comes after it. */
const FLOW = ["sources", "compute", "measure", "analysis", "site", "cli"];

Deno.test("no folder of the source imports from one that comes after it in the flow of data", async () => {
  const folderOf = (file: string) => FLOW.indexOf(relative(SOURCE, file).split("/", 1)[0]!);
  const against: string[] = [];
  for (const file of await sourceFiles(SOURCE)) {
    if (folderOf(file) === -1) continue;
    for (const other of importsOf(await Deno.readTextFile(file), file)) {
      if (folderOf(other) > folderOf(file)) {
        against.push(`${relative(SOURCE, file)} imports ${relative(SOURCE, other)}`);
      }
    }
  }
  deepEqual(against, []);
});

Deno.test("findCircle() gives the way round, of types and of files further on too", () => {
  const imports = importsOf(
    `import type { A } from "./b.ts";\nexport { c } from "../c.ts";`,
    "/x/a.ts",
  );
  deepEqual(imports, ["/x/b.ts", "/c.ts"]);
  deepEqual(findCircle(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c", "b"]);
  equal(findCircle(new Map([["a", ["b", "c"]], ["b", ["c"]], ["c", []]])), null);
});
