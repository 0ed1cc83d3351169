/**
 * The tensors of the MLP that two models may differ in.
 *
 * @module
 */

import type { CheckpointInfo, MlpComponent } from "../results.ts";
import { COMPONENTS } from "./values.ts";

/** Those that a model has, in the order of the arithmetic: no norm that is not there, or that has no weight. */
export function storedComponents(
  { has_pre_norm, has_post_norm, norm_weight }: Pick<
    CheckpointInfo,
    "has_pre_norm" | "has_post_norm" | "norm_weight"
  >,
): MlpComponent[] {
  const hasWeight = norm_weight !== "none";
  return COMPONENTS.filter((component) =>
    component === "pre_norm"
      ? has_pre_norm && hasWeight
      : component === "post_norm"
      ? has_post_norm && hasWeight
      : true
  );
}
