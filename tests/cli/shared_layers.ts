/** A made-up pair of five layers, and reports on it in processes of their own that share a folder of records. */

import { join } from "node:path";
import { makePair } from "../bench/checkpoint.ts";
import { denoFolder } from "../environment.ts";
import { REPORT_RUN } from "../report_permissions.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import type { Results } from "../../src/results.ts";

export const N_LAYERS = 5;
/** Layers that are decomposed. */
export const FOCUS = [1, 4];
const [C, F] = [64, 96];
/** Bytes of one layer, base F32 and instruct BF16: gate, up, down and two norms. */
export const LAYER_BYTES = (3 * C * F + 2 * C) * (4 + 2);
/** Bytes that the neurons of a decomposed layer read: down of the base once more, that of the instruct model twice. */
export const DOWN_BYTES = C * F * (4 + 2 * 2);

/** What {@link withSharedLayers} hands on. */
export interface SharedLayers {
  at(path: string): string;
  /** Everything after `report` but places of records and site. */
  readonly options: readonly string[];
  /** A report in a process of its own, with the permissions of the task. */
  report(...options: readonly string[]): Promise<Ended>;
}

/** How a process ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes the pair, hands it on and removes it. */
export async function withSharedLayers(
  use: (shared: SharedLayers) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    const shape = { hiddenSize: C, intermediateSize: F, nLayers: N_LAYERS };
    const pair = await makePair(folder, { ...shape, nRoles: 8 });
    const options = [
      ...Object.entries(pair).flatMap(([name, path]) => [`--${name}`, path]),
      ...`--layers all --focus ${FOCUS} --device cpu --random 4 --resamples 2 --sweep off`.split(
        " ",
      ),
    ];
    await use({
      at: (path) => join(folder, path),
      options,
      report: (...more) => reportIn(folder, [...options, ...more]),
    });
  });
}

async function reportIn(folder: string, options: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...REPORT_RUN,
      ...["src/cli.ts", "report", ...options],
    ],
    cwd: new URL("../../", import.meta.url),
    env: { DENO_DIR: denoFolder(), XDG_CACHE_HOME: join(folder, "cache"), INIT_CWD: folder },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** What a share says it did: the layers that it computed, and how many were there. */
export function partOf(stdout: string): { computed: number[]; nFound: number } {
  const [, ranges = "", found] =
    /^Part \d+\/\d+ computed \d+ layers?(?: \(([\d,-]+)\))?, and (\d+) w(?:as|ere) there; .*\n$/
      .exec(stdout) ?? [];
  if (found === undefined) throw new Error(`no closing line: ${stdout}`);
  return {
    computed: ranges === "" ? [] : ranges.split(",").flatMap((range) => {
      const [first = NaN, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    }),
    nFound: Number(found),
  };
}

/** The results of a site, what tells of the run apart. */
export async function resultsOf(
  site: string,
): Promise<{ run: Results["run"]; rest: Omit<Results, "run"> }> {
  const { run, ...rest }: Results = JSON.parse(
    await Deno.readTextFile(join(site, "data/results.json")),
  );
  return { run, rest };
}

/** Every file of a site's data but the results and the list of all files, whose hashes are those of pages too. */
export async function dataOf(site: string): Promise<Map<string, Uint8Array>> {
  const files = await readFiles(join(site, "data"));
  files.delete("results.json");
  files.delete("manifest.json");
  return files;
}
