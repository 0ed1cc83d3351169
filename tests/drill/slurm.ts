/**
 * The Slurm part of `deno task drill`: docs/clusters/slurm.sh on a Slurm of one node.
 *
 * @module
 */

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dataOf, N_LAYERS, partOf, resultsOf, withSharedLayers } from "../cli/shared_layers.ts";
import { denoFolder } from "../environment.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { missingOfSlurm, type SlurmCluster, startSlurm } from "./slurm_cluster.ts";

const SCRIPT = fileURLToPath(new URL("../../docs/clusters/slurm.sh", import.meta.url));
const N_SHARES = 3;

/** Submits as a user would, and gives the number of the array. */
async function submit(
  cluster: SlurmCluster,
  folder: string,
  options: readonly string[],
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("bash", {
    args: [SCRIPT, String(N_SHARES), ...options],
    cwd: folder,
    env: {
      ...cluster.variables,
      PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}`,
      DENO_DIR: denoFolder(),
      XDG_CACHE_HOME: join(folder, "cache"),
      INIT_CWD: folder,
    },
  }).output();
  const [said, refused] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  const [, array] = /as job (\d+), and the site as job \d+/.exec(said!) ?? [];
  if (!success || array === undefined) throw new Error(`${said}${refused}`);
  return array;
}

/** The layers that the tasks of an array computed, as their logs tell; of those that were cancelled there may be no line. */
async function computedBy(array: string, folder: string): Promise<number[]> {
  const layers: number[] = [];
  for (let task = 1; task <= N_SHARES; task++) {
    const log = await Deno.readTextFile(join(folder, `deltascope-${array}_${task}.log`))
      .catch(() => "");
    const line = log.split("\n").find((it) => it.startsWith("Part "));
    if (line !== undefined) layers.push(...partOf(`${line}\n`).computed);
  }
  return layers.sort();
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Runs the drill, or says why not. @throws {Error} if something is not as it is to be. */
export async function drillSlurm(say: (text: string) => void): Promise<void> {
  const missing = await missingOfSlurm();
  if (missing.length > 0) {
    say(`Slurm: skipped, as ${missing.join(", ")} is not installed (Debian: slurm-wlm, munge)`);
    return;
  }
  const started = performance.now();
  await withFolder({}, async (state) => {
    await using cluster = await startSlurm(state);
    await withSharedLayers(async ({ at, options, report }) => {
      const all = Array.from({ length: N_LAYERS }, (_, layer) => layer);
      await report("--records", at("one"), "--out", at("whole"));
      const whole = await resultsOf(at("whole"));

      const array = await submit(cluster, at("."), [
        ...[...options, "--records", "layers", "--out", "site"],
      ]);
      await cluster.settled();
      deepStrictEqual(await computedBy(array, at(".")), all);
      strictEqual(
        JSON.stringify((await resultsOf(at("site"))).rest),
        JSON.stringify(whole.rest),
      );
      deepStrictEqual(await dataOf(at("site")), await dataOf(at("whole")));

      // A share is cancelled: no site. The same line once more computes what is missing.
      const again = [...options, "--records", "cut", "--out", "later"];
      await cluster.run("scontrol", "update", "PartitionName=drill", "State=DOWN"); // none starts yet
      const cut = await submit(cluster, at("."), again);
      await cluster.run("scancel", `${cut}_2`);
      await cluster.run("scontrol", "update", "PartitionName=drill", "State=UP");
      await cluster.settled();
      strictEqual(await isThere(at("later")), false);
      const before = await computedBy(cut, at("."));
      deepStrictEqual(before, [0, 2, 3]);
      const rest = await submit(cluster, at("."), again);
      await cluster.settled();
      deepStrictEqual([...before, ...await computedBy(rest, at("."))].sort(), all);
      strictEqual(
        JSON.stringify((await resultsOf(at("later"))).rest),
        JSON.stringify(whole.rest),
      );
    });
  });
  say(
    `Slurm: ${N_SHARES} shares as an array and the site behind them, then with a share cancelled and submitted again: ` +
      `each layer once, the bytes of one run; ${
        ((performance.now() - started) / 1000).toFixed(0)
      } s`,
  );
}
