/**
 * What the analyses show, in the order of their list (`index.ts`); those that only tell are left out. The site alone reads it.
 *
 * @module
 */

import type { AnalysisView } from "./analysis_view.ts";

/** Every view; a line each. */
export const VIEWS: readonly AnalysisView[] = [
  { name: "change", ...await import("./change/view.ts") },
  { name: "significance", ...await import("./significance/view.ts") },
  { name: "robustness", ...await import("./robustness/view.ts") },
  { name: "spaces", ...await import("./spaces/view.ts") },
  { name: "bootstrap", ...await import("./bootstrap/view.ts") },
  { name: "operating_point", ...await import("./operating_point/view.ts") },
  { name: "noise_floor", ...await import("./noise_floor/view.ts") },
  { name: "projection", ...await import("./projection/view.ts") },
  { name: "roles_by_layer", ...await import("./roles_by_layer/view.ts") },
  { name: "self_projection", ...await import("./self_projection/view.ts") },
  { name: "stages", ...await import("./stages/view.ts") },
  { name: "parity", ...await import("./parity/view.ts") },
  { name: "attribution", ...await import("./attribution/view.ts") },
  { name: "weight_change", ...await import("./weight_change/view.ts") },
  { name: "neurons", ...await import("./neurons/view.ts") },
  { name: "assistant_axis", ...await import("./assistant_axis/view.ts") },
  { name: "sweep", ...await import("./sweep/view.ts") },
  { name: "activations", ...await import("./activations/view.ts") },
  { name: "reproduction", ...await import("./reproduction/view.ts") },
  { name: "self_check", ...await import("./self_check/view.ts") },
  { name: "verdict", ...await import("./verdict/view.ts") },
  { name: "same_direction", ...await import("./same_direction/view.ts") },
];
