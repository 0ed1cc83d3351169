/**
 * What a request may hold, by name: a misspelt name would else ask for nothing, and a misspelt input for the demonstration.
 *
 * @module
 */

// @ts-types="../../types/closest_string.d.ts"
import { closestString } from "@std/text/closest-string";
import { oneLine, quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import { optionName } from "./presets.ts";
import type { ReportRequest } from "./request.ts";

/** Forms of values: what is told of each, and whether a value has it. Null stands for the default where a form allows it. */
const FORMS = {
  place: {
    told: "a path or a folder",
    fits: (value) => typeof value === "string" || typeof Object(value).list === "function",
  },
  text: { told: "text", fits: (value) => typeof value === "string" },
  key: { told: "text or null", fits: (value) => value === null || typeof value === "string" },
  flag: { told: "true or false", fits: (value) => typeof value === "boolean" },
  listener: { told: "a function", fits: (value) => typeof value === "function" },
  activations: {
    told: "{ path, layer }",
    fits: (value) => ["string", "object"].includes(typeof Object(value).path),
  },
  /** By the bounds of the option. */
  bounded: { told: "", fits: () => true },
} as const satisfies Record<string, { told: string; fits: (value: unknown) => boolean }>;

const NAMES: Readonly<Record<keyof ReportRequest, keyof typeof FORMS>> = {
  base: "place",
  baseAdapter: "place",
  instruct: "place",
  vectors: "place",
  baseName: "text",
  instructName: "text",
  activations: "activations",
  input: "text",
  controls: "text",
  roleKey: "key",
  traitKey: "key",
  difference: "text",
  rowZero: "bounded",
  vectorsAre: "bounded",
  kind: "bounded",
  layers: "bounded",
  focus: "bounded",
  pcs: "bounded",
  pca: "bounded",
  pcaLayer: "bounded",
  vectorLayer: "bounded",
  random: "bounded",
  resamples: "bounded",
  seed: "bounded",
  weights: "bounded",
  rounding: "bounded",
  likeNotebook: "flag",
  likePublished: "flag",
  outliers: "bounded",
  pcSpace: "bounded",
  pcaScale: "bounded",
  inputRow: "bounded",
  sweep: "bounded",
  isOffline: "flag",
  cacheLimit: "bounded",
  device: "bounded",
  threads: "bounded",
  out: "text",
  records: "key",
  isFresh: "flag",
  isHashed: "flag",
  command: "text",
  onRemark: "listener",
  onWeightBytes: "listener",
  onKernelBuilt: "listener",
  onFetched: "listener",
  onLayer: "listener",
  onStep: "listener",
  onResults: "listener",
  onPage: "listener",
};

/**
 * Passes if the request is one, every name of it is one that a report understands, and every value that is no option of numbers or
 * words has its form; those are held to their bounds elsewhere.
 *
 * @throws {UsageError} naming the first that is not, and of a name the nearest that is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectRequest } from "./expect_request.ts";
 * assert.throws(() => expectRequest({ bse: "models/a" }), /Cannot understand "bse" .*nearest: base/);
 * assert.throws(() => expectRequest({ base: 5 }), /Cannot use --base 5: expected a path or a folder/);
 * ```
 */
export function expectRequest(request: unknown): asserts request is ReportRequest {
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw new UsageError(
      `Cannot report on ${oneLine(String(request))}: expected a request such as {}`,
    );
  }
  const names = Object.keys(NAMES) as (keyof ReportRequest)[];
  for (const [name, value] of Object.entries(request)) {
    const known = names.find((it) => it === name);
    if (known === undefined) {
      throw new UsageError(
        `Cannot understand ${quote(name)} in a request (nearest: ${closestString(name, names)}): ` +
          `expected some of ${names.join(", ")}`,
      );
    }
    const { told, fits } = FORMS[NAMES[known]];
    if (value === undefined || fits(value)) continue;
    const shown = typeof value === "object" && value !== null ? "{}" : String(value);
    throw new UsageError(`Cannot use ${asOption(known)} ${oneLine(shown)}: expected ${told}`);
  }
}

/** Flags that the command line calls otherwise. */
const FLAG_NAMES: { readonly [Name in keyof ReportRequest]?: string } = {
  isFresh: "fresh",
  isHashed: "hash",
  isOffline: "offline",
};

/** As on the command line, which has no listeners. */
function asOption(name: keyof ReportRequest): string {
  if (NAMES[name] === "listener") return name;
  return `--${FLAG_NAMES[name] ?? optionName(name)}`;
}
