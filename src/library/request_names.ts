/**
 * What a request may hold, by name: a misspelt name would else ask for nothing, and a misspelt input for the demonstration.
 *
 * @module
 */

// @ts-types="../../types/closest_string.d.ts"
import { closestString } from "@std/text/closest-string";
import { quote } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";
import type { ReportRequest } from "./request.ts";

const NAMES: Readonly<Record<keyof ReportRequest, true>> = {
  base: true,
  instruct: true,
  vectors: true,
  baseName: true,
  instructName: true,
  activations: true,
  roleKey: true,
  traitKey: true,
  difference: true,
  layers: true,
  focus: true,
  pcs: true,
  pca: true,
  pcaLayer: true,
  vectorLayer: true,
  random: true,
  resamples: true,
  seed: true,
  weights: true,
  rounding: true,
  likeNotebook: true,
  likePublished: true,
  outliers: true,
  pcSpace: true,
  pcaScale: true,
  inputRow: true,
  sweep: true,
  device: true,
  out: true,
  records: true,
  isFresh: true,
  command: true,
  onRemark: true,
  onWeightBytes: true,
  onKernelBuilt: true,
  onLayer: true,
  onStep: true,
  onResults: true,
  onPage: true,
};

/**
 * Passes if every name of the request is one that a report understands.
 *
 * @throws {UsageError} naming the one that is not, and the nearest that is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectKnownNames } from "./request_names.ts";
 * assert.throws(() => expectKnownNames({ bse: "models/a" }), /Cannot understand "bse" .*nearest: base/);
 * ```
 */
export function expectKnownNames(request: object): void {
  const names = Object.keys(NAMES);
  const unknown = Object.keys(request).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `Cannot understand ${quote(unknown)} in a request (nearest: ${
      closestString(unknown, names)
    }): ` +
      `expected some of ${names.join(", ")}`,
  );
}
