/**
 * The tensors of an MLP as results name them.
 *
 * @module
 */

import type { MlpComponent } from "../results.ts";
import type { Part } from "../sources/checkpoint/weights.ts";

/** By part. */
export const COMPONENT_OF = {
  preNorm: "pre_norm",
  gate: "gate",
  up: "up",
  down: "down",
  postNorm: "post_norm",
} as const satisfies Record<Part, MlpComponent>;
