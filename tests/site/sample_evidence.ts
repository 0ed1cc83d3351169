/**
 * Made-up evidence for the sample results: deterministic, and of the shape that a run with all baselines gives. Layer 18 holds raw
 * and trimmed but not at the operating point, so that the verdict has every kind of cell.
 */

import type {
  BaselineName,
  BaselineRow,
  Evidence,
  LayerEvidence,
  MlpRow,
  OperatingBaselineRow,
  OperatingPointRow,
  QuantileRow,
  RankRow,
  RobustnessRow,
  Variant,
} from "../../src/results.ts";
import { asFarRows, missingBaselines } from "../../src/results/as_far.ts";
import { operatingDraws, operatingSpreads } from "../../src/results/responses.ts";
import { random } from "./sample_random.ts";
import { sampleVerdict } from "./sample_verdict.ts";

const VARIANTS: readonly Variant[] = ["raw", "trimmed", "centred"];
/** What is left of 1 - cos in each variant. */
const LEFT: Record<Variant, number> = { raw: 1, trimmed: 0.31, centred: 0.24 };
const COLUMN = {
  raw: "delta_angular",
  trimmed: "delta_angular_trimmed",
  centred: "delta_angular_centred",
} as const satisfies Record<Variant, keyof BaselineRow>;
const N_PERSONA = 32;

/** What the evidence is made of. */
export interface SampleMeasured {
  layers: readonly number[];
  focus: readonly number[];
  mlp: readonly MlpRow[];
  baseline: readonly BaselineRow[];
  roleDirections: Evidence["role_directions"];
  isSelf: boolean;
}

/** The random role mixtures and the single roles and traits of one layer, both signs of each. */
export function evidenceBaselineRows(
  layer: number,
  { nRoles, isSelf }: { nRoles: number; isSelf: boolean },
): BaselineRow[] {
  const draws = (baseline: BaselineName, n: number, spread: number): BaselineRow[] => {
    const next = random(layer * 31 + n);
    return Array.from({ length: 2 * n }, (_, i): BaselineRow => {
      const turn = isSelf ? 0 : spread * (0.25 + next() * next() + 0.3 * next() ** 6);
      return {
        layer,
        baseline,
        index: i >> 1,
        sign: i % 2 === 0 ? 1 : -1,
        delta_norm: isSelf ? 0 : 200 + 2000 * turn,
        delta_angular: turn,
        delta_angular_trimmed: turn * (0.4 + 0.4 * next()),
        delta_angular_centred: turn * (0.3 + 0.4 * next()),
      };
    });
  };
  return [...draws("persona", N_PERSONA, 0.03), ...draws("roles", nRoles, 0.06)];
}

/** The columns of `data/mlp.csv` that come with evidence. */
export function evidenceColumns(row: MlpRow): Partial<MlpRow> {
  const angle = Math.acos(1 - row.delta_angular!) * 180 / Math.PI;
  const gap = row.instruct_output_norm - row.base_output_norm;
  const isHigh = angle > 12;
  return {
    angle_degrees: angle,
    delta_relative: row.delta_norm / row.base_output_norm,
    radial_share: row.delta_norm === 0 ? null : (gap / row.delta_norm) ** 2,
    z_isotropic: isHigh ? 41.5 : 0.3,
    p_isotropic: isHigh ? 1 / 33 : 0.4848,
    pfw_isotropic: isHigh ? 1 / 33 : 0.9091,
    z_persona: isHigh ? 4.2 : -0.2,
    p_persona: isHigh ? 1 / 33 : 0.5455,
    pfw_persona: isHigh ? 1 / 33 : 1,
    noise_floor: 1.9,
    delta_over_floor: row.delta_norm / 1.9,
  };
}

/** All of the evidence. */
export function sampleEvidence(measured: SampleMeasured): Evidence {
  const { layers, focus, isSelf } = measured;
  const robustness = measured.mlp.flatMap((row) => robustnessRows(row, isSelf));
  const resample = (column: Evidence["bootstrap"]["bands"][number]["column"], name: string) =>
    measured.mlp.filter((row) => row.input_vector === name).map((row) => ({
      layer: row.layer,
      input_vector: name as "PC1" | "-PC1",
      variant: "raw" as const,
      column,
      q05: row[column]! * 0.9,
      q95: row[column]! * 1.07,
    }));
  const operating_draws = operatingDraws(
    layers.flatMap((layer) => operatingBaselineRows(layer, measured)),
  );
  const quantiles = quantileRows(measured);
  return {
    robustness,
    operating_point: layers.flatMap((layer) => operatingRows(layer, focus, isSelf)),
    operating_draws,
    operating_spreads: operatingSpreads(operating_draws),
    operating_test: isSelf ? null : { row: "same", n: N_PERSONA, layers: layers.length },
    quantiles,
    as_far: asFarRows(measured.baseline, robustness),
    missing_baselines: missingBaselines(quantiles),
    ranks: layers.flatMap((layer) =>
      VARIANTS.map((variant): RankRow => rankRow(measured, { layer, variant, robustness }))
    ),
    layers: layers.map((layer, i): LayerEvidence => ({
      layer,
      mu: "default",
      outliers: [1393, 24, 3001, 7, 811, 2044, 4090, 150],
      has_outliers: true,
      outliers_capped: false,
      outlier_share: 0.733 - 0.01 * i,
      specificity: isSelf ? null : layer === 18 ? 0.973 : -0.21,
      ln_ratio_persona_median: isSelf ? null : layer === 18 ? 1.214 : -0.21,
      ln_ratio_pc2: isSelf ? null : layer === 18 ? 0.973 : 0.14,
      ln_ratio_negative: isSelf ? null : layer === 18 ? 1.315 : 0.02,
      specificity_reference: isSelf ? null : layer === 18 ? 7.3 : 0.4,
      absolute_peak_share: layer === 24 ? 0.95 : 0.05 / layers.length,
      angular_peak_share: layer === 18 ? 1 : 0,
      step: 312.5,
      pfw_operating_point: isSelf ? null : 0.2424,
      own_pc1_cosine: 0.99 - 0.02 * i,
      own_pc_best: layer === 24 ? 2 : 1,
      own_pc_best_cosine: 0.99 - 0.01 * i,
    })),
    peaks: VARIANTS.flatMap((variant) =>
      ["PC1", "PC1:activation", "PC1:readout"].map((input_vector) => ({
        input_vector,
        variant,
        absolute_layer: isSelf ? null : layers.at(-1)!,
        angular_layer: isSelf ? null : layers.includes(18) ? 18 : layers[0]!,
      }))
    ),
    outlier_tables: Object.fromEntries(focus.map((layer) => [
      String(layer),
      [1393, 24, 3001, 7, 811, 2044, 4090, 150].map((coordinate, k) => ({
        coordinate,
        mu: (k % 2 === 0 ? 1 : -1) * 1840 / (k + 1) ** 2,
        base_weight: 18.4 / (k + 1),
        instruct_weight: 20.1 / (k + 1),
        d: isSelf ? 0 : 402 / (k + 1) ** 1.5,
        share: isSelf ? null : 0.684 / (k + 1) ** 3,
      })),
    ])),
    outlier_curve: focus.flatMap((layer) =>
      [0, 1, 2, 4, 8, 16].map((removed) => ({
        layer,
        removed,
        delta_angular: isSelf ? 0 : 0.08 / (1 + removed),
        q05: isSelf ? 0 : 0.004,
        q50: isSelf ? 0 : 0.006,
        q95: isSelf ? 0 : 0.009,
      }))
    ),
    pc1_spaces: ["components", "activation", "readout"],
    components: [
      {
        name: "PC1",
        cosine_with_axis: -0.712,
        cosine_with_mu: 0.083,
        cosine_with_pc1: 1,
      },
      { name: "PC2", cosine_with_axis: 0.21, cosine_with_mu: -0.31, cosine_with_pc1: 0 },
      { name: "PC3", cosine_with_axis: null, cosine_with_mu: 0.02, cosine_with_pc1: 0 },
      {
        name: "PC1:activation",
        cosine_with_axis: -0.64,
        cosine_with_mu: 0.4,
        cosine_with_pc1: 0.81,
      },
      { name: "PC1:readout", cosine_with_axis: -0.66, cosine_with_mu: 0.01, cosine_with_pc1: 0.77 },
    ],
    space_cosines: [
      { first: "PC1", second: "PC1:activation", cosine: 0.81 },
      { first: "PC1", second: "PC1:readout", cosine: 0.77 },
      { first: "PC1:activation", second: "PC1:readout", cosine: 0.42 },
    ],
    bootstrap: {
      resamples: 20,
      interval: "range",
      bands: [
        ...(["base_output_norm", "instruct_output_norm", "delta_norm", "delta_angular"] as const)
          .flatMap((column) => [...resample(column, "PC1"), ...resample(column, "-PC1")]),
      ],
    },
    calibration: Array.from({ length: N_PERSONA }, (_, k) => ({
      alpha: (k + 1) / (N_PERSONA + 1),
      share: Math.min(1, Math.floor((k + 2) / 3) * 3 / N_PERSONA),
    })),
    controls: [],
    role_directions: measured.roleDirections,
    other_rounding: null,
    verdict: sampleVerdict(layers, isSelf),
    reproduction: null,
  };
}

function robustnessRows(row: MlpRow, isSelf: boolean): RobustnessRow[] {
  const names = /^-?PC1$/.test(row.input_vector)
    ? [row.input_vector, `${row.input_vector}:activation`, `${row.input_vector}:readout`]
    : [row.input_vector];
  return names.flatMap((input_vector, s) =>
    VARIANTS.map((variant): RobustnessRow => ({
      layer: row.layer,
      input_vector,
      variant,
      delta_norm: row.delta_norm * Math.sqrt(LEFT[variant]) * (1 - 0.2 * s),
      delta_angular: row.delta_angular! * LEFT[variant] * (1 - 0.3 * s),
      pfw_persona: isSelf ? null : row.layer === 18 && s < 2 ? 1 / 33 : 0.8485,
      top1_share: isSelf ? null : variant === "raw" ? 0.684 : 0.09,
      participation_ratio: isSelf ? null : variant === "raw" ? 2.1 : 188.4,
    }))
  );
}

function operatingRows(
  layer: number,
  focus: readonly number[],
  isSelf: boolean,
): OperatingPointRow[] {
  const rows = focus.includes(layer) ? ["same", "before"] as const : ["same"] as const;
  return rows.flatMap((row, r) =>
    [-2, -1, -0.5, 0, 0.5, 1, 2].map((alpha): OperatingPointRow => {
      const size = alpha === 0 ? 900 : 210 * Math.abs(alpha) * (1 - 0.2 * r);
      return {
        layer,
        row,
        alpha,
        response_base: size,
        response_instruct: isSelf ? size : size * 1.08,
        response_delta: isSelf ? 0 : size * 0.22 * (1 + 0.1 * alpha),
        response_angular: isSelf ? 0 : 0.019 * (1 + 0.25 * alpha) * (1 - 0.3 * r),
      };
    })
  );
}

function operatingBaselineRows(
  layer: number,
  { focus, roleDirections, isSelf }: SampleMeasured,
): OperatingBaselineRow[] {
  const rows = focus.includes(layer) ? ["same", "before"] as const : ["same"] as const;
  const next = random(layer * 13);
  return rows.flatMap((row) =>
    (["persona", "roles"] as const).flatMap((baseline) =>
      Array.from(
        { length: baseline === "persona" ? N_PERSONA : roleDirections.length },
        (_, index) =>
          ([1, -1] as const).map((sign): OperatingBaselineRow => {
            const turn = isSelf ? 0 : 0.008 + 0.018 * next();
            const response_delta = isSelf ? 0 : 30 + 40 * next();
            return { layer, row, baseline, index, sign, response_delta, response_angular: turn };
          }),
      ).flat()
    )
  );
}

/** The larger of both signs, by direction. */
function largerAngular(
  { baseline }: SampleMeasured,
  { layer, name, variant }: { layer: number; name: BaselineName; variant: Variant },
): number[] {
  const rows = baseline.filter((row) => row.layer === layer && row.baseline === name);
  return [...Map.groupBy(rows, (row) => row.index).values()].map((signs) =>
    Math.max(...signs.map((row) => row[COLUMN[variant]] ?? 0))
  );
}

function quantileRows(measured: SampleMeasured): QuantileRow[] {
  return measured.layers.flatMap((layer) =>
    (["isotropic", "persona", "roles"] as const).flatMap((name) =>
      VARIANTS.map((variant): QuantileRow => {
        const turns = largerAngular(measured, { layer, name, variant }).sort((a, b) => a - b);
        const at = (share: number) => turns[Math.floor(share * (turns.length - 1))]!;
        return {
          layer,
          baseline: name,
          variant,
          n: turns.length,
          mean: at(0.45),
          sd: at(0.6) - at(0.4),
          q05: at(0.05),
          q50: at(0.5),
          q95: at(0.95),
        };
      })
    )
  );
}

function rankRow(
  measured: SampleMeasured,
  { layer, variant, robustness }: {
    layer: number;
    variant: Variant;
    robustness: readonly RobustnessRow[];
  },
): RankRow {
  const own = Math.max(
    ...robustness.filter((row) =>
      row.layer === layer && row.variant === variant && /^-?PC1$/.test(row.input_vector)
    ).map((row) => row.delta_angular ?? 0),
  );
  const turns = largerAngular(measured, { layer, name: "roles", variant });
  return { layer, variant, n: turns.length, n_at_least: turns.filter((it) => it >= own).length };
}
