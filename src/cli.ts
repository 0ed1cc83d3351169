/**
 * The command line: `report`, `site`, `compare`, `publish`, `serve`, `vectors`, `verify` and `cache`. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 and 143 interrupted.
 *
 * @module
 */

import { UsageError } from "./usage_error.ts";
import { quote } from "./text/quote.ts";
import { HELP } from "./cli/help.ts";
import { guarded, processTerminal, type Terminal } from "./cli/terminal.ts";
import { oneLine } from "./text/quote.ts";
import { VERSION } from "./version.ts";

type Command = (args: readonly string[], terminal: Terminal) => Promise<void>;

/** Each loads only what it needs: a run reads its first byte before Plot is there. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["report", async () => (await import("./cli/report.ts")).runReport],
  ["site", async () => (await import("./cli/site.ts")).runSite],
  ["compare", async () => (await import("./cli/compare.ts")).runCompare],
  ["publish", async () => (await import("./cli/publish.ts")).runPublish],
  ["serve", async () => (await import("./cli/serve.ts")).runServe],
  ["vectors", async () => (await import("./cli/vectors.ts")).runVectors],
  ["verify", async () => (await import("./cli/verify.ts")).runVerify],
  ["cache", async () => (await import("./cli/cache.ts")).runCache],
]);

/** By the signal that ended it; a scheduler sends the second one, which Windows does not know. */
const EXIT_CODES: readonly (readonly [Deno.Signal, number])[] = [
  ["SIGINT", 130],
  ...Deno.build.os === "windows" ? [] : [["SIGTERM", 143] as const],
];

/** Runs the command that `args` name and returns the exit code. */
export async function main(args: readonly string[], given: Terminal): Promise<number> {
  const [name = "", ...rest] = args;
  const terminal = guarded(given);
  try {
    const isKnown = COMMANDS.has(name);
    if (isKnown && rest.includes("--help") || name === "--help") terminal.print(HELP.trimEnd());
    else if (isKnown && rest.includes("--version") || name === "--version") {
      terminal.print(versionLine());
    } else {
      const command = COMMANDS.get(name);
      if (command === undefined) {
        throw new UsageError(
          `Cannot run ${quote(name)}: expected ${[...COMMANDS.keys()].join(", ")}`,
        );
      }
      await (await command())(rest, terminal);
    }
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    terminal.writeError(`deltascope: ${oneLine(message)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** All that a report of a fault needs of the machine, on one line. */
function versionLine(): string {
  const { os, arch } = Deno.build;
  return `deltascope ${VERSION} (Deno ${Deno.version.deno}, ${os} ${arch})`;
}

if (import.meta.main) {
  const terminal = processTerminal();
  for (const [signal, code] of EXIT_CODES) {
    Deno.addSignalListener(signal, () => {
      // That is how a server ends, and nothing is left undone.
      if (Deno.args[0] === "serve") Deno.exit(0);
      terminal.writeError("\ndeltascope: interrupted\n");
      Deno.exit(code);
    });
  }
  // Then nothing can reach the network by a mistake either.
  if (Deno.args.includes("--offline")) await Deno.permissions.revoke({ name: "net" });
  Deno.exit(await main(Deno.args, terminal));
}
