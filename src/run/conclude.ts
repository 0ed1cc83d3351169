/**
 * What the numbers of all layers come to: every analysis settled, the findings in sentences, and the files beside them.
 *
 * @module
 */

import { checkResults } from "../analyses/check_results.ts";
import { fingerprinted } from "../prepare/describe_inputs.ts";
import { describeDevice, type RunContext } from "../prepare/describe_run.ts";
import { type Results, SCHEMA } from "../results.ts";
import { checkFigures } from "./check_figures.ts";
import { type FilesToTakeAway, filesToTakeAway } from "./files_to_take_away.ts";
import { findings } from "./findings.ts";
import { settleAnalyses, type SettleSource } from "./settle_analyses.ts";
import { withSettledDigits } from "./settled_digits.ts";

/** What a run gives. */
export interface AnalysedRun extends FilesToTakeAway {
  /** What `data/results.json` holds. */
  readonly results: Results;
}

/**
 * Settles what was measured of every layer.
 *
 * @throws {Error} naming what it is of, if a figure is not finite.
 */
export async function conclude(source: SettleSource, context: RunContext): Promise<AnalysedRun> {
  const { inputs, run, options } = source;
  const settled = await settleAnalyses(source);
  const { focus, semantic } = settled;
  const whole = {
    ...settled.measured,
    inputs: await fingerprinted(settled.measured.inputs, inputs, {
      layers: run.layers,
      semantic: semantic.values(),
    }),
  };
  checkFigures(whole);
  const { inputs: ofInputs, options: asked, pcs, ...measured } = whole;
  // Sentences are made of the numbers that are written down, so that these tell them again.
  const settledNumbers = { inputs: ofInputs, options: asked, pcs, ...withSettledDigits(measured) };
  return {
    // The schema has the last word on what is complete, and on the order of what is written.
    results: checkResults({
      schema: SCHEMA,
      run: context.runInfo(),
      device: describeDevice(context),
      ...settledNumbers,
      findings: findings(settledNumbers),
    }),
    ...filesToTakeAway(focus, { inputs, options, run, semantic }),
  };
}
