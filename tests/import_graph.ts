/** Which source file imports which: what the tests of the order of imports work from. */

import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** Files that a source file imports from within the project: types, exports of others and dynamic imports included. */
export function importsOf(text: string, file: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.{1,2}\/[^"]+\.ts)"/g);
  return Array.from(found, ([, path]) => fileURLToPath(new URL(path!, new URL(`file://${file}`))));
}

/** By source file, what it imports; all by path from `src`. */
export async function readImports(): Promise<Map<string, string[]>> {
  const files = await sourceFiles(SOURCE);
  return new Map(
    await Promise.all(files.map(async (file) => {
      const others = importsOf(await Deno.readTextFile(file), file);
      return [relative(SOURCE, file), others.map((other) => relative(SOURCE, other))] as const;
    })),
  );
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) files.push(...await sourceFiles(`${folder}${name}/`));
    else if (name.endsWith(".ts")) files.push(`${folder}${name}`);
  }
  return files;
}

/** The first way from a file back to itself; null where there is none. */
export function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
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
