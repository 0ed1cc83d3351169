/**
 * What a file says its inputs are, as far as the inputs themselves tell it.
 *
 * @module
 */

import type { Inputs } from "../../results.ts";

/** Names may be others for the same input, sentences are not compared, and hashes of whole files are held elsewhere. */
const UNCOMPARED: ReadonlySet<string> = new Set([
  "name",
  "adapter",
  "defaults",
  "fingerprint",
  "unread",
  "remarks",
  "skipped",
  "missing",
  "weight_files",
]);

/** One fact by where it stands, for instance `inputs.base.eps`; what an earlier version did not tell is left out. */
export function inputFacts(inputs: Inputs): Map<string, string | number | boolean> {
  const facts = new Map<string, string | number | boolean>();
  for (const input of ["base", "instruct", "vectors"] as const) {
    for (const [name, value] of Object.entries(inputs[input])) {
      if (UNCOMPARED.has(name) || value === null) continue;
      facts.set(`inputs.${input}.${name}`, factOf(value));
    }
  }
  return facts;
}

/** Of what is told with its reason, a sentence, that alone which is told. */
function factOf(value: string | number | boolean | object): string | number | boolean {
  if (typeof value !== "object") return value;
  return "is" in value ? String(value.is) : JSON.stringify(value);
}
