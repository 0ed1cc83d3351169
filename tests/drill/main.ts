/**
 * `deno task drill`: fifty runs of `report` on ids of a fake Hub, each killed in the middle of fetching, and fifty of a bare reader;
 * the run after each has to end in the right numbers and to fetch just what is missing. Then reports interrupted over an earlier site,
 * and shares of a run on a Slurm of one node, where it is installed; `deno task drill hub`, `kills` and `slurm` are one of them alone.
 *
 * @module
 */

import { join } from "node:path";
import { makePair } from "../bench/checkpoint.ts";
import { denoFolder } from "../environment.ts";
import { REPORT_RUN } from "../report_permissions.ts";
import { type FakeHub, type FakeRepository, startFakeHub } from "../sources/hub/fake_hub.ts";
import { checkpointRepository } from "../sources/hub/hub_inputs.ts";
import { type Drilled, killDrill } from "../sources/hub/kill_drill.ts";
import { drilledReader } from "../sources/hub/reader_process.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { drillKills } from "./kills.ts";
import { drillSlurm } from "./slurm.ts";
import { say } from "../say.ts";

const N_KILLS = 50;
/** A tensor has 0.8 MB (instruct) or 1.6 MB (base). */
const SHAPE = { hiddenSize: 256, intermediateSize: 1536, nLayers: 6, nRoles: 12 };
/** So slow that a run is at it for some seconds, of which each journals what came. */
const PAUSE_MS = 80;
const OPTIONS = "--layers all --device cpu --random 0 --sweep off --pcs 2".split(" ");
const FROM_HUB = "--base org/base --instruct org/tuned --vectors org/vectors".split(" ");

/** `report` in a process of its own, with a cache and a site of its own below `folder`. */
function startReport(folder: string, endpoint: string, inputs: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...[...REPORT_RUN, `--allow-net=${new URL(endpoint).hostname}`, "src/cli.ts", "report"],
      ...[...inputs, ...OPTIONS, "--fresh", "--out", join(folder, "site")],
    ],
    env: {
      DENO_DIR: denoFolder(),
      HF_ENDPOINT: endpoint,
      HF_HOME: join(folder, "hf"),
      XDG_CACHE_HOME: join(folder, "cache"),
    },
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** The numbers that a report ends in. */
async function numbersOf(child: Deno.ChildProcess, folder: string): Promise<string> {
  const { code } = await child.status;
  if (code !== 0) throw new Error(`the report ended with exit code ${code}`);
  const results = JSON.parse(
    await Deno.readTextFile(join(folder, "site", "data", "results.json")),
  );
  return JSON.stringify([results.mlp, results.decompositions, results.evidence]);
}

async function repository(
  folder: string,
  { kind, id, digit }: { kind: FakeRepository["kind"]; id: string; digit: string },
): Promise<FakeRepository> {
  return { kind, id: `org/${id}`, commit: digit.repeat(40), files: await readFiles(folder) };
}

async function drill(what: string, hub: FakeHub, drilled: Drilled): Promise<void> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const started = performance.now();
  const outcomes = await killDrill(hub, drilled, { nKills: N_KILLS, seed });
  const shares = outcomes.map(({ nHeld, nNeeded }) => nHeld / nNeeded).sort((a, b) => a - b);
  const percent = (share = NaN) => `${(100 * share).toFixed(0)} %`;
  say(
    `${what}: ${outcomes.length} killed (seed ${seed}), with ${percent(shares[0])} to ${
      percent(shares.at(-1))
    } of the weights held (median ${percent(shares[shares.length >> 1])}, none held in ${
      shares.filter((share) => share === 0).length
    }); each next run gave the right numbers and fetched just the rest; ${
      ((performance.now() - started) / 1000).toFixed(0)
    } s`,
  );
}

async function drillHub(): Promise<void> {
  {
    const checkpoint = checkpointRepository();
    await using hub = await startFakeHub([checkpoint]);
    await drill("reader", hub, await drilledReader(hub.endpoint, checkpoint));
  }
  await withFolder({}, async (scratch) => {
    const { base, instruct, vectors } = await makePair(scratch, SHAPE);
    await using hub = await startFakeHub([
      await repository(base, { kind: "models", id: "base", digit: "b" }),
      await repository(instruct, { kind: "models", id: "tuned", digit: "1" }),
      await repository(vectors, { kind: "datasets", id: "vectors", digit: "c" }),
    ], { pauseMs: PAUSE_MS });
    const local = ["--base", base, "--instruct", instruct, "--vectors", vectors];
    await drill("report", hub, {
      start: (folder) => startReport(folder, hub.endpoint, FROM_HUB),
      finish: (folder) => numbersOf(startReport(folder, hub.endpoint, FROM_HUB), folder),
      expected: await numbersOf(startReport(scratch, hub.endpoint, local), scratch),
    });
  });
}

const PARTS = new Map([
  ["hub", drillHub],
  ["kills", () => drillKills(say, countAndSeed())],
  ["slurm", () => drillSlurm(say)],
]);

/** `kills 10 7`: ten of seed 7. */
function countAndSeed(): { n?: number; seed?: number } {
  const [n, seed] = Deno.args.slice(1).map(Number);
  return { ...n !== undefined && { n }, ...seed !== undefined && { seed } };
}

const [asked] = Deno.args;
const parts = asked === undefined ? [...PARTS.keys()] : [asked];
for (const name of parts) {
  const part = PARTS.get(name);
  if (part === undefined) {
    throw new Error(`no part ${name}: there are ${[...PARTS.keys()].join(", ")}`);
  }
  await part();
}
