/** Loads and runs source files where others are not there: what a program reads before its first line, whichever way it is imported. */

import { fileURLToPath } from "node:url";
import importMap from "./import_map.json" with { type: "json" };
import { withFolder } from "./sources/temporary_folder.ts";

const SOURCE = new URL("../src/", import.meta.url);

/**
 * Loads `files` in a process of its own that cannot find `absent`: files, and folders with a slash behind, by path from
 * `src`, and packages by the names that imports have for them.
 *
 * @returns Null if all of them were loaded, else what is said of the first import that failed.
 */
export async function loadWithout(
  files: readonly string[],
  absent: readonly string[],
): Promise<string | null> {
  return await withFolder({}, async (folder) => {
    const [map, main] = [`${folder}/import_map.json`, `${folder}/main.js`];
    await Deno.writeTextFile(map, importMapWithout(absent));
    const urls = files.map((file) => new URL(file, SOURCE).href);
    await Deno.writeTextFile(main, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(""));
    const { success, stderr } = await runWithMap(map, [main]);
    return success ? null : stderr;
  });
}

/**
 * Runs the command in a process of its own that cannot find `absent`, as {@link loadWithout} has them.
 *
 * @returns Its exit code, and what it says to standard error.
 */
export async function commandWithout(
  args: readonly string[],
  absent: readonly string[],
): Promise<{ code: number; stderr: string }> {
  return await withFolder({}, async (folder) => {
    const map = `${folder}/import_map.json`;
    await Deno.writeTextFile(map, importMapWithout(absent));
    return await runWithMap(map, [at("../src/cli.ts"), ...args]);
  });
}

/** The packages of tests, and what is absent at a place where nothing is. */
function importMapWithout(absent: readonly string[]): string {
  const gone = absent.map((name) => [
    name in importMap.imports ? name : new URL(name, SOURCE).href,
    `file:///absent/${name}`,
  ]);
  return JSON.stringify({ imports: { ...importMap.imports, ...Object.fromEntries(gone) } });
}

/** Runs a file with its arguments. */
async function runWithMap(
  map: string,
  program: readonly string[],
): Promise<{ success: boolean; code: number; stderr: string }> {
  const { success, code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-check",
      "--frozen",
      `--import-map=${map}`,
      `--config=${at("../deno.json")}`,
      `--lock=${at("deno.lock")}`,
      "-A",
      ...program,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  return { success, code, stderr: new TextDecoder().decode(stderr) };
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
