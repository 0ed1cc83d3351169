/** Loads source files where others are not there: what a program reads before its first line, whichever way it is imported. */

import { fileURLToPath } from "node:url";
import importMap from "./import_map.json" with { type: "json" };

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
  const folder = await Deno.makeTempDir();
  try {
    const [map, main] = [`${folder}/import_map.json`, `${folder}/main.js`];
    const gone = absent.map((name) => [
      name in importMap.imports ? name : new URL(name, SOURCE).href,
      `file:///absent/${name}`,
    ]);
    await Deno.writeTextFile(
      map,
      JSON.stringify({ imports: { ...importMap.imports, ...Object.fromEntries(gone) } }),
    );
    const urls = files.map((file) => new URL(file, SOURCE).href);
    await Deno.writeTextFile(main, urls.map((url) => `import ${JSON.stringify(url)};\n`).join(""));
    const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
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
        main,
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    return success ? null : new TextDecoder().decode(stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
