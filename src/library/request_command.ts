/**
 * The command that asks for the same as a request.
 *
 * @module
 */

import type { Folder } from "../sources/folder/folder.ts";
import { publishableVectors } from "./file_vectors.ts";
import { optionName, optionText } from "./presets.ts";
import type { ReportInputs, ReportRequest } from "./request.ts";
import { type CommandOption, commandText, readCommand } from "../text/command.ts";

/** Options with a value, in the order in which the command is written; `activations` stands for two. */
const VALUES = [
  "base",
  "baseAdapter",
  "instruct",
  "vectors",
  "baseName",
  "instructName",
  "layers",
  "focus",
  "pcs",
  "pca",
  "pcaLayer",
  "roleKey",
  "traitKey",
  "difference",
  "rowZero",
  "vectorsAre",
  "kind",
  "vectorLayer",
  "outliers",
  "resamples",
  "pcSpace",
  "pcaScale",
  "inputRow",
  "random",
  "seed",
  "sweep",
  "activations",
  "input",
  "controls",
  "weights",
  "rounding",
  "device",
  "out",
  "records",
] as const satisfies readonly (keyof ReportRequest)[];
const FLAGS = ["likeNotebook", "likePublished"] as const;

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
export function requestCommand(request: ReportRequest): string {
  const values = VALUES.flatMap((name): [string, string][] => {
    const value = request[name];
    if (value === undefined || value === null) return [];
    return isActivations(value) ? activationsOptions(value) : [[optionName(name), textOf(value)]];
  });
  const flags = [
    ...FLAGS.filter((name) => request[name] === true),
    ...request.isFresh === true ? ["fresh"] : [],
    ...request.isHashed === true ? ["hash"] : [],
  ];
  return publishableCommand(new Map(values), flags.map(optionName));
}

/** The command of options by their names without dashes. */
export function publishableCommand(
  values: ReadonlyMap<string, string>,
  flags: Iterable<string>,
): string {
  const shown = (name: string, value: string) =>
    PLACES.has(name) ? lastPart(value) : FILE_VECTORS.has(name) ? publishableVectors(value) : value;
  return commandText({
    program: "deno task report",
    options: [
      ...Array.from(values, ([name, value]): CommandOption => [name, shown(name, value)]),
      ...Array.from(flags, (name): CommandOption => [name, null]),
    ],
  });
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
  // Whatever a program gives as its command is left as it is.
  if (!options.some(([name]) => ids.has(name))) return command;
  return commandText({
    program,
    options: options.map(([name, value]) => [name, ids.get(name) ?? value]),
  });
}

/** Options whose value may be a place on the author's disk. */
const PLACES: ReadonlySet<string> = new Set([
  "base",
  "base-adapter",
  "instruct",
  "vectors",
  "out",
  "pca",
  "activations",
  "records",
]);

/** Options whose value is a list of files of vectors. */
const FILE_VECTORS: ReadonlySet<string> = new Set(["input", "controls"]);

/** A folder that is no path is called as pages call it. */
function textOf(value: Folder | Parameters<typeof optionText>[0]): string {
  return isFolder(value) ? value.label : optionText(value);
}

function isFolder(value: unknown): value is Folder {
  return typeof value === "object" && value !== null && "label" in value;
}

function isActivations(value: unknown): value is ReportInputs["activations"] {
  return typeof value === "object" && value !== null && "layer" in value;
}

function activationsOptions({ path, layer }: ReportInputs["activations"]): [string, string][] {
  return [
    ["activations", typeof path === "string" ? path : path.name],
    ["activations-layer", String(layer)],
  ];
}

function lastPart(place: string): string {
  return place.split(/[/\\]+/).filter((part) => part !== "").at(-1) ?? place;
}
