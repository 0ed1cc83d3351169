/**
 * The charts that a comparison has in common with the overview.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import { deltaAngularChart } from "../charts/delta_angular.ts";
import { deltaNormChart } from "../charts/delta_norm.ts";
import { outputNormsChart } from "../charts/output_norms.ts";

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
