/**
 * The evidence of a run from its measured layers.
 *
 * @module
 */

import type { Evidence, LayerEvidence, MlpRow, QuantileRow, RankRow, Variant } from "../results.ts";
import { BASELINES, VARIANTS } from "../results/evidence.ts";
import type { Directions } from "../prepare/directions.ts";
import type { StateRow } from "../prepare/options.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import { cosine, dot, type Vector } from "../math/vector_math.ts";
import { bands, intervalOf, peakShares } from "../analyses/bootstrap/settle.ts";
import { calibration } from "../analyses/significance/settle/calibration.ts";
import {
  componentTurn,
  drawsAt,
  drawTable,
  signedTurns,
} from "../analyses/significance/settle/draws.ts";
import type { LayerState } from "../prepare/layer_state.ts";
import type { MeasuredLayer } from "../measure/layer_changes.ts";
import type { OutlierDimensions } from "../prepare/outlier_dimensions.ts";
import { OWN_LAYER_INPUT } from "../results/peak_input.ts";
import { summarise } from "../math/quantiles.ts";
import { familyWise } from "../math/significance.ts";
import { layerSpecificity } from "../analyses/significance/settle/layer_specificity.ts";
import { largerResponse, responsesOf } from "../results/responses.ts";
import { robustnessRows } from "../analyses/change/settle/rows.ts";

/** Levels at which the family-wise test is set against its own draws. */
const ALPHAS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** What {@link assembleEvidence} works from. */
export interface EvidenceSource {
  readonly layers: readonly MeasuredLayer[];
  readonly directions: Directions;
  /** By layer, of all analysed layers and the layer of the PCA. */
  readonly states: ReadonlyMap<number, LayerState>;
  /** Outlier dimensions of the analysed layers. */
  readonly dimensions: ReadonlyMap<number, OutlierDimensions>;
  /** Layers that are decomposed. */
  readonly focus: readonly number[];
  readonly mlp: readonly MlpRow[];
  readonly pcaLayer: number;
  /** The assistant axis at the layer of the PCA, where the folder has one. */
  readonly assistantAxis: Vector | null;
  readonly inputRow: StateRow;
  readonly outlierTables: Evidence["outlier_tables"];
  readonly otherRounding: Evidence["other_rounding"];
}

/** Everything but the verdict and the reproduction, which are read off it. */
export function assembleEvidence(
  source: EvidenceSource,
): Omit<Evidence, "verdict" | "reproduction"> {
  const { layers, directions } = source;
  return {
    robustness: robustnessRows(layers),
    operating_point: layers.flatMap(({ line }) => line),
    operating_baseline: layers.flatMap(({ operatingBaseline }) => operatingBaseline),
    quantiles: quantileRows(layers),
    ranks: rankRows(layers),
    layers: layerRows(source),
    peaks: peakRows(layers),
    outlier_tables: source.outlierTables,
    outlier_curve: layers.filter(({ layer }) => source.focus.includes(layer))
      .flatMap(({ outlierCurve }) => outlierCurve),
    components: componentRows(source),
    space_cosines: spaceCosines(directions),
    bootstrap: {
      resamples: directions.bootstrap.length,
      interval: intervalOf(directions.bootstrap.length),
      bands: bands(layers),
    },
    calibration: calibration(
      drawTable(layers, { baseline: "persona", variant: "raw" }),
      ALPHAS,
    ),
    role_directions: directions.roles.map(({ kind, name }) => ({ kind, name })),
    other_rounding: source.otherRounding,
  };
}

/** The spread of every baseline that was run, in every variant. */
export function quantileRows(layers: readonly MeasuredLayer[]): QuantileRow[] {
  return layers.flatMap((layer) =>
    BASELINES.flatMap((baseline) =>
      VARIANTS.flatMap((variant): QuantileRow[] => {
        const larger = drawsAt(layer, { baseline, variant });
        const signed = signedTurns(layer, { baseline, variant });
        if (larger === null || signed === null) return [];
        return [{
          layer: layer.layer,
          baseline,
          variant,
          n: larger.length,
          ...summarise(larger, signed),
        }];
      })
    )
  );
}

function rankRows(layers: readonly MeasuredLayer[]): RankRow[] {
  return layers.flatMap((layer) =>
    VARIANTS.flatMap((variant): RankRow[] => {
      const own = componentTurn(layer, { name: PEAK_INPUT, variant });
      const roles = drawsAt(layer, { baseline: "roles", variant });
      return own === null || roles === null ? [] : [{
        layer: layer.layer,
        variant,
        n: roles.length,
        n_at_least: roles.filter((role) => role >= own).length,
      }];
    })
  );
}

function layerRows(source: EvidenceSource): LayerEvidence[] {
  const { layers, directions, states, dimensions } = source;
  const shares = peakShares(
    directions.bootstrap.map((_, k) =>
      layers.map(({ resamples }) => {
        const { delta_norm, delta_angular } = resamples[k]!.plus.raw;
        return { deltaNorm: delta_norm, deltaAngular: delta_angular ?? 0 };
      })
    ),
    layers.map(({ layer }) => layer),
  );
  const operating = operatingSignificance(source);
  return layers.map((measured, l): LayerEvidence => {
    const { layer } = measured;
    const state = states.get(layer)!;
    const { coordinates, isCapped } = dimensions.get(layer) ??
      { coordinates: [], isCapped: false };
    const length = dot(state.mu, state.mu);
    const held = coordinates.reduce((sum, k) => sum + state.mu[k]! ** 2, 0);
    return {
      layer,
      mu: state.source,
      outliers: [...coordinates],
      outliers_capped: isCapped,
      outlier_share: length === 0 ? 0 : held / length,
      ...layerSpecificity(l, source),
      absolute_peak_share: shares[l]?.absolute ?? null,
      angular_peak_share: shares[l]?.angular ?? null,
      step: state.step,
      pfw_operating_point: operating.get(layer) ?? null,
      own_pc1_cosine: state.own?.cosine ?? null,
      own_pc_best: state.own?.best ?? null,
      own_pc_best_cosine: state.own?.bestCosine ?? null,
    };
  });
}

/**
 * Family-wise p of PC1 at the operating point against the persona draws there, of the row that `--input-row` names; by layer. The
 * statistic is the larger of both signs, of PC1 as of the draws. The family is the layers that have such a row and a known angle:
 * the first has none before it.
 */
function operatingSignificance({ inputRow, layers }: EvidenceSource): Map<number, number> {
  const known = layers.flatMap(({ layer, line, operatingBaseline }) => {
    const observed = largerResponse(line.filter(({ row }) => row === inputRow));
    const draws = responsesOf(operatingBaseline, { row: inputRow, baseline: "persona" });
    return observed === null || draws.length === 0 || draws.includes(null)
      ? []
      : [{ layer, observed, draws: draws as number[] }];
  });
  const n = known[0]?.draws.length ?? 0;
  if (n === 0 || known.some(({ draws }) => draws.length !== n)) return new Map();
  const draws = Array.from({ length: n }, (_, k) => known.map((layer) => layer.draws[k]!));
  const { pfw } = familyWise(known.map(({ observed }) => observed), draws);
  return new Map(known.map(({ layer }, l) => [layer, pfw[l]!]));
}

function peakRows(layers: readonly MeasuredLayer[]): Evidence["peaks"] {
  const names = layers[0]?.components.map(({ name }) => name)
    .filter((name) => name === PEAK_INPUT || name.startsWith(`${PEAK_INPUT}:`))
    // At every layer another input: its peak would compare what is not the same.
    .filter((name) => name !== OWN_LAYER_INPUT) ?? [];
  return names.flatMap((name) =>
    VARIANTS.map((variant) => ({
      input_vector: name,
      variant,
      absolute_layer: largestLayer(layers, { name, variant, column: "deltaNorm" }),
      angular_layer: largestLayer(layers, { name, variant, column: "deltaAngular" }),
    }))
  );
}

/** The lowest layer of the largest value; null where it is zero everywhere. */
function largestLayer(
  layers: readonly MeasuredLayer[],
  { name, variant, column }: {
    name: string;
    variant: Variant;
    column: "deltaNorm" | "deltaAngular";
  },
): number | null {
  let best: { layer: number; value: number } | null = null;
  for (const { layer, components } of layers) {
    const value = components.find((it) => it.name === name)?.plus[variant][column] ?? 0;
    if (value > (best?.value ?? 0)) best = { layer, value };
  }
  return best?.layer ?? null;
}

function componentRows(source: EvidenceSource): Evidence["components"] {
  const { directions, assistantAxis, states, pcaLayer } = source;
  const mu = states.get(pcaLayer)?.mu ?? null;
  const named = [
    ...directions.components.map(({ info, values }) => ({ name: info.name, values })),
    ...directions.spaces,
  ];
  const [pc1] = named;
  return named.map(({ name, values }) => ({
    name,
    cosine_with_axis: assistantAxis === null ? null : cosine(values, assistantAxis),
    cosine_with_mu: mu === null ? null : cosine(values, mu),
    cosine_with_pc1: pc1 === undefined ? null : cosine(values, pc1.values),
  }));
}

/** Pairs of PC1 in different spaces. */
function spaceCosines({ components, spaces }: Directions): Evidence["space_cosines"] {
  const [pc1] = components;
  if (pc1 === undefined || spaces.length === 0) return [];
  const all = [{ name: pc1.info.name, values: pc1.values }, ...spaces];
  return all.flatMap((first, i) =>
    all.slice(i + 1).map((second) => ({
      first: first.name,
      second: second.name,
      cosine: cosine(first.values, second.values),
    }))
  );
}
