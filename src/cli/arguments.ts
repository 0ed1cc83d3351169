/**
 * Strict reading of command line arguments. `parseArgs` is lenient (an option may swallow nothing, repeat or be unknown); here each
 * of these is a usage error.
 *
 * @module
 */

// @ts-types="../../types/parse_args.d.ts"
import { parseArgs } from "@std/cli/parse-args";
import { nearestName } from "../text/nearest.ts";
import { quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { isTypesetOption, TYPESET } from "./typeset_dashes.ts";
import { UnknownArgument } from "./unknown_argument.ts";

/** More options than that are not listed in a refusal, in which nobody would find the one that is meant. */
const MOST_LISTED = 6;

/** Options given, by name without the dashes, and what stands beside them. */
export interface Arguments {
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
  /** Files, folders and ids that belong to no option, in their order. */
  readonly files: readonly string[];
}

/** What a command takes. */
export interface KnownArguments {
  readonly values: readonly string[];
  readonly flags: readonly string[];
  /** What stands beside the options, of which either may come first: how many at most, and what they are; nothing without. */
  readonly files?: { readonly most: number; readonly what: string };
  /** Options of other commands, and of which: whoever types one here is told where it belongs. */
  readonly elsewhere?: {
    readonly names: readonly string[];
    readonly commandOf: (name: string) => string;
  };
  /** Options of which commas set apart several values. */
  readonly lists?: readonly string[];
  /** Words that others have for options, of this command or of another, with the option that each means. */
  readonly others?: ReadonlyMap<string, string>;
  /** How paths are given where none stands alone: `--base BASE --instruct INSTRUCT`. */
  readonly paths?: string;
}

/**
 * Splits arguments into options with a value, flags and files.
 *
 * @throws {UsageError} on anything unknown, repeated, empty or left over.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readArguments } from "./arguments.ts";
 * const { values, flags } = readArguments(["--seed", "7", "--plan"], { values: ["seed"], flags: ["plan"] });
 * assert(values.get("seed") === "7" && flags.has("plan"));
 * ```
 */
export function readArguments(
  args: readonly string[],
  known: KnownArguments,
): Arguments {
  // Behind a bare `--` nothing is an option.
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  if (end === 0) expectNoOption(args.slice(1), known);
  expectValues(options, known);
  const { most = 0, what = "" } = known.files ?? {};
  const files: string[] = [];
  const refuse = (arg: string) => {
    throw refusal(arg, known);
  };
  const takeFile = (arg: string) => {
    if (
      arg.trim() === "" || arg === "-" || most === 0 ||
      isTypesetOption(arg, [...known.values, ...known.flags])
    ) refuse(arg);
    if (files.length >= most) {
      throw new UsageError(
        `Cannot use ${quote(arg)} beside ${files.map(quote).join(" and ")}: expected ${what}`,
      );
    }
    files.push(arg);
    return false;
  };
  const parsed = parseArgs(args, {
    string: known.values,
    boolean: known.flags,
    collect: known.values,
    unknown: (arg, option) => option === undefined ? takeFile(arg) : refuse(arg),
  });
  // What follows a bare `--` never reaches `unknown`.
  parsed._.forEach((arg) => takeFile(String(arg)));
  const values = new Map<string, string>();
  for (const name of known.values) {
    const given = (parsed[name] ?? []) as string[];
    if (given.length > 1) {
      const advice = known.lists?.includes(name) ? ", several set apart by commas" : "";
      throw new UsageError(`Cannot use --${name} ${given.length} times: give it once${advice}`);
    }
    const [value] = given;
    if (value === undefined) continue;
    if (value.trim() === "") throw new UsageError(`Cannot use --${name} without a value`);
    values.set(name, value);
  }
  const repeated = known.flags.find((name) =>
    options.filter((arg) => arg === `--${name}`).length > 1
  );
  if (repeated !== undefined) {
    throw new UsageError(`Cannot use --${repeated} more than once: give it once`);
  }
  return { values, flags: new Set(known.flags.filter((name) => parsed[name] === true)), files };
}

/** Words that may not follow an option: `parseArgs` would read them otherwise, or not at all. */
const WRONG_WORDS: readonly (readonly [
  after: "values" | "flags",
  is: RegExp,
  told: (option: string, word: string) => string,
])[] = [
  ["flags", /^(?:true|false)$/, (flag, word) => `${flag} ${word}: the option takes no value`],
  [
    "values",
    /^-(?:\w|$)/,
    (option, word) =>
      `${option} ${word}: a value cannot start with a dash; where one does, write ${option}=${word}`,
  ],
  [
    "values",
    /^$/,
    (option) =>
      `${option} with an empty value: give it one, or leave the option out (it may be a variable of the shell that is not set)`,
  ],
];

/** Who comes from npm types `--` before the options of a task: behind it they would be files. */
function expectNoOption(words: readonly string[], known: KnownArguments): void {
  const { values, flags, elsewhere } = known;
  const names = [...values, ...flags, ...elsewhere?.names ?? []];
  const option = words.find((word) =>
    names.some((name) => word === `--${name}` || word.startsWith(`--${name}=`))
  );
  if (option !== undefined) {
    throw new UsageError(
      `Cannot use ${quote(option)} behind a lone --, where nothing is an option: leave that -- out`,
    );
  }
}

function expectValues(options: readonly string[], known: KnownArguments): void {
  const flag = options.find((arg) => known.flags.some((name) => arg.startsWith(`--${name}=`)));
  if (flag !== undefined) throw new UsageError(`Cannot use ${flag}: the option takes no value`);
  for (const [after, is, told] of WRONG_WORDS) {
    const at = options.findIndex((word, i) =>
      is.test(word) && known[after].some((name) => options[i - 1] === `--${name}`)
    );
    if (at !== -1) throw new UsageError(`Cannot use ${told(options[at - 1]!, options[at]!)}`);
  }
}

/** Letters from which on another word for an option is taken for that: shorter ones begin many words. */
const LEAST_OF_OTHERS = 4;

/** Why an argument is none of the command's, with the option that was probably meant. */
function refusal(
  arg: string,
  { values, flags, files, elsewhere, others = new Map(), paths }: KnownArguments,
): Error {
  const names = [...values, ...flags];
  const typed = /^--?([^-=][^=]*)/.exec(arg.replace(TYPESET, "--"))?.[1];
  const cannot = `Cannot understand ${quote(arg)}: `;
  if (typed !== undefined) {
    const isOther = elsewhere?.names.includes(typed) ?? false;
    const meant = (among: readonly string[]) => nearestName(typed, among) ?? byWord(among);
    const byWord = (among: readonly string[]) => {
      const words = [...others].filter(([, name]) => among.includes(name)).map(([word]) => word);
      const word = typed.length < LEAST_OF_OTHERS ? null : nearestName(typed, words);
      return others.get(word ?? "") ?? null;
    };
    const nearest = isOther ? null : meant(names);
    if (nearest !== null) {
      const how = TYPESET.test(arg) ? ", with two hyphens in place of a dash" : "";
      return new UnknownArgument(`${cannot}did you mean --${nearest}${how}?`);
    }
    const other = elsewhere && meant(elsewhere.names);
    if (other) {
      return new UnknownArgument(
        `${cannot}${elsewhere.commandOf(other)} takes --${other}, and this command does not`,
      );
    }
  }
  const instead = typed === undefined && files !== undefined
    ? [files.what]
    : typed === undefined && paths !== undefined && names.length <= MOST_LISTED
    ? [`an option before it, ${paths}`]
    : [];
  if (names.length <= MOST_LISTED) {
    const listed = `one of ${names.map((name) => `--${name}`).join(", ")}`;
    return new UsageError(`${cannot}expected ${[...instead, listed].join(", or ")}`);
  }
  return new UnknownArgument(
    typed !== undefined
      ? `${cannot}there is no such option`
      : `${cannot}expected ${
        instead[0] ?? `an option before each path, ${paths ?? "--NAME VALUE"}`
      }`,
  );
}
