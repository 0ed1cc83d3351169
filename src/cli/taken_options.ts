/**
 * Which options of a report other commands take.
 *
 * @module
 */

import type { OptionName } from "../library/options.ts";
import { WEIGHTS_ASKED } from "../library/weights_request.ts";

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

/** Of `weights`: what is asked of a comparison, where it goes, and whether it is only planned. */
export const WEIGHTS_OPTIONS = [
  ...WEIGHTS_ASKED,
  "out",
  "isPlan",
] as const satisfies readonly OptionName[];
