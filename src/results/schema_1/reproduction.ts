/**
 * The published figures of schema 1, whose note was prose.
 *
 * @module
 */

import { isObject } from "../mismatch.ts";

/** The evidence with its note kept as it was told; what does not fit is left as it is. */
export function withNote(evidence: unknown): unknown {
  if (!isObject(evidence) || !isObject(evidence.reproduction)) return evidence;
  const { note, ...reproduction } = evidence.reproduction;
  return { ...evidence, reproduction: { ...reproduction, told: note } };
}
