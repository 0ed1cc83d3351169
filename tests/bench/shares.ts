/**
 * `deno task bench --shares`: how long 46, 80 and 126 layers take on 1, 4 and 16 machines like this one.
 *
 * Shares are run one after the other on pairs of few layers; the table is arithmetic on their times (`share_times.ts`).
 *
 * @module
 */

import { join } from "node:path";
import { durationText } from "../../src/text/words.ts";
import { columns } from "../../src/cli/columns.ts";
import { makePair, type PairFolders } from "./checkpoint.ts";
import { medianRun } from "./run_process.ts";
import { GEMMA_2_27B, pairBytes } from "./shape.ts";
import { secondsOf, type ShareCosts, shareCosts } from "./share_times.ts";
import { runReport } from "./whole.ts";
import { say } from "../say.ts";

const WIDTHS = { hiddenSize: 512, intermediateSize: 4096 };
const N_ROLES = 275;
const [SHALLOW, DEEP] = [4, 12];
const N_REPEATS = 3;
const DEPTHS = [46, 80, 126], WORKERS = [1, 4, 16];

/** Makes the pairs in a scratch folder, prints the figures and removes them. */
export async function benchShares(): Promise<void> {
  const scratch = await Deno.makeTempDir({ prefix: "deltascope-bench-shares-" });
  try {
    const [shallow, deep] = [await pairOf(scratch, SHALLOW), await pairOf(scratch, DEEP)];
    const { hiddenSize: C, intermediateSize: F } = WIDTHS;
    const layerMegabytes = pairBytes({ ...WIDTHS, nLayers: 1 }) / 1e6;
    say(
      `C = ${C}, F = ${F}, ${N_ROLES} roles, defaults of a machine without a hardware GPU: ` +
        `${
          layerMegabytes.toFixed(1)
        } MB a layer of both models; medians of ${N_REPEATS}, in seconds`,
    );
    const measured = {
      shallow: SHALLOW,
      deep: DEEP,
      oneOfShallow: await shareSeconds(shallow, SHALLOW),
      oneOfDeep: await shareSeconds(deep, DEEP),
      allOfDeep: await shareSeconds(deep, 1),
      siteOfShallow: await siteSeconds(shallow),
      siteOfDeep: await siteSeconds(deep),
    };
    for (const [name, value] of Object.entries(measured)) say(`${name}: ${shown(value)}`);
    const costs = shareCosts(measured);
    const { start, startPerLayer, layer, site, sitePerLayer } = costs;
    say(
      `seconds of L layers on n machines = ${shown(start)} + ${shown(startPerLayer)} L + ${
        shown(layer)
      } ceil(L / n), then ${shown(site)} + ${shown(sitePerLayer)} L for the site`,
    );
    const nOfQuarter = DEEP / 4;
    const predicted = start + startPerLayer * DEEP + layer * nOfQuarter;
    say(
      `a quarter of ${DEEP} layers, which the formula has not seen: ${
        shown(await shareSeconds(deep, 4))
      } measured, ${shown(predicted)} by it`,
    );
    say(table("at these widths", costs));
    const scaled = atGemma(costs);
    const ratio = GEMMA_2_27B.hiddenSize * GEMMA_2_27B.intermediateSize / (C * F);
    say(
      table(`at gemma-2-27b's widths, a layer taken ${shown(ratio)} times as long (C F)`, scaled),
    );
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

interface BenchPair {
  readonly folder: string;
  readonly pair: PairFolders;
}

async function pairOf(scratch: string, nLayers: number): Promise<BenchPair> {
  const folder = join(scratch, String(nLayers));
  await Deno.mkdir(folder);
  return { folder, pair: await makePair(folder, { ...WIDTHS, nLayers, nRoles: N_ROLES }) };
}

/** Of the first of `count` shares, into a new folder of records; the last one's are kept where it is all layers. */
async function shareSeconds({ folder, pair }: BenchPair, count: number): Promise<number> {
  return await medianSeconds(async () => {
    const records = join(folder, "records");
    await Deno.remove(records, { recursive: true }).catch(() => {});
    return await run({ folder, pair }, "--part", `1/${count}`);
  });
}

/** Of the last run; what it writes down itself is removed before each. */
async function siteSeconds({ folder, pair }: BenchPair): Promise<number> {
  await run({ folder, pair }, "--part", "1/1");
  return await medianSeconds(async () => {
    for await (const { name } of Deno.readDir(join(folder, "records"))) {
      const key = join(folder, "records", name);
      if (!(await Deno.stat(key)).isDirectory) continue;
      for await (const file of Deno.readDir(key)) {
        if (file.name.startsWith("focus-")) await Deno.remove(join(key, file.name));
      }
    }
    return await run({ folder, pair });
  });
}

function run({ folder, pair }: BenchPair, ...options: readonly string[]) {
  return runReport([
    ...["--base", pair.base, "--instruct", pair.instruct, "--vectors", pair.vectors],
    ...["--layers", "all", "--focus", "0-2", "--records", join(folder, "records")],
    ...["--out", join(folder, "site"), ...options],
  ]);
}

async function medianSeconds(make: () => Promise<{ readonly seconds: number }>): Promise<number> {
  const runs = [];
  for (let i = 0; i < N_REPEATS; i++) runs.push(await make());
  return medianRun(runs).seconds;
}

/** A layer by the entries of its matrices; what reads vectors and settles, by the hidden size. */
function atGemma(costs: ShareCosts): ShareCosts {
  const ofHidden = GEMMA_2_27B.hiddenSize / WIDTHS.hiddenSize;
  const ofMatrices = ofHidden * GEMMA_2_27B.intermediateSize / WIDTHS.intermediateSize;
  return {
    start: costs.start,
    startPerLayer: costs.startPerLayer * ofHidden,
    layer: costs.layer * ofMatrices,
    site: costs.site,
    sitePerLayer: costs.sitePerLayer * ofHidden,
  };
}

function table(what: string, costs: ShareCosts): string {
  const rows = DEPTHS.map((nLayers) => [
    String(nLayers),
    ...WORKERS.map((nWorkers) => durationText(secondsOf(costs, { nLayers, nWorkers }))),
  ]);
  const head = ["layers", ...WORKERS.map((n) => `${n} machine${n === 1 ? "" : "s"}`)];
  return ["", `${what}:`, ...columns([head, ...rows])].join("\n");
}

function shown(value: number): string {
  return value.toFixed(Number.isInteger(value) ? 0 : value < 1 ? 3 : 2);
}
