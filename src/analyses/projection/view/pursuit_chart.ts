/**
 * Chart: how much of a difference a few role and trait vectors make up, step by step.
 *
 * @module
 */

import * as Plot from "@observablehq/plot";
import type { PursuitStep } from "../../../results.ts";
import { shortened } from "../../../site/kit/names.ts";
import { percent } from "../../../site/kit/numbers.ts";
import { PERSONA_BAND } from "../../../site/kit/charts/bands.ts";
import { renderSvg } from "../../../site/kit/charts/svg.ts";
import { VECTOR_KINDS } from "../../../results/values.ts";

const HEIGHT = 260;

/** Cumulative share by step, and the median to 95 % quantile of the random role mixtures' own pursuits. */
export function pursuitChart(
  steps: readonly PursuitStep[],
  { className, label, width }: { className: string; label: string; width: number },
): string {
  const drawn = steps.filter((step) => step.draws_q50 !== null && step.draws_q95 !== null);
  const last = steps.at(-1);
  return renderSvg({
    className,
    label,
    description: last === undefined
      ? "no steps"
      : `${steps.length} steps to ${percent(last.r2)}; the numbers are in the table below.`,
    width,
  }, {
    height: HEIGHT,
    marginLeft: 44,
    marginBottom: 40,
    marginRight: 16,
    x: {
      domain: [1, Math.max(2, steps.length)],
      inset: 10,
      ticks: steps.map(({ step }) => step),
      tickFormat: String,
      label: "step",
    },
    y: {
      domain: [0, 1],
      ticks: 5,
      tickFormat: (share: number) => `${Math.round(100 * share)}`,
      label: "% of |d|²",
      grid: true,
    },
    marks: [
      Plot.areaY(drawn, {
        x: "step",
        y1: "draws_q50",
        y2: "draws_q95",
        fill: PERSONA_BAND.fill,
        fillOpacity: PERSONA_BAND.fillOpacity,
      }),
      Plot.lineY(drawn, {
        x: "step",
        y: "draws_q50",
        stroke: "var(--ink-soft)",
        strokeDasharray: "2 3",
      }),
      Plot.lineY(steps, { x: "step", y: "r2", stroke: "var(--series-1)", strokeWidth: 2 }),
      Plot.dot(steps, {
        x: "step",
        y: "r2",
        r: 4.5,
        symbol: (step: PursuitStep) => step.kind,
        stroke: (step: PursuitStep) => `var(--${step.kind})`,
        fill: (step: PursuitStep) => step.kind === "role" ? "var(--role)" : "var(--paper)",
        strokeWidth: 1.5,
        title: (step: PursuitStep) =>
          `${step.step}. ${step.kind} ${shortened(step.name, 300)}: ${percent(step.r2)} so far`,
      }),
    ],
    symbol: { domain: [...VECTOR_KINDS], range: ["circle", "square"] },
  });
}
