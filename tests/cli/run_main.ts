import assert from "node:assert/strict";
import { main } from "../../src/cli.ts";
import type { Results } from "../../src/results.ts";
import { withFolder } from "../sources/temporary_folder.ts";

/** What a command wrote and how it ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Commands that write down what they know of each layer. */
const KEEPING = ["report", "weights"];

/** Runs the command line in this process; what keeps records keeps them in a folder of its own, unless one is given. */
export async function runMain(...args: string[]): Promise<Outcome> {
  const isKeeping = KEEPING.includes(args[0]!) && !args.includes("--records") &&
    !args.includes("--help");
  if (!isKeeping) return await runAlone(args);
  return await withFolder({}, async (records) => {
    return await runAlone([...args, "--records", records]);
  });
}

async function runAlone(args: readonly string[]): Promise<Outcome> {
  let stdout = "", stderr = "";
  const code = await main(args, {
    print: (line) => void (stdout += `${line}\n`),
    writeError: (text) => void (stderr += text),
    isTerminal: false,
  });
  return { code, stdout, stderr };
}

/** Runs a report into a folder of its own, hands it on, and removes it. */
export async function withReport(
  args: string[],
  use: (results: Results, site: string) => void | Promise<void>,
): Promise<void> {
  await withFolder({}, async (folder) => {
    const site = `${folder}/site`;
    const { code, stderr } = await runMain("report", ...args, "--out", site);
    assert.equal(code, 0, stderr);
    await use(JSON.parse(await Deno.readTextFile(`${site}/data/results.json`)), site);
  });
}
