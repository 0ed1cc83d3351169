/**
 * A report in one call, as the command `report` makes it.
 *
 * @module
 */

import { type MadeReport, makeReport } from "./make_report.ts";
import { openReport } from "./open_report.ts";
import type { ReportRequest } from "./request.ts";
import { settledRequest } from "./settled_request.ts";

/** What {@link report} gives. */
export interface Report extends MadeReport {
  /** What a reader must not overlook, a line each, as `onRemark` heard it. */
  readonly remarks: readonly string[];
  /** The folder that the site was written to, absolute; null without `out`. */
  readonly folder: string | null;
}

/**
 * Compares a base and an instruct checkpoint along persona vectors, and makes the site of it. `request` says which and how; what it
 * leaves out has the default of the command. Without inputs it runs the synthetic demonstration, whose files are made in the user's
 * cache folder. With inputs, nothing is written unless `out` is given.
 *
 * An error that a listener throws ends the report.
 *
 * @throws {UsageError} in one line, before any weight is read, if the request cannot be met; options are named as on the command line.
 * @throws {Error} if an input cannot be read, the inputs do not belong together, or the site cannot be written; the message then names
 * the file that keeps the results.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { report } from "./report.ts";
 * await assert.rejects(report({ base: "models/a", device: "cpu" }), {
 *   message: "Cannot run without --instruct and --vectors: " +
 *     "give --base, --instruct and --vectors, or none of them for the demonstration",
 * });
 * ```
 */
export async function report(request: ReportRequest = {}): Promise<Report> {
  const settled = settledRequest(request);
  const remarks: string[] = [];
  const say = (text: string) => {
    remarks.push(text);
    request.onRemark?.(text);
  };
  const { onWeightBytes, onKernelBuilt, onFetched } = request;
  await using run = await openReport(settled, {
    say,
    ...onWeightBytes && { onWeightBytes },
    ...onKernelBuilt && { onKernelBuilt },
    ...onFetched && { onFetched },
  });
  run.remarks.forEach(say);
  const made = await makeReport(run, { ...request, say });
  return { ...made, remarks, folder: run.output?.folder ?? null };
}
