/**
 * Options of a report as a command takes them, all or some.
 *
 * @module
 */

import {
  isFlag,
  OPTION_NAMES,
  type OptionName,
  optionName,
  optionOf,
  OPTIONS,
  REPORT_OPTIONS,
} from "../library/options.ts";
import type { ReportRequest } from "../library/request.ts";
import { SOURCES } from "../library/settled_request.ts";
import { UsageError } from "../usage_error.ts";
import { type Arguments, type KnownArguments, readArguments } from "./arguments.ts";

/** As typed, the options of a report: others are of a comparison of weights. */
const OF_REPORT: ReadonlySet<string> = new Set(REPORT_OPTIONS.map(optionName));

/** Of every option what else it is called, of which the first letters will do. */
const OTHERS: ReadonlyMap<string, string> = new Map(
  OPTION_NAMES.flatMap((name) =>
    (optionOf(name).others ?? []).map((word) => [word, optionName(name)] as const)
  ),
);

/** What was asked of each option that was given. */
export type Given<Name extends OptionName> = {
  readonly [N in Name]?: ReturnType<typeof OPTIONS[N]["form"]["read"]>;
};

/**
 * Reads the arguments of a command that takes `names`, and `beside` them flags and files of its own.
 *
 * @throws {UsageError} in one line on the first that cannot be met.
 */
export function readOptions<Name extends OptionName>(
  args: readonly string[],
  names: readonly Name[],
  beside: Partial<Pick<KnownArguments, "flags" | "files">> = {},
): { given: Given<Name> } & Pick<Arguments, "flags" | "files"> {
  const { values, flags, files } = readArguments(args, {
    ...beside,
    values: names.filter((name) => !isFlag(name)).map(optionName),
    flags: [...names.filter(isFlag).map(optionName), ...beside.flags ?? []],
    elsewhere: {
      names: OPTION_NAMES.filter((name) => !(names as readonly OptionName[]).includes(name))
        .map(optionName),
      commandOf: (name) => OF_REPORT.has(name) ? "report" : "weights",
    },
    lists: names.filter((name) => optionOf(name).form.isList === true).map(optionName),
    others: OTHERS,
    paths: SOURCES.filter((name) => (names as readonly OptionName[]).includes(name))
      .map((name) => `--${name} ${name.toUpperCase()}`).join(" "),
  });
  const given = names.flatMap((name) => {
    const option = optionName(name);
    const text = isFlag(name) && flags.has(option) ? "" : values.get(option);
    return text === undefined ? [] : [[name, optionOf(name).form.read(text, option)]];
  });
  return { given: Object.fromEntries(given), flags, files };
}

/** The file of real inputs with their layer, of which either needs the other. */
export function withLayer(
  { activations, activationsLayer }: Given<"activations" | "activationsLayer">,
): ReportRequest["activations"] {
  if (activations === undefined && activationsLayer === undefined) return undefined;
  if (activations === undefined || activationsLayer === undefined) {
    const [is, isNot] = activations === undefined
      ? ["activations-layer", "activations"]
      : ["activations", "activations-layer"];
    throw new UsageError(
      `Cannot use --${is} without --${isNot}: give the file and the layer whose MLP inputs it holds`,
    );
  }
  return { path: activations, layer: activationsLayer };
}
