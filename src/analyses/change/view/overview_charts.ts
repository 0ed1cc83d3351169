/**
 * The charts that a comparison has in common with the overview.
 *
 * @module
 */

import type { Results } from "../../../results.ts";
import { deltaAngularChart } from "./delta_angular_chart.ts";
import { deltaNormChart } from "./delta_norm_chart.ts";
import { outputNormsChart } from "./output_norms_chart.ts";

/** In the order of the overview. */
export const overviewCharts: {
  id: string;
  title: string;
  /** `beside` are the runs with which the chart shares its axes. */
  draw: (results: Results, width: number, beside?: readonly Results[]) => string;
}[] = [
  { id: "delta-norm", title: "How far the output moves", draw: deltaNormChart },
  { id: "output-norms", title: "How long the outputs are", draw: outputNormsChart },
  { id: "delta-angular", title: "How far the output turns", draw: deltaAngularChart },
];
