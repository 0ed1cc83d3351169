/** A made-up verdict with every kind of cell, and made-up published figures with every kind of row. */

import type { Finding, Reproduction, Verdict } from "../../src/results.ts";

const DECIDING = ["raw", "trimmed", "at the operating point"];

/** A cell whose figure is told in words alone, as that of an earlier version. */
export const NO_NUMBERS = {
  reason: null,
  value: null,
  rank: null,
  of: null,
  best_layer: null,
  best_value: null,
  p: null,
  n: null,
  count: null,
  quantile: null,
  role_mixture_ratio: null,
  pc2_ratio: null,
  negative_ratio: null,
} as const;

/** The sentences of the verdict among the findings. */
export function sampleVerdictFindings(layers: readonly number[], isSelf: boolean): Finding[] {
  const { layer } = sampleVerdict(layers, isSelf);
  const texts = isSelf
    ? [
      "No difference: base and instruct give the same MLP outputs.",
      "Every output is the same in both models.",
      "Nothing: the two checkpoints are the same.",
    ]
    : [
      `The peak of PC1 at layer ${layer} stands out raw and trimmed, and not at the operating point.`,
      `At layer ${layer} the MLP output for PC1 turns by 23.8 degrees, the most of ${layers.length} layers. One coordinate carries 68 % of the difference; without the 8 outlier dimensions 13.2 degrees are left. Of 100 single roles and traits 12 turn more. All of this concerns the MLP in isolation, not behaviour.`,
      "A response at the operating point beyond the random role mixtures would turn this into a yes.",
    ];
  return ["verdict", "verdict-paragraph", "verdict-change"].map((topic, i) => ({
    topic,
    layer: null,
    text: texts[i]!,
    layers: [layer],
  }));
}

/** The verdict on layer 18, or on the first layer where 18 is not among them. */
export function sampleVerdict(layers: readonly number[], isSelf: boolean): Verdict {
  const layer = layers.includes(18) ? 18 : layers[0]!;
  const claims = [
    "largest angle",
    "largest |d|",
    "largest |d| / |y_b|",
    "beyond persona",
    "beyond single roles",
    "specific",
  ];
  const conditions = [
    "raw",
    "trimmed",
    "centred",
    "PC1:activation",
    "PC1:readout",
    "at the operating point",
  ];
  const holds = [
    [true, true, true, true, true, null],
    [false, false, false, false, false, false],
    [true, true, null, true, null, null],
    [true, true, true, true, false, false],
    [true, false, false, null, null, false],
    [true, true, true, null, null, true],
  ];
  const figures = [
    "23.8 degrees; next 14.3 at layer 20",
    "layer 24: 678.8",
    "0.44 at layer 18",
    "p_fw = 0.0303",
    "12 of 100 turn as far",
    "ln ratio 0.97",
  ];
  return {
    layer,
    is_chosen_after_looking: !layers.includes(18),
    answer: isSelf ? "no difference" : "only under",
    conditions: isSelf ? [] : ["raw", "trimmed"],
    no_difference: isSelf ? "everywhere" : null,
    asked: conditions.map((condition) => ({
      condition,
      decides: DECIDING.includes(condition),
      is_beyond: isSelf || condition.startsWith("PC1:") ? null : !condition.startsWith("at"),
    })),
    angular_peaks: isSelf ? null : { raw: layer, trimmed: layer },
    reversed_angle: null,
    largest_coordinate: isSelf ? null : { share: 0.684, outlier: 3 },
    draws_to_change: null,
    table: claims.flatMap((claim, c) =>
      conditions.map((condition, k) => ({
        claim,
        condition,
        holds: isSelf ? null : holds[c]![k]!,
        decides: DECIDING.includes(condition) && claim.startsWith("beyond"),
        ...NO_NUMBERS,
        told: isSelf || holds[c]![k] === null ? "not computed" : figures[c]!,
      }))
    ),
  };
}

/** A page of published figures with every kind of row. */
export function sampleReproduction(): Reproduction {
  const row = (quantity: string, published: number, value: number | null) => ({
    quantity,
    published,
    value,
    difference: value === null ? null : value - published,
    rounding: quantity.includes("norm") ? "bf16-output" as const : "f32-output" as const,
    agrees: value === null ? null : Math.abs(value - published) < 1e-3 * published,
  });
  return {
    is_same_pcs: true,
    differing_pcs: [],
    is_computed: false,
    other_space: null,
    unclaimed: [],
    sweep: null,
    merged: null,
    told: null,
    source:
      "Figures printed by public notebooks, run on google/gemma-2-27b and google/gemma-2-27b-it.",
    rows: [
      row("delta_angular of PC1 at layer 18", 0.0853, 0.08531),
      row("delta_norm of PC1 at layer 18", 485.7257, 491.2),
      row("delta_angular of random directions at layer 18", 0.005, null),
    ],
  };
}
