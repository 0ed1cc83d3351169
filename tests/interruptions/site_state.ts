/** Whether a folder holds one site whole, and which. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { readAttachments, readResults } from "../../src/cli/results_file.ts";
import type { RunInfo } from "../../src/results.ts";
import { MANIFEST_PATH, manifestText } from "../../src/site/write/output/manifest.ts";
import { renderSite } from "../../src/site/write/render_site.ts";
import { readFiles } from "../sources/temporary_folder.ts";

/** SHA-256 of each file by its path. */
export type Digests = ReadonlyMap<string, string>;

/** What is wrong with a site that ought to be there whole: files that its manifest names and that are missing or other, and files that it does not name. */
export async function faultsOf(site: string, owners: readonly string[]): Promise<string[]> {
  const digests = digestsOf(await readFiles(site));
  const manifest = await Deno.readTextFile(join(site, MANIFEST_PATH)).catch(() => null);
  if (manifest === null) return ["it has no manifest"];
  const { files }: { files: { path: string; sha256: string }[] } = JSON.parse(manifest);
  const named = new Set([MANIFEST_PATH, ...owners, ...files.map(({ path }) => path)]);
  return [
    ...files.flatMap(({ path, sha256 }) =>
      digests.get(path) === sha256
        ? []
        : [digests.has(path) ? `${path} is of another` : `${path} is missing`]
    ),
    ...[...digests.keys()].filter((path) => !named.has(path)).map((path) => `${path} is nobody's`),
  ];
}

/** The digests of a folder's files. */
export async function filesOf(folder: string): Promise<Digests> {
  return digestsOf(await readFiles(folder));
}

/**
 * The site that the results in a site give under another `run`, beside its own bytes: equal for two sites that differ in nothing but
 * when they were made and from what.
 */
export async function underRun(site: string, run: RunInfo): Promise<Digests> {
  const from = join(site, "data", "results.json");
  const results = await readResults(from);
  const files = renderSite({ ...results, run }, await readAttachments(from, results));
  return digestsOf(new Map([[MANIFEST_PATH, manifestText(files)], ...files]));
}

/** What `run` says in a site. */
export async function runOf(site: string): Promise<RunInfo> {
  return (await readResults(join(site, "data", "results.json"))).run;
}

function digestsOf(files: ReadonlyMap<string, string | Uint8Array>): Digests {
  return new Map(
    [...files].map(([path, content]): [string, string] => [
      path,
      createHash("sha256").update(content).digest("hex"),
    ]).sort(([a], [b]) => a < b ? -1 : 1),
  );
}
