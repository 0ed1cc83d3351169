/**
 * How rare the angle of each component is, for the main table.
 *
 * @module
 */

import { zScore } from "../../../math/significance.ts";
import { signedAngular, type Significance, significanceOf } from "../../../measure/draws.ts";
import type { MlpRow } from "../../../results.ts";
import type { Settling } from "../../analysis.ts";

const BASELINES = ["isotropic", "persona"] as const;

/** What it adds to a row of the main table. */
type SignificanceColumns = Pick<
  MlpRow,
  | "z_isotropic"
  | "p_isotropic"
  | "pfw_isotropic"
  | "z_persona"
  | "p_persona"
  | "pfw_persona"
>;

/** z of the row itself, p and family-wise p of its component, by the larger of both signs. */
export function significanceColumns(
  { layers, names }: Pick<Settling, "layers" | "names">,
): (row: MlpRow) => SignificanceColumns {
  const significance = new Map(names.map((name) => [
    name,
    BASELINES.map((baseline) => significanceOf(layers, { name, baseline, variant: "raw" })),
  ]));
  const signed = new Map(layers.map((layer, l) => [
    layer.layer,
    { l, changes: BASELINES.map((baseline) => signedAngular(layer, { baseline, variant: "raw" })) },
  ]));
  return ({ layer, input_vector, delta_angular }) => {
    const { l, changes } = signed.get(layer) ?? { l: -1, changes: [] };
    const name = input_vector.replace(/^-/, "");
    const [isotropic, persona] = significance.get(name) as Significance[];
    const [z_isotropic, z_persona] = changes.map((draws) =>
      draws === null || delta_angular === null ? null : zScore(delta_angular, draws)
    );
    return {
      z_isotropic: z_isotropic ?? null,
      p_isotropic: isotropic?.p[l] ?? null,
      pfw_isotropic: isotropic?.pfw[l] ?? null,
      z_persona: z_persona ?? null,
      p_persona: persona?.p[l] ?? null,
      pfw_persona: persona?.pfw[l] ?? null,
    };
  };
}
