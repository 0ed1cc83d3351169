/**
 * The parts of an MLP in sentences.
 *
 * @module
 */

import type { MlpComponent, Stage } from "../results.ts";

/** Tensors in sentences. */
export const COMPONENT_WORDS: Readonly<Record<MlpComponent, string>> = {
  pre_norm: "the norm before the MLP",
  gate: "gate_proj",
  up: "up_proj",
  down: "down_proj",
  post_norm: "the norm after the MLP",
};

/** Stages in sentences. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  gate: "the gate product",
  up: "the up product",
  hidden: "h",
  down: "the down product",
  base_normed: "the output under the base’s post-norm",
  output: "the output",
};
