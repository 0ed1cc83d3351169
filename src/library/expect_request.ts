/**
 * What a request may hold, by name: a misspelt name would else ask for nothing, and a misspelt input for the demonstration.
 *
 * @module
 */

import { nearestName } from "../text/nearest.ts";
import { oneLine, quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { type Form, TEXT } from "./option_forms.ts";
import { optionName, optionOf, REPORT_OPTIONS, REQUEST_OPTIONS } from "./options.ts";
import type { ReportListeners, ReportRequest } from "./request.ts";

type Expected = Form<never>["expected"];

const listener: Expected = (value) => typeof value === "function" ? null : "a function";

/** What is no option of the command line. */
const BESIDE: Readonly<Record<keyof ReportListeners | "command", Expected>> = {
  command: TEXT.expected,
  onRemark: listener,
  onWeightBytes: listener,
  onKernelBuilt: listener,
  onFetched: listener,
  onLayer: listener,
  onStep: listener,
  onResults: listener,
  onPage: listener,
};

/** By name, how messages call it and what it may be. */
const KNOWN: ReadonlyMap<string, { readonly called: string; readonly expected: Expected }> =
  new Map([
    ...REQUEST_OPTIONS.map((name) =>
      [name, { called: `--${optionName(name)}`, expected: optionOf(name).form.expected }] as const
    ),
    ...Object.entries(BESIDE).map(([name, expected]) =>
      [name, { called: name, expected }] as const
    ),
  ]);

/** Names of a request of a report. */
const OF_REPORT = [
  ...REPORT_OPTIONS.filter((name) => REQUEST_OPTIONS.includes(name)),
  ...Object.keys(BESIDE),
];

/**
 * Passes if the request is one, every name of it is one that a report understands, or one of `only` those of which another request
 * is made, and every value one that it may have.
 *
 * @throws {UsageError} naming the first that is not, and of a name the nearest that is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectRequest } from "./expect_request.ts";
 * assert.throws(() => expectRequest({ bse: "models/a" }), /Cannot understand "bse" .*did you mean base/);
 * assert.throws(() => expectRequest({ base: 5 }), /Cannot use --base 5: expected a path or a folder/);
 * ```
 */
export function expectRequest(
  request: unknown,
  only?: readonly string[],
): asserts request is ReportRequest {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw new UsageError(
      `Cannot report on ${shownValue(request)}: expected a request such as {}`,
    );
  }
  for (const [name, value] of Object.entries(request)) {
    const names = only ?? OF_REPORT;
    const known = names.includes(name) ? KNOWN.get(name) : undefined;
    if (known === undefined) {
      const nearest = nearestName(name, names);
      throw new UsageError(
        `Cannot understand ${quote(name)} in a request: ${
          nearest === null ? `expected some of ${names.join(", ")}` : `did you mean ${nearest}?`
        }`,
      );
    }
    const expected = value === undefined ? null : known.expected(value);
    if (expected === null) continue;
    throw new UsageError(`Cannot use ${known.called} ${shownValue(value)}: expected ${expected}`);
  }
}

/** On one line, whatever a program gives: a list may hold itself, or numbers that JSON has not. */
function shownValue(value: unknown): string {
  if (typeof value === "string") return oneLine(value);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return "{}";
  return oneLine(Deno.inspect(value, { compact: true, breakLength: Infinity }));
}
