/**
 * Which options of a report other commands take.
 *
 * @module
 */

import type { OptionName } from "../library/options.ts";

/** Of `vectors`: those that say how vectors are read. */
export const VECTORS_OPTIONS = [
  "roleKey",
  "traitKey",
  "difference",
  "vectorsAre",
  "rowZero",
  "kind",
  "vectorLayer",
  "cacheLimit",
  "isOffline",
] as const satisfies readonly OptionName[];

/** Of `verify`: those that name or read inputs, and what computes. */
export const VERIFY_OPTIONS = [
  "base",
  "instruct",
  "vectors",
  "baseAdapter",
  "roleKey",
  "traitKey",
  "difference",
  "rowZero",
  "vectorsAre",
  "kind",
  "input",
  "controls",
  "activations",
  "activationsLayer",
  "layers",
  "device",
  "threads",
  "isHashed",
] as const satisfies readonly OptionName[];

/** Of `weights`: those that name the checkpoints and how they are opened. */
export const WEIGHTS_OPTIONS = [
  "base",
  "instruct",
  "baseAdapter",
  "baseName",
  "instructName",
  "layers",
  "weights",
  "out",
  "cacheLimit",
  "isPlan",
  "isHashed",
  "isOffline",
] as const satisfies readonly OptionName[];
