/** Reports in processes of their own, ended by a signal at a moment of their own, and what the next one makes of what they left. */

import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededUniforms } from "../../src/math/random.ts";
import type { Results } from "../../src/results.ts";
import { realPath } from "../real_data.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The trained pair, with baselines, on the CPU. */
export const PAIR = [
  ["--base", realPath("stories260k/base")],
  ["--instruct", realPath("stories260k/finetuned")],
  ["--vectors", realPath("stories260k/vectors")],
  ["--device", "cpu"],
  ["--random", "8"],
].flat();
/** How runs are ended, in turn. */
const SIGNALS = ["SIGKILL", "SIGTERM", "SIGINT"] as const;
/** Of a run that was told to end. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 };
/** What is beside the site while a run is at it. */
const WORK = ".site.deltascope";

/** How far a run had come when it was ended. */
export type Moment =
  | "before the first layer"
  | "among layers"
  | "after the layers"
  | "in the exchange";

/** One run that was ended. */
export interface Ended {
  readonly signal: typeof SIGNALS[number];
  readonly moment: Moment;
  /** Which site was there afterwards; neither is whole only while its files are being exchanged, which the next run ends first. */
  readonly site: "old" | "new" | "exchanging";
}

/** A report below `folder`, with records and a site of its own. */
export function startReport(
  folder: string,
  options: readonly string[] = PAIR,
): Deno.ChildProcess {
  const places = ["--records", `${folder}/records`, "--out", `${folder}/site`];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-A", "src/cli.ts", "report", ...options, ...places],
    cwd: ROOT,
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/**
 * Ends `n` runs, each over an earlier site of one layer and at a random moment, and runs the same again.
 *
 * @throws {AssertionError} if a site is not whole, a file of the owner's is gone, something is left beside the site, or the results of
 * the run after are not those of a run that nobody ended.
 */
export async function endRuns({ n, seed }: { n: number; seed: number }): Promise<Ended[]> {
  const next = seededUniforms(`${seed} interrupted`);
  const ended: Ended[] = [];
  await withFolder({}, async (scratch) => {
    await finished(scratch, [...PAIR, "--layers", "0"]);
    const earlier = await readFiles(`${scratch}/site`);
    await Deno.remove(`${scratch}/records`, { recursive: true });
    const started = performance.now();
    await finished(scratch);
    const longest = performance.now() - started;
    const expected = await readFiles(`${scratch}/site`);
    for (let trial = 0; ended.length < n; trial++) {
      ok(trial < 10 * n, "most came to their end before they could be ended");
      const files = Object.fromEntries(
        earlier.entries().map(([path, bytes]) => [`site/${path}`, bytes]),
      );
      await withFolder({ ...files, "site/CNAME": "example.org" }, async (folder) => {
        const signal = SIGNALS[trial % SIGNALS.length]!;
        const child = startReport(folder);
        const stderr = new Response(child.stderr).text();
        await new Promise((resume) => setTimeout(resume, longest * (0.5 + next() / 2)));
        try {
          child.kill(signal);
        } catch {
          // It came to its end before.
        }
        const status = await child.status;
        const words = await stderr;
        if (status.success) return; // another moment
        if (signal !== "SIGKILL" && status.signal === null) {
          equal(status.code, EXIT_CODES[signal], words);
          ok(words.endsWith("\ndeltascope: interrupted\n"), words);
        }
        const moment = await momentOf(folder);
        const site = await siteOf(folder, { earlier, expected });
        ok(site !== "exchanging" || moment === "in the exchange", `${moment}: no whole site`);
        await finished(folder);
        const after = await readFiles(`${folder}/site`);
        equal(new TextDecoder().decode(after.get("CNAME")), "example.org");
        after.delete("CNAME");
        isWhole(after);
        deepEqual(measuredOf(after), measuredOf(expected));
        deepEqual(await namesIn(folder), ["records", "site"]);
        ended.push({ signal, moment, site });
      });
    }
  });
  return ended;
}

/** Runs to the end. */
async function finished(folder: string, options?: readonly string[]): Promise<void> {
  const { success, stderr } = await startReport(folder, options).output();
  equal(success, true, new TextDecoder().decode(stderr));
}

async function momentOf(folder: string): Promise<Moment> {
  const files = await readFiles(folder);
  const paths = [...files.keys()];
  if (paths.some((path) => path.startsWith(WORK) && path.endsWith("exchange.json"))) {
    return "in the exchange";
  }
  const nLayers = paths.filter((path) => /^records\/.*\/layer-\d+\.json$/.test(path)).length;
  return nLayers === 0
    ? "before the first layer"
    : nLayers < 5
    ? "among layers"
    : "after the layers";
}

/** Which site lies there, every file of it as it was written. */
async function siteOf(
  folder: string,
  { earlier, expected }: Record<"earlier" | "expected", ReadonlyMap<string, Uint8Array>>,
): Promise<Ended["site"]> {
  const found = await readFiles(`${folder}/site`);
  found.delete("CNAME");
  if (areEqual(found, earlier)) return "old";
  try {
    isWhole(found);
    deepEqual(measuredOf(found), measuredOf(expected));
    return "new";
  } catch {
    return "exchanging";
  }
}

function areEqual(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): boolean {
  return a.size === b.size &&
    a.entries().every(([path, bytes]) => digestOf(bytes) === digestOf(b.get(path)));
}

/** That every file which the manifest names is there as it says. */
function isWhole(site: ReadonlyMap<string, Uint8Array>): void {
  const { files } = JSON.parse(new TextDecoder().decode(site.get("data/manifest.json")));
  ok(files.length > 20);
  for (const { path, sha256 } of files) equal(digestOf(site.get(path)), sha256, path);
}

/** All that does not tell when and how fast a run was. */
function measuredOf(site: ReadonlyMap<string, Uint8Array>): unknown[] {
  const { run: _, ...results }: Results = JSON.parse(
    new TextDecoder().decode(site.get("data/results.json")),
  );
  const data = [...site].filter(([path]) => /^data\/.*\.(?:csv|safetensors)$/.test(path));
  return [results, [...site.keys()].sort(), data.map(([path, bytes]) => [path, digestOf(bytes)])];
}

function digestOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? "" : createHash("sha256").update(bytes).digest("hex");
}

async function namesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(join(folder)), ({ name }) => name)).sort();
}
