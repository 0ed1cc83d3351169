import { topicOf } from "../topic_of.ts";
import assert from "node:assert/strict";
import { words as activationsFindings } from "../../../src/analyses/activations/words.ts";
import { sweepOf } from "../../../src/analyses/sweep/settle.ts";
import { words as sweepFindings } from "../../../src/analyses/sweep/words.ts";
import type { Activations, Sweep } from "../../../src/results.ts";
import { measured } from "../measured_results.ts";

const OPTIONS = { ...measured().options, layers: [17, 18] };

/** Two layers alike, at which the vectors turn by these 1 - cos; PC1 turns by 0.03 in the mean. */
function sweepAt(
  turns: Record<string, number>,
  trimmed: (deltaAngular: number) => number | null = () => null,
): Sweep {
  const [[name, mean] = ["", 0]] = Object.entries(turns);
  const settled: Pick<Sweep, "beside" | "farthest" | "untold"> = {
    beside: [{ input_vector: "PC1", delta_angular_mean: 0.03 }],
    farthest: {
      kind: "role",
      name,
      delta_angular_mean: mean,
      n: Object.keys(turns).length,
      n_beyond_pc1: 1,
    },
    untold: null,
  };
  return {
    ...settled,
    ...sweepOf([17, 18].map((layer) => ({
      layer,
      vectors: Object.entries(turns).map(([name, deltaAngular]) => ({
        kind: name.startsWith("t") ? "trait" as const : "role" as const,
        name,
        deltaNorm: 1e4 * deltaAngular,
        deltaAngular,
        trimmedAngular: trimmed(deltaAngular),
      })),
    }))),
  };
}

const SWEEP = sweepAt({ poet: 0.05, bard: 0.02, editor: 0.01, tense: 0.01, terse: 0.02 });

Deno.test("sweepFindings() names the farthest vector, how many pass PC1, and sets roles against traits", () => {
  const found = sweepFindings({ sweep: SWEEP, options: OPTIONS });
  assert.deepEqual(found.map(topicOf), ["sweep", "sweep-kinds"]);
  // acos(0.95) = 18.19 and acos(0.97) = 14.07 degrees.
  assert.equal(
    found[0]?.text,
    "As an input, over the 2 layers analysed, role poet turns the output farthest of 5 role and trait vectors " +
      "(18.2 degrees by the mean 1 − cos); 1 of them turns it farther than PC1 (14.1 degrees).",
  );
  // Means 266.7 and 150, variances 43333 and 5000, 3 and 2 of them: pooled sd 174.80, Welch's t 116.67 / sqrt(16944).
  assert.equal(
    found[1]?.text,
    "Roles against traits as inputs (3 and 2 vectors, means over the layers): |d| is 266.7 against 150 (Cohen's d 0.667, " +
      "Welch's t 0.896), and the angle by the mean 1 − cos 13.3 degrees against 9.94 degrees (Cohen's d 0.667, Welch's t 0.896). " +
      "Each t assumes independence, which vectors of one model need not have.",
  );
  assert.ok(found.every(({ text }) => !/significan/i.test(text)));
});

Deno.test("sweepFindings() gives the angle without outlier dimensions where there are any", () => {
  const turns = { poet: 0.05, bard: 0.02, tense: 0.01, terse: 0.02 };
  const kinds = (trimmed: (deltaAngular: number) => number) =>
    sweepFindings({ sweep: sweepAt(turns, trimmed), options: OPTIONS })[1]!.text;
  assert.match(kinds((turn) => turn / 2), /; without the outlier dimensions it is 10\.7 degrees/);
  assert.doesNotMatch(kinds((turn) => turn), /without the outlier dimensions/);
});

Deno.test("sweepFindings() say so where a vector is not at every layer", () => {
  const rows = SWEEP.rows.map((row, i) => i === 0 ? { ...row, layers: 1 } : row);
  const [found] = sweepFindings({ sweep: { ...SWEEP, rows }, options: OPTIONS });
  assert.ok(
    found!.text.startsWith("As an input, over the 2 layers analysed at which each vector is, role"),
  );
});

Deno.test("sweepFindings() says nothing of no sweep, of no difference, or of what is within rounding noise", () => {
  const found = (sweep: Sweep | null) => sweepFindings({ sweep, options: OPTIONS });
  assert.deepEqual(found(null), []);
  assert.deepEqual(found({ ...SWEEP, untold: "no_difference" }), []);
  assert.deepEqual(found({ ...SWEEP, untold: "within_noise" }), []);
  assert.deepEqual(found(sweepAt({ poet: 0.1 })).map(topicOf), ["sweep"]);
  assert.deepEqual(found({ ...SWEEP, farthest: null }).map(topicOf), ["sweep-kinds"]);
});

const VARIANT = {
  variant: "raw",
  q05: 0.001,
  q50: 0.005,
  q95: 0.02,
  pc1_delta_angular: 0.04,
  pc1_quantile: 0.99,
  slope: -0.3123,
  slope_low: -0.5,
  slope_high: -0.1,
  is_sign_open: false,
} as const;
const ACTIVATIONS: Activations = {
  layer: 18,
  file: "a.npy",
  rows_in_file: 300,
  resamples: 1000,
  variants: [VARIANT, {
    ...VARIANT,
    variant: "trimmed",
    pc1_quantile: 0.4,
    slope_high: 0.2,
    is_sign_open: true,
  }],
  rows: Array.from({ length: 300 }, (_, index) => ({
    index,
    along_pc1: 0,
    change_along_u: 0,
    delta_norm: 1,
    delta_angular: 0.01,
    trimmed_change_along_u: 0,
    trimmed_angular: 0.01,
  })),
};

Deno.test("activationsFindings() ranks PC1 among the activations and gives the slope with its interval", () => {
  const found = activationsFindings({ activations: ACTIVATIONS, within_noise: [] });
  assert.deepEqual(found.map(({ topic, layer, layers }) => [topicOf({ topic, layer }), layers]), [
    ["activations", [18]],
    ["activations-slope", [18]],
  ]);
  assert.equal(
    found[0]?.text,
    "At layer 18 PC1 turns by 16.3 degrees, farther than 297 of 300 real activations (median 5.73 degrees), without the " +
      "outlier dimensions farther than 120.",
  );
  const variants = [{ ...VARIANT, pc1_quantile: 299 / 300 }];
  assert.equal(
    activationsFindings({ activations: { ...ACTIVATIONS, variants }, within_noise: [] })[0]?.short,
    "At layer 18 PC1 turns farther than 299 of 300 real activations.",
  );
  assert.equal(
    found[1]?.text,
    "Of the real activations at layer 18 the change along that of PC1 has a slope of −0.312 (95 % interval −0.5 to −0.1) on x " +
      "along PC1, and of −0.312 (95 % interval −0.5 to 0.2, which leaves its sign open) without the outlier dimensions; the " +
      "interval is of resampled rows.",
  );
});

Deno.test("activationsFindings() says nothing without activations, without a change, or within rounding noise", () => {
  assert.deepEqual(activationsFindings({ activations: null, within_noise: [] }), []);
  const same = { ...ACTIVATIONS, variants: [{ ...VARIANT, slope: null }] };
  assert.deepEqual(activationsFindings({ activations: same, within_noise: [] }), []);
  assert.deepEqual(activationsFindings({ activations: ACTIVATIONS, within_noise: [18] }), []);
});
