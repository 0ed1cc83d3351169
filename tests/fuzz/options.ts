/** The options of `deno task fuzz`. */

import { readArguments } from "../../src/cli/arguments.ts";
import { whole } from "../../src/library/option_forms.ts";
import { UsageError } from "../../src/usage_error.ts";
import { quote } from "../../src/text/quote.ts";
import { FORMATS } from "./formats.ts";

/** How the fuzzer is called. */
export const HELP = `deno task fuzz [options]

Mutates valid files of every format that deltascope reads, and holds what it makes of each to what a reader that shares no code with
it says: no wrong acceptance, no wrong refusal, one line for each refusal, at most 2 s and 300 MB a file.

  --seconds 60     how long
  --seed N         what decides every file; left out: another one each time, which is printed
  --format NAME    this one alone: ${FORMATS.map(({ name }) => name).join(", ")}
  --iteration N    this file of the seed and format alone
`;

/** What one run is to do. */
export interface FuzzOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly formats: readonly string[];
  /** Null: as many as there is time for. */
  readonly iteration: number | null;
}

/** @throws {UsageError} in one line on an option that cannot be met. */
export function readFuzzOptions(args: readonly string[]): FuzzOptions {
  const { values } = readArguments(args, {
    values: ["seconds", "seed", "format", "iteration"],
    flags: [],
  });
  const format = values.get("format");
  const names = FORMATS.map(({ name }) => name);
  if (format !== undefined && !names.includes(format)) {
    throw new UsageError(`Cannot use --format ${quote(format)}: expected ${names.join(", ")}`);
  }
  const iteration = values.get("iteration");
  if (iteration !== undefined && (format === undefined || !values.has("seed"))) {
    throw new UsageError("Cannot use --iteration alone: expected --seed and --format beside it");
  }
  const seed = values.get("seed") ?? String(Math.floor(Math.random() * 2 ** 31));
  return {
    seconds: whole({ least: 1 }).read(values.get("seconds") ?? "60", "seconds"),
    seed: whole().read(seed, "seed"),
    formats: format === undefined ? names : [format],
    iteration: iteration === undefined ? null : whole().read(iteration, "iteration"),
  };
}
