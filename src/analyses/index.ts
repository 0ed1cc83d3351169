/**
 * All analyses, in the order in which they are settled and told. An analysis may read what those before it have settled. What they
 * show has a list of its own (`views.ts`), so that a run loads no page before it has numbers.
 *
 * @module
 */

import type { Analysis } from "./analysis.ts";

/** Every analysis; a line each. */
export const LIST = [
  (await import("./change/analysis.ts")).change,
  (await import("./significance/analysis.ts")).significance,
  (await import("./robustness/analysis.ts")).robustness,
  (await import("./spaces/analysis.ts")).spaces,
  (await import("./bootstrap/analysis.ts")).bootstrap,
  (await import("./operating_point/analysis.ts")).operatingPoint,
  (await import("./noise_floor/analysis.ts")).noiseFloor,
  (await import("./projection/analysis.ts")).projection,
  (await import("./roles_by_layer/analysis.ts")).rolesByLayer,
  (await import("./self_projection/analysis.ts")).selfProjection,
  (await import("./stages/analysis.ts")).stages,
  (await import("./parity/analysis.ts")).parity,
  (await import("./attribution/analysis.ts")).attribution,
  (await import("./weight_change/analysis.ts")).weightChange,
  (await import("./neurons/analysis.ts")).neurons,
  (await import("./assistant_axis/analysis.ts")).assistantAxis,
  (await import("./sweep/analysis.ts")).sweep,
  (await import("./activations/analysis.ts")).activations,
  (await import("./reproduction/analysis.ts")).reproduction,
  (await import("./self_check/analysis.ts")).selfCheck,
  (await import("./inputs/analysis.ts")).inputs,
  (await import("./verdict/analysis.ts")).verdict,
  (await import("./same_direction/analysis.ts")).sameDirection,
] as const satisfies readonly Analysis[];

/** The same as any analysis. */
export const ANALYSES: readonly Analysis[] = LIST;
