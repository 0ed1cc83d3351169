/**
 * The command line: `report`, `site`, `compare`, `publish`, `serve`, `vectors`, `weights`, `verify` and `cache`. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted,
 * 143 terminated.
 *
 * @module
 */

import { messageOf } from "./text/error_message.ts";
import { UsageError } from "./usage_error.ts";
import { oneLine, quote } from "./text/quote.ts";
import { expectDeno } from "./cli/deno_version.ts";
import { guarded, processTerminal, type Terminal } from "./cli/terminal.ts";
import { UnknownArgument, withHelp } from "./cli/unknown_argument.ts";
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
  ["weights", async () => (await import("./cli/weights.ts")).runWeights],
  ["verify", async () => (await import("./cli/verify.ts")).runVerify],
  ["cache", async () => (await import("./cli/cache.ts")).runCache],
]);

/** Runs the command that `args` name and returns the exit code. */
export async function main(args: readonly string[], given: Terminal): Promise<number> {
  const [name = "", ...rest] = args;
  const terminal = guarded(given);
  try {
    const isKnown = COMMANDS.has(name);
    // No value begins with a dash.
    if (isKnown && rest.some(isHelp) || isHelp(name)) {
      terminal.print((await import("./cli/help.ts")).helpOf(isKnown ? name : "--help"));
    } else if (isKnown && rest.includes("--version") || name === "--version") {
      terminal.print(versionLine());
    } else {
      const command = COMMANDS.get(name);
      if (command === undefined) {
        throw new UsageError(
          `Cannot run ${quote(name)}: expected ${[...COMMANDS.keys()].join(", ")}`,
        );
      }
      expectDeno(Deno.version.deno);
      await (await command())(rest, terminal);
    }
    return 0;
  } catch (thrown) {
    // Of what went wrong while inputs and output were let go of, the reason for that comes first.
    let error: unknown = thrown;
    while (error instanceof SuppressedError) error = error.suppressed;
    const message = error instanceof UnknownArgument ? withHelp(error, name) : messageOf(error);
    terminal.writeError(`deltascope: ${oneLine(message)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function isHelp(word: string): boolean {
  return word === "--help" || word === "-h";
}

/** All that a report of a fault needs of the machine, on one line. */
function versionLine(): string {
  const { os, arch } = Deno.build;
  return `deltascope ${VERSION} (Deno ${Deno.version.deno}, ${os} ${arch})`;
}

/**
 * Signals that end a process, and what it ends with: what it holds is let go of on the way, and a site is exchanged between two of
 * them. That a terminal has gone is none: whoever begins a command with nohup wants it to go on.
 */
const SIGNALS = {
  SIGINT: { code: 130, word: "interrupted" },
  SIGTERM: { code: 143, word: "terminated" },
} as const;

/** What becomes of a report that is ended so. */
function goingOn(): string {
  const [name, ...options] = Deno.args;
  const isKept = (name === "report" || name === "weights") &&
    !options.includes("--fresh") && !options.includes("--plan");
  return isKept ? "; the same command goes on from the layers that are written down" : "";
}

if (import.meta.main) {
  const terminal = processTerminal();
  for (const [name, { code, word }] of Object.entries(SIGNALS)) {
    const signal = name as keyof typeof SIGNALS;
    if (signal === "SIGTERM" && Deno.build.os === "windows") continue; // there is none there
    Deno.addSignalListener(signal, () => {
      // That is how a server ends, and nothing is left undone.
      if (Deno.args[0] === "serve") Deno.exit(0);
      terminal.writeError(`${terminal.isTerminal ? "\n" : ""}deltascope: ${word}${goingOn()}\n`);
      Deno.exit(code);
    });
  }
  // Then nothing can reach the network by a mistake either.
  if (Deno.args.includes("--offline")) await Deno.permissions.revoke({ name: "net" });
  Deno.exit(await main(Deno.args, terminal));
}
