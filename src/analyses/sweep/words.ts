/**
 * Sentences about every role and trait as an input: where PC1 stands among them, and roles against traits.
 *
 * @module
 */

import type { Finding, Measured, Sweep, SweepRow, SweepTest } from "../../results.ts";
import { degrees } from "../../math/angle.ts";
import { isWithinNoise } from "../../results/spoken.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { countWord, formatDegrees, formatNumber, plural } from "../../text/words.ts";

/** None where no sweep was run, nothing changed, or a layer that the means are over is within rounding noise. */
export function words(
  measured: Pick<Measured, "sweep" | "mlp" | "options" | "within_noise">,
): Finding[] {
  const { sweep, options } = measured;
  if (sweep === null || sweep.rows.every((row) => row.delta_norm_mean === 0)) return [];
  if (options.layers.some((layer) => isWithinNoise(measured, layer))) return [];
  const sentences: [string, string | null][] = [
    ["sweep", farthest(measured, sweep)],
    ["sweep-kinds", kinds(sweep)],
  ];
  return sentences.flatMap(([topic, text]) =>
    text === null ? [] : [{ topic, layer: null, text, layers: [] }]
  );
}

/** The vector that turns farthest, and how many turn farther than PC1. */
function farthest(
  { mlp, options }: Pick<Measured, "mlp" | "options">,
  { rows }: Sweep,
): string | null {
  const { layers } = options;
  // Means over the same layers alone can be compared.
  const complete = rows.flatMap((row) =>
    row.layers === layers.length && row.delta_angular_mean !== null
      ? [{ row, turn: row.delta_angular_mean }]
      : []
  );
  const turns = mlp.filter((row) => row.input_vector === PEAK_INPUT)
    .flatMap((row) => row.delta_angular ?? []);
  const [first] = complete.toSorted((a, b) => b.turn - a.turn);
  if (first === undefined || turns.length === 0) return null;
  const own = turns.reduce((sum, turn) => sum + turn, 0) / turns.length;
  const nFarther = complete.filter(({ turn }) => turn > own).length;
  return `As an input, ${
    overLayers(layers.length)
  }, ${first.row.kind} ${first.row.name} turns the output farthest of ${
    plural(complete.length, "role or trait vector", "role and trait vectors")
  } (${turnText(first.turn)} by the mean 1 - cos); ${countWord(nFarther)} of them ${
    nFarther === 1 ? "turns" : "turn"
  } it farther than ${PEAK_INPUT} (${turnText(own)}).`;
}

/** Roles against traits, by the means of their means over layers. */
function kinds({ rows, tests }: Sweep): string | null {
  const norm = comparison(tests, "delta_norm", (value) => formatNumber(value));
  const angular = comparison(tests, "delta_angular", turnText);
  if (norm === null || angular === null) return null;
  const count = (kind: SweepRow["kind"]) => rows.filter((row) => row.kind === kind).length;
  const trimmed = comparison(tests, "trimmed_angular", turnText);
  const kept = trimmed === null ? "" : `; without the outlier dimensions it is ${trimmed}`;
  return `Roles against traits as inputs (${count("role")} and ${
    count("trait")
  } vectors, means over the layers): |d| is ${norm}, and the angle by the mean 1 - cos ${angular}${kept}. ` +
    `Each t assumes independence, which vectors of one model need not have.`;
}

/** Both means in words, Cohen's d and Welch's t; null where one kind is missing or nothing spreads. */
function comparison(
  tests: readonly SweepTest[],
  column: SweepTest["column"],
  format: (value: number) => string,
): string | null {
  const test = tests.find((it) => it.column === column);
  if (test === undefined) return null;
  const { roles_mean, traits_mean, cohens_d, welch_t } = test;
  if (roles_mean === null || traits_mean === null || cohens_d === null || welch_t === null) {
    return null;
  }
  return `${format(roles_mean)} against ${format(traits_mean)} (Cohen's d ${
    formatNumber(cohens_d, 3)
  }, Welch's t ${formatNumber(welch_t, 3)})`;
}

function overLayers(n: number): string {
  return n === 1 ? "at the one layer analysed" : `over the ${n} layers analysed`;
}

function turnText(deltaAngular: number): string {
  return formatDegrees(degrees(deltaAngular));
}
