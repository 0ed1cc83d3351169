/**
 * Every component on other coordinates of the outputs.
 *
 * @module
 */

import { significanceOf } from "../../../measure/draws.ts";
import type { LayerChanges } from "../../../measure/layer_changes.ts";
import { signedName } from "../../../prepare/input_groups.ts";
import type { Evidence, RobustnessRow, Variant } from "../../../results.ts";
import { VARIANTS } from "../../../results/values.ts";
import { OWN_LAYER_INPUT, PEAK_INPUT } from "../../../results/peak_input.ts";

const SIGNS = [1, -1] as const;

/** Every component, PC1 in other spaces included, in every variant. */
export function robustnessRows(layers: readonly LayerChanges[]): RobustnessRow[] {
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

/** The peaks of PC1 in every variant and space. */
export function peakRows(layers: readonly LayerChanges[]): Evidence["peaks"] {
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
  layers: readonly LayerChanges[],
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
