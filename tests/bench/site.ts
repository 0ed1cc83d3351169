/**
 * `deno task bench --site`: how large a site of a whole model is, how long it takes to build, and how soon its pages answer.
 *
 * The results are made up: the sample of the tests at 46 layers and 515 role and trait vectors.
 *
 * @module
 */

import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Results, RolesByLayer } from "../../src/results.ts";
import { withSettledDigits } from "../../src/run/settled_digits.ts";
import { launchChromium } from "../site/browser/browser.ts";
import { sampleResults } from "../site/sample_results.ts";
import { runProcess } from "./run_process.ts";
import { say } from "../say.ts";

const N_LAYERS = 46, N_ROLES = 275, N_TRAITS = 240;
/** Neurons listed of a layer: 200 of each variant, most of them the same. */
const N_NEURONS = 300;
const SLOW_DOWN = 4;
/** Tensors to take away, which no page waits for; most are as large as the model is wide. */
export const TO_TAKE_AWAY = /^data[\\/].*\.safetensors$/;

/** As many items of a kind as a whole model has, the known ones over and over with a number behind their name. */
function atScale<T extends { kind: "role" | "trait"; name: string }>(rows: readonly T[]): T[] {
  return ([["role", N_ROLES], ["trait", N_TRAITS]] as const).flatMap(([kind, n]) => {
    const known = rows.filter((row) => row.kind === kind);
    return Array.from({ length: n }, (_, i) => {
      const row = known[i % known.length]!;
      return i < known.length ? row : { ...row, name: `${row.name}_${i}` };
    });
  });
}

/** The same of what is set against every layer. */
function rolesAtScale({ vectors, layers }: RolesByLayer): RolesByLayer {
  const scaled = atScale(vectors.map((vector, index) => ({ ...vector, index })));
  const ofAll = (values: readonly (number | null)[]) => scaled.map(({ index }) => values[index]!);
  return {
    vectors: scaled.map(({ kind, name }) => ({ kind, name })),
    layers: layers.map(({ lengths, inputs, ...layer }) => ({
      ...layer,
      lengths: ofAll(lengths),
      inputs: inputs && inputs.map(({ cosines, ...input }) => ({
        ...input,
        cosines: ofAll(cosines),
      })),
    })),
  };
}

/** The sample with every layer and vector of a whole model, its numbers as a run gives them. */
export function wholeModel(): Results {
  const layers = Array.from({ length: N_LAYERS }, (_, layer) => layer);
  const results = sampleResults({ layers, rolesByLayer: "all" });
  const { causes, sweep, roles_by_layer } = results;
  return withSettledDigits({
    ...results,
    roles_by_layer: roles_by_layer && rolesAtScale(roles_by_layer),
    decompositions: Object.fromEntries(
      Object.entries(results.decompositions).map(([layer, rows]) => [
        layer,
        [...Map.groupBy(rows, ({ input_vector }) => input_vector).values()].flatMap(atScale),
      ]),
    ),
    sweep: sweep && { ...sweep, rows: atScale(sweep.rows) },
    causes: causes && {
      ...causes,
      neurons: Object.fromEntries(
        Object.entries(causes.neurons).map(([layer, neurons]) => [layer, {
          ...neurons,
          rows: Array.from({ length: N_NEURONS }, (_, i) => ({
            ...neurons.rows[i % neurons.rows.length]!,
            neuron: i,
          })),
        }]),
      ),
    },
  });
}

/** Sizes of all files below a folder by path. */
async function sizesBelow(folder: string, root = folder): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) { for (const [at, size] of await sizesBelow(path, root)) sizes.set(at, size); }
    else sizes.set(relative(root, path), (await Deno.stat(path)).size);
  }
  return sizes;
}

/** Milliseconds until each page has loaded and run its script, the processor slowed down. */
async function loadTimes(folder: string, paths: readonly string[]): Promise<Map<string, number>> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
    const times = new Map<string, number>();
    for (const path of paths) {
      await page.goto(pathToFileURL(join(folder, path)).href);
      const loaded = "performance.getEntriesByType('navigation')[0].loadEventEnd";
      await page.waitForFunction(`${loaded} > 0`);
      times.set(path, await page.evaluate(loaded) as number);
    }
    return times;
  } finally {
    await browser.close();
  }
}

function largest(values: ReadonlyMap<string, number>): [string, number] {
  return [...values].reduce((a, b) => b[1] > a[1] ? b : a);
}

/** Makes the site in a scratch folder, prints its figures and removes it. */
export async function benchSite(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "deltascope-bench-site-" });
  try {
    const from = join(folder, "results.json"), out = join(folder, "site");
    await Deno.writeTextFile(from, JSON.stringify(wholeModel()));
    const started = performance.now();
    await runProcess(Deno.execPath(), ["task", "--quiet", "site", "--from", from, "--out", out]);
    const seconds = (performance.now() - started) / 1000;
    const sizes = await sizesBelow(out);
    const pages = new Map([...sizes].filter(([path]) => path.endsWith(".html")));
    const [page, pageBytes] = largest(pages);
    const total = [...sizes].filter(([path]) => !TO_TAKE_AWAY.test(path))
      .reduce((sum, [, size]) => sum + size, 0);
    say(`made-up results: ${N_LAYERS} layers, ${N_ROLES + N_TRAITS} role and trait vectors`);
    say(
      `whole site: ${(total / 1e6).toFixed(1)} MB in ${sizes.size} files, built in ${
        seconds.toFixed(1)
      } s`,
    );
    say(`largest page: ${page}, ${(pageBytes / 1e3).toFixed(0)} kB`);
    const [slowest, milliseconds] = largest(await loadTimes(out, [...pages.keys()]));
    say(
      `slowest page at ${SLOW_DOWN} times CPU slow-down: ${slowest}, ${
        (milliseconds / 1000).toFixed(2)
      } s to loaded and interactive`,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
