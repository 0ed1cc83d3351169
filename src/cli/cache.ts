/**
 * `deno task cache`: what is kept of the Hub and of earlier runs, and its removal.
 *
 * @module
 */

import { isOfDisk } from "../sources/folder/disk_errors.ts";
import { cacheFolder } from "../sources/folder/cache_folder.ts";
import { deadLink } from "../sources/folder/disk_finding.ts";
import { quote, shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import type { Terminal } from "./terminal.ts";

type SubCommand = (args: readonly string[], terminal: Terminal) => Promise<void>;

const SUB_COMMANDS: ReadonlyMap<string, () => Promise<SubCommand>> = new Map([
  ["list", async () => ofTheFolder((await import("./cache_list.ts")).listCache)],
  ["clear", async () => ofTheFolder((await import("./cache_clear.ts")).clearCache)],
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

/** A command of which all that can fail on the disk is the cache folder: it is named, with how to name another. */
function ofTheFolder(command: SubCommand): SubCommand {
  return async (args, terminal) => {
    // As of a disk that is not there: what is kept on it is not gone.
    const link = deadLink(cacheFolder());
    if (link !== null) {
      throw new Error(
        `Cannot use the cache folder ${
          shownName(cacheFolder())
        }: ${link}; mount its disk or make that folder, or set XDG_CACHE_HOME to another`,
      );
    }
    try {
      await command(args, terminal);
    } catch (cause) {
      throw isOfDisk(cause) ? unusable(cause) : cause;
    }
  };
}

function unusable(cause: Error): Error {
  const finding = cause instanceof Deno.errors.NotADirectory
    ? "a file is in its way; move that away"
    : `${cause.message}; make it a folder that can be read and written to`;
  return new Error(
    `Cannot use the cache folder ${
      shownName(cacheFolder())
    }: ${finding}, or set XDG_CACHE_HOME to another`,
    { cause },
  );
}
