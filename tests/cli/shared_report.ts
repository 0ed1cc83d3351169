/** Reports that several tests of a process read: each is run once, and removed after the last test. */

import assert from "node:assert/strict";
import type { Results } from "../../src/results.ts";
import { type Outcome, runMain } from "./run_main.ts";

/** A report that was written. */
export interface Report {
  readonly results: Results;
  /** Its folder; tests read it and change nothing. */
  readonly site: string;
}

const runs = new Map<string, Promise<Outcome>>();
const folders = new Map<string, string>();
Deno.test.afterAll(async () => {
  for (const folder of folders.values()) await Deno.remove(folder, { recursive: true });
});

/** The report of these arguments; every test that asks for it fails where the run did. */
export async function sharedReport(args: readonly string[]): Promise<Report> {
  const key = args.join("\n");
  const folder = folders.get(key) ?? await Deno.makeTempDir({ prefix: "deltascope-test-" });
  folders.set(key, folder);
  const site = `${folder}/site`;
  const run = runs.get(key) ?? runMain("report", ...args, "--out", site);
  runs.set(key, run);
  const { code, stderr } = await run;
  assert.equal(code, 0, stderr);
  return { results: JSON.parse(await Deno.readTextFile(`${site}/data/results.json`)), site };
}
