/** How PC1 stands to chance in made-up results, as a run settles it. */

import type { Evidence, Measured, PeakChance } from "../../src/results.ts";
import { amongInputs } from "../../src/results/among_isotropic.ts";
import { standingByP, standingByShare } from "../../src/results/chance_standing.ts";
import { rowAt } from "../../src/results/peak_input.ts";

/** PC1 among the random directions of every layer. */
export function amongOf(
  { mlp, baseline }: Pick<Measured, "mlp" | "baseline">,
): Measured["among_isotropic"] {
  return mlp.filter(({ input_vector }) => input_vector === "PC1").flatMap((row) =>
    amongInputs(
      row.layer,
      row.delta_angular,
      baseline.filter(({ layer, baseline }) => layer === row.layer && baseline === "isotropic")
        .map(({ delta_angular }) => delta_angular),
    )
  );
}

/** PC1 at its angular peak; null without one. */
export function chanceOf(
  parts: Pick<Measured, "mlp" | "peaks" | "baseline">,
  quantiles: Evidence["quantiles"],
): PeakChance | null {
  const { angular } = parts.peaks;
  if (angular === null) return null;
  const { layer } = angular;
  const row = rowAt(parts.mlp, layer);
  const n = (baseline: "persona" | "isotropic") =>
    quantiles.find((it) => it.layer === layer && it.baseline === baseline && it.variant === "raw")
      ?.n ?? 0;
  const inputs = amongOf(parts).find((it) => it.layer === layer);
  return {
    layer,
    role_mixtures: standingByP({ n: n("persona"), pfw: row?.pfw_persona ?? null }),
    random_directions: standingByP({ n: n("isotropic"), pfw: row?.pfw_isotropic ?? null }),
    random_inputs: standingByShare(inputs ?? { n: 0, n_at_least: null }),
  };
}
