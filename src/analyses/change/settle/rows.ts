/**
 * The rows of `data/mlp.csv`, `data/baseline.csv` and `data/robustness.csv` from measured layers.
 *
 * @module
 */

import type { BaselineRow, MlpRow, OtherRounding, RobustnessRow } from "../../../results.ts";
import { VARIANTS } from "../../../results/evidence.ts";
import { type LayerCauses, UNKNOWN_CAUSES } from "../../stages/settle/tables.ts";
import { degreesOrNull } from "../../../math/angle.ts";
import { signedName } from "../../../prepare/input_groups.ts";
import { signedTurns, type Significance, significanceOf } from "../../significance/settle/draws.ts";
import type { MeasuredLayer } from "../../../measure/layer_changes.ts";
import { OWN_LAYER_INPUT } from "../../../results/peak_input.ts";
import { zScore } from "../../../math/significance.ts";

const SIGNS = [1, -1] as const;
const P_BASELINES = ["isotropic", "persona"] as const;

/** The main table: by layer, then PC1, -PC1, PC2, ...; PC1 in other spaces is not part of it. */
export function mlpRows(
  layers: readonly MeasuredLayer[],
  { names, causes }: { names: readonly string[]; causes: readonly LayerCauses[] },
): MlpRow[] {
  const columnsAt = new Map(causes.map(({ layer, columns }) => [layer, columns]));
  const significance = new Map(names.map((name) => [
    name,
    P_BASELINES.map((baseline) => significanceOf(layers, { name, baseline, variant: "raw" })),
  ]));
  return layers.flatMap((layer, l) => {
    const signed = P_BASELINES.map((baseline) => signedTurns(layer, { baseline, variant: "raw" }));
    return layer.deltas.flatMap(({ name, sign, delta, floor }): MlpRow[] => {
      if (!names.includes(name)) return [];
      const [isotropic, persona] = significance.get(name) as Significance[];
      const [z_isotropic, z_persona] = signed.map((turns) =>
        turns === null || delta.delta_angular === null ? null : zScore(delta.delta_angular, turns)
      );
      const { base_output_norm, instruct_output_norm, delta_norm, delta_angular } = delta;
      const input_vector = signedName(name, sign);
      return [{
        layer: layer.layer,
        input_vector,
        base_output_norm,
        instruct_output_norm,
        delta_norm,
        delta_angular,
        angle_degrees: degreesOrNull(delta_angular),
        delta_relative: base_output_norm === 0 ? null : delta_norm / base_output_norm,
        radial_share: delta_norm === 0
          ? null
          : ((instruct_output_norm - base_output_norm) / delta_norm) ** 2,
        z_isotropic: z_isotropic ?? null,
        p_isotropic: isotropic?.p[l] ?? null,
        pfw_isotropic: isotropic?.pfw[l] ?? null,
        z_persona: z_persona ?? null,
        p_persona: persona?.p[l] ?? null,
        pfw_persona: persona?.pfw[l] ?? null,
        noise_floor: floor,
        delta_over_floor: floor === null || floor === 0 ? null : delta_norm / floor,
        ...columnsAt.get(layer.layer)?.get(input_vector) ?? UNKNOWN_CAUSES,
      }];
    });
  });
}

/** The measured columns of the main table. */
export function measuredRows(
  layers: readonly MeasuredLayer[],
  names: readonly string[],
): OtherRounding["mlp"] {
  return layers.flatMap(({ layer, deltas }) =>
    deltas.filter(({ name }) => names.includes(name)).map(({ name, sign, delta }) => ({
      layer,
      input_vector: signedName(name, sign),
      ...delta,
    }))
  );
}

/** Two rows a direction: by layer, then baseline, index, sign. */
export function baselineRows(layers: readonly MeasuredLayer[]): BaselineRow[] {
  return layers.flatMap(({ layer, directions }) =>
    directions.flatMap(({ baseline, index, plus, minus }) =>
      SIGNS.map((sign): BaselineRow => {
        const { raw, trimmed, centred } = sign === 1 ? plus : minus;
        return {
          layer,
          baseline,
          index,
          sign,
          delta_norm: raw.deltaNorm,
          delta_angular: raw.deltaAngular,
          delta_angular_trimmed: trimmed.deltaAngular,
          delta_angular_centred: centred.deltaAngular,
        };
      })
    )
  );
}

/** Every component, PC1 in other spaces included, in every variant. */
export function robustnessRows(layers: readonly MeasuredLayer[]): RobustnessRow[] {
  const names = [
    ...new Set(layers.flatMap(({ components }) => components.map(({ name }) => name))),
  ];
  // The mixtures belong to the layer of PC1, not to that of an own PC1: it has no p.
  const tested = names.filter((name) => name !== OWN_LAYER_INPUT);
  const significance = new Map(tested.flatMap((name) =>
    VARIANTS.map((variant) => [
      `${name} ${variant}`,
      significanceOf(layers, { name, baseline: "persona", variant }),
    ])
  ));
  return layers.flatMap(({ layer, components }, l) =>
    components.flatMap(({ name, plus, minus }) =>
      SIGNS.flatMap((sign) =>
        VARIANTS.map((variant): RobustnessRow => {
          const { deltaNorm, deltaAngular, top1Share, participationRatio } =
            (sign === 1 ? plus : minus)[variant];
          return {
            layer,
            input_vector: signedName(name, sign),
            variant,
            delta_norm: deltaNorm,
            delta_angular: deltaAngular,
            pfw_persona: significance.get(`${name} ${variant}`)?.pfw[l] ?? null,
            top1_share: top1Share,
            participation_ratio: participationRatio,
          };
        })
      )
    )
  );
}
