/**
 * What pages and sentences decided of the evidence under schema 1.
 *
 * @module
 */

import * as v from "valibot";
import {
  layerColumns as operatingLayer,
  operatingBaselineRow,
  operatingPointColumns,
} from "../../analyses/operating_point/schema.ts";
import { robustnessRow } from "../../analyses/robustness/schema.ts";
import {
  baselineRow,
  mlp as significanceColumns,
  type PeakChance,
  quantileRow,
} from "../../analyses/significance/schema.ts";
import { componentEvidence } from "../../analyses/spaces/schema.ts";
import { asFarRows, missingBaselines } from "../as_far.ts";
import { standingByP, standingByShare } from "../chance_standing.ts";
import { PEAK_INPUT } from "../input_names.ts";
import { index } from "../lookup.ts";
import { isObject } from "../mismatch.ts";
import { operatingDraws, operatingSpreads, operatingTest } from "../responses.ts";
import { rowOf } from "../table.ts";
import { count, text } from "../values.ts";
import { rowsOf } from "./rows.ts";

type Parts = Readonly<Record<string, unknown>>;

const operatingLayerRow = v.object({ layer: count, ...rowOf(operatingLayer).entries });
const mlpRow = v.object({
  layer: count,
  input_vector: text,
  ...rowOf(significanceColumns).entries,
});
const amongRow = v.object({ layer: count, n: count, n_at_least: v.nullable(count) });

/** The evidence with what is settled in it now; what does not fit is left as it is. */
export function withDecisions(evidence: unknown, { baseline, options }: Parts): unknown {
  if (!isObject(evidence)) return evidence;
  const { layers, operating_baseline, ...others } = evidence;
  const { input_row, pc_space } = isObject(options) ? options : {};
  const draws = operatingDraws(rowsOf(operatingBaselineRow, operating_baseline));
  const row = v.safeParse(operatingPointColumns.row.schema, input_row);
  return {
    ...others,
    as_far: asFarRows(rowsOf(baselineRow, baseline), rowsOf(robustnessRow, evidence.robustness)),
    missing_baselines: missingBaselines(rowsOf(quantileRow, evidence.quantiles)),
    pc1_spaces: [
      pc_space ?? "components",
      ...rowsOf(componentEvidence, evidence.components)
        .flatMap(({ name }) => name.startsWith(`${PEAK_INPUT}:`) ? [name.split(":")[1]] : []),
    ],
    operating_draws: draws,
    operating_spreads: operatingSpreads(draws),
    operating_test: operatingTest(rowsOf(operatingLayerRow, layers), {
      draws,
      row: row.success ? row.output : "same",
    }),
    layers: Array.isArray(layers) ? layers.map(withOutliers) : layers,
  };
}

function withOutliers(layer: unknown): unknown {
  if (!isObject(layer) || !Array.isArray(layer.outliers)) return layer;
  return { ...layer, has_outliers: layer.outliers.length > 0 };
}

/** How PC1 stood to chance at its angular peak. */
export function chanceOf(
  { mlp, peaks, evidence }: Parts,
  among: unknown,
): PeakChance | null {
  const angular = isObject(peaks) ? peaks.angular : null;
  if (!isObject(angular) || typeof angular.layer !== "number") return null;
  const { layer } = angular;
  const row = index(rowsOf(mlpRow, mlp), "layer", "input_vector")(
    { layer, input_vector: PEAK_INPUT },
  );
  const quantiles = index(
    rowsOf(quantileRow, isObject(evidence) ? evidence.quantiles : []),
    "layer",
    "baseline",
    "variant",
  );
  const n = (baseline: "persona" | "isotropic") =>
    quantiles({ layer, baseline, variant: "raw" })?.n ?? 0;
  const inputs = rowsOf(amongRow, among).find((it) => it.layer === layer);
  return {
    layer,
    role_mixtures: standingByP({ n: n("persona"), pfw: row?.pfw_persona ?? null }),
    random_directions: standingByP({ n: n("isotropic"), pfw: row?.pfw_isotropic ?? null }),
    random_inputs: standingByShare(inputs ?? { n: 0, n_at_least: null }),
  };
}
