/**
 * `deno task site`: the site again from a `results.json`, without weights or a GPU.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import { UsageError } from "../usage_error.ts";
import { checkResults, type Results } from "../results.ts";
import { readArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

/** Renders `--from FILE` into `--out DIR`, with the directions that lie beside the file. */
export async function runSite(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values } = readArguments(args, { values: ["from", "out"], flags: [] });
  const [from, out] = [values.get("from"), values.get("out")];
  if (from === undefined || out === undefined) {
    throw new UsageError("Cannot render: expected --from results.json and --out DIR");
  }
  const { prepareOutFolder, writeSite } = await import("../site/output_folder.ts");
  await prepareOutFolder(out);
  const results = checkResults(parseJson(from, await readText(from)));
  const { renderSite } = await import("../site/render_site.ts");
  await writeSite(renderSite(results, await readAttachments(from, results)), out);
  terminal.print(`Wrote ${join(out, "index.html")}`);
}

/** The binary files of a site that lie beside its `results.json`, by their path in the site. */
async function readAttachments(
  from: string,
  { decompositions }: Results,
): Promise<Map<string, Uint8Array>> {
  const { PATHS, vectorsPath } = await import("../site/paths.ts");
  const wanted = [PATHS.directions, ...Object.keys(decompositions).map(Number).map(vectorsPath)];
  const found = await Promise.all(wanted.map(async (path) => {
    const bytes = await readBeside(join(dirname(from), basename(path)));
    return bytes === null ? [] : [[path, bytes] as const];
  }));
  return new Map(found.flat());
}

/** A file beside the results; null where there is none, as earlier runs wrote fewer. */
async function readBeside(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw new Error(`Cannot read ${path}: ${String(cause)}; it lies beside the given results`, {
      cause,
    });
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    const isFolder = cause instanceof Deno.errors.IsADirectory;
    const why = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : isFolder
      ? "it is a folder"
      : String(cause);
    throw new Error(`Cannot read ${path}: ${why}; give the data/results.json of a report`, {
      cause,
    });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`Cannot read ${path}: expected JSON, got text that does not parse`, { cause });
  }
}
