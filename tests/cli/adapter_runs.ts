/** Runs on the checkpoints and adapters of tests/testdata/adapters. */

import type { Results } from "../../mod.ts";
import { pathOf } from "../sources/checkpoint/adapter/adapted_pair.ts";
import { type Outcome, runMain } from "./run_main.ts";
import { numbers, writeVector } from "./small_pair.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const [C, L] = [18, 2];
/** Of every run: few draws, on the CPU. */
export const OPTIONS = ["--device", "cpu", "--random", "2", "--seed", "5"];

/** What a run on the fixtures gave. */
export interface Run extends Outcome {
  readonly results: Results;
}

/** Hands on a command that runs on vectors of the fixtures' size; places are within the fixtures. */
export async function withRuns(
  use: (run: (...args: string[]) => Promise<Run>, folder: string) => Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    for (const [i, name] of ["bard", "poet", "judge"].entries()) {
      const path = `${folder}/vectors/role_vectors/${name}.pt`;
      await writeVector(path, numbers(L * C, 50 + i), [L, C]);
    }
    await writeVector(`${folder}/vectors/default_vector.pt`, numbers(L * C, 70), [L, C]);
    const asPath = (arg: string) => arg.includes("/") && !arg.startsWith("/") ? pathOf(arg) : arg;
    await use(async (...args) => {
      const site = `${folder}/site`;
      const vectors = args.includes("--vectors") ? [] : ["--vectors", `${folder}/vectors`];
      const outcome = await runMain(
        "report",
        ...args.map(asPath),
        ...vectors,
        ...OPTIONS,
        ...args.includes("--plan") ? [] : ["--out", site],
      );
      const isMade = outcome.code === 0 && !args.includes("--plan");
      const results = isMade
        ? JSON.parse(await Deno.readTextFile(`${site}/data/results.json`))
        : null;
      return { ...outcome, results };
    }, folder);
  });
}
