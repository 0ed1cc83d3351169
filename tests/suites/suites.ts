/** Which tests run in one process: they share what takes long to load or to make, a browser, kernels, sample sites and reports. */

const TESTS = new URL("../", import.meta.url);

/** Folders that the runner reads itself: these files, and the bench with its examples. */
const OTHERS: ReadonlySet<string> = new Set(["suites", "bench"]);

/** Folders of tests, from `tests/`. */
const NAMED = {
  browser: ["site/browser"],
  run: ["run", "demonstration", "analyses/reproduction/settle"],
  site: ["site", "analyses"],
  command: ["cli", "library"],
  compute: ["compute"],
} as const;

/** A name of {@link NAMED}, or `rest`: what none of them has. */
export type SuiteName = keyof typeof NAMED | "rest";

/** All of them. */
export const SUITES = [...Object.keys(NAMED), "rest"] as SuiteName[];

/** Registers the tests of a suite with the runner. A file belongs to the first suite that names a folder of it, so that none is in two. */
export async function registerTests(suite: SuiteName): Promise<void> {
  for (const file of await testsBelow(TESTS, "")) {
    if (suiteOf(file) === suite) await import(new URL(file, TESTS).href);
  }
}

function suiteOf(file: string): SuiteName {
  const names = Object.keys(NAMED) as (keyof typeof NAMED)[];
  return names.find((name) => NAMED[name].some((folder) => file.startsWith(`${folder}/`))) ??
    "rest";
}

async function testsBelow(folder: URL, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (OTHERS.has(name)) continue;
    if (isDirectory) {
      found.push(...await testsBelow(new URL(`${name}/`, folder), `${path}${name}/`));
    } else if (name.endsWith("_test.ts")) found.push(`${path}${name}`);
  }
  return found.sort();
}
