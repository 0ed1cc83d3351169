/**
 * The options of `deno task report`, from text to a request.
 *
 * @module
 */

import { REPORT_OPTIONS } from "../library/options.ts";
import { type Part, partText } from "../library/part.ts";
import { requestCommand } from "../library/request_command.ts";
import { type SettledRequest, settledRequest, type Sources } from "../library/settled_request.ts";
import { UsageError } from "../usage_error.ts";
import { type Given, readOptions, withLayer } from "./read_options.ts";
import { expectFileApart } from "./single_file.ts";

/** What one run of the command is to do. */
export interface ReportCommand extends SettledRequest {
  /** The inputs as typed, for the terminal; null for the demonstration. */
  readonly typed: Sources<string> | null;
  readonly out: string;
  /** Where the pages go as one file as well; null: nowhere. */
  readonly singleFile: string | null;
  /** Print what would be read, and compute nothing. */
  readonly isPlan: boolean;
  /** The share of the layers that is asked for; null: all of them, and the site. */
  readonly part: Part | null;
}

/** Folder of the site where none is asked. */
const DEFAULT_OUT = "_site";

/**
 * Reads the arguments after `report`; what is left out is filled in by {@link settledRequest}.
 *
 * @throws {UsageError} in one line on any of them that cannot be met whatever the inputs.
 */
export function readReportOptions(args: readonly string[]): ReportCommand {
  const { given } = readOptions(args, REPORT_OPTIONS);
  expectShared(given);
  const {
    part = null,
    isPlan = false,
    singleFile = null,
    activations: _,
    activationsLayer: __,
    ...others
  } = given;
  if (singleFile !== null) expectFileApart(singleFile, others.out ?? DEFAULT_OUT);
  const asked = { ...others, activations: withLayer(given) };
  const { out = DEFAULT_OUT, base, instruct, vectors } = asked;
  const settled = settledRequest({ ...asked, out, command: requestCommand(asked) });
  const typed = base === undefined || instruct === undefined || vectors === undefined
    ? null
    : { base, instruct, vectors };
  return { ...settled, out, typed, isPlan, singleFile, part };
}

/** Passes if the others can find what a share gives. @throws {UsageError} */
function expectShared(
  { part, records, isFresh, singleFile }: Given<"part" | "records" | "isFresh" | "singleFile">,
): void {
  if (part === undefined) return;
  if (singleFile !== undefined) {
    throw new UsageError(
      `Cannot use --part ${
        partText(part)
      } with --single-file, as a part has no pages; give it to the command without --part`,
    );
  }
  if (records === undefined) {
    throw new UsageError(
      `Cannot use --part ${
        partText(part)
      } without --records: give a folder that every part sees, and the same to all`,
    );
  }
  if (isFresh) {
    throw new UsageError(
      `Cannot use --part ${
        partText(part)
      } with --fresh, which takes no part from another: give --records a new folder`,
    );
  }
}
