/**
 * `deno task cache`: what is kept of the Hub and of earlier runs, and its removal.
 *
 * @module
 */

import { quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import type { Terminal } from "./terminal.ts";

type SubCommand = (args: readonly string[], terminal: Terminal) => Promise<void>;

const SUB_COMMANDS: ReadonlyMap<string, () => Promise<SubCommand>> = new Map([
  ["list", async () => (await import("./cache_list.ts")).listCache],
  ["clear", async () => (await import("./cache_clear.ts")).clearCache],
  ["fetch", async () => (await import("./cache_fetch.ts")).fetchInputs],
]);

/** Runs the sub-command that comes first; `list` where there is none. */
export async function runCache(args: readonly string[], terminal: Terminal): Promise<void> {
  const [name = "list", ...rest] = args;
  const load = SUB_COMMANDS.get(name);
  if (load === undefined) {
    throw new UsageError(
      `Cannot run cache ${quote(name)}: expected cache ${[...SUB_COMMANDS.keys()].join(", ")}` +
        (name.startsWith("-") ? ", and options after it" : ""),
    );
  }
  await (await load())(rest, terminal);
}
