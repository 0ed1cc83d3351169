/**
 * The command that asks for the same as a request.
 *
 * @module
 */

import { hubLabel } from "../sources/hub/hub_id.ts";
import type { HubOrigin } from "../sources/hub/open_hub_folder.ts";
import { type CommandOption, commandText, readCommand } from "../text/command.ts";
import { isFlag, OPTION_NAMES, type OptionName, optionName, optionOf } from "./options.ts";
import type { ReportRequest } from "./request.ts";

/** What a command of a report begins with. */
export const REPORT_PROGRAM = "deno task report";

/** The same of a comparison of weights. */
export const WEIGHTS_PROGRAM = "deno task weights";

/**
 * The command as it may be published: every place on a disk is cut down to its last part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requestCommand } from "./request_command.ts";
 * const command = requestCommand({ base: "/a/b", instruct: "/a/i", vectors: "my v", random: 0 });
 * assert(command === "deno task report --base b --instruct i --vectors 'my v' --random 0");
 * ```
 */
export function requestCommand(request: ReportRequest, program: string = REPORT_PROGRAM): string {
  const values: { readonly [Name in OptionName]?: unknown } = {
    ...request,
    activationsLayer: request.activations?.layer,
  };
  const options = OPTION_NAMES.flatMap((name): CommandOption[] => {
    const value = values[name] ?? null;
    if (isFlag(name)) return value === true ? [[optionName(name), null]] : [];
    return value === null ? [] : [[optionName(name), optionOf(name).form.write(value)]];
  });
  return commandText({ program, options });
}

/**
 * The same command with inputs by their ids and commits, which anybody can repeat, in the place of their last parts.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { commandWithIds } from "./request_command.ts";
 * const ids = new Map([["base", "org/a@0123"]]);
 * assert(commandWithIds("deno task report --base a --base-name b", ids) ===
 *   "deno task report --base org/a@0123 --base-name b");
 * ```
 */
export function commandWithIds(command: string, ids: ReadonlyMap<string, string>): string {
  const { program, options } = readCommand(command);
  // Whatever else a program gives as its command is left as it is.
  if (commandText({ program, options }) !== command) return command;
  return commandText({
    program,
    options: options.map(([name, value]) => [name, ids.get(name) ?? value]),
  });
}

/** The ids of a run's inputs on the Hub, each with the commit that was read. */
export function idsOf(origins: ReadonlyMap<string, HubOrigin>): Map<string, string> {
  return new Map(Array.from(origins, ([input, { id, commit }]) => [input, hubLabel(id, commit)]));
}
