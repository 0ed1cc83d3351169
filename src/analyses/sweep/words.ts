/**
 * Sentences about every role and trait as an input: where PC1 stands among them, and roles against traits.
 *
 * @module
 */

import type { Finding, Measured, Sweep, SweepRow, SweepTest } from "../../results.ts";
import { PEAK_INPUT } from "../../results/peak_input.ts";
import { countWord, formatAngle, formatNumber, plural } from "../../text/words.ts";

/** None where no sweep was run, and where nothing may be said of it. */
export function words({ sweep, options }: Pick<Measured, "sweep" | "options">): Finding[] {
  if (sweep === null || sweep.untold !== null) return [];
  const told: [string, Told | null][] = [
    ["sweep", farthest(sweep, options.layers.length)],
    ["sweep-kinds", kinds(sweep)],
  ];
  return told.flatMap(([topic, said]) =>
    said === null ? [] : [{ topic, layer: null, ...said, layers: [] }]
  );
}

/** A sentence, and the same in a line. */
type Told = Pick<Finding, "text" | "short">;

/** The vector that turns farthest, and how many turn farther than PC1. */
function farthest({ farthest: found, beside, rows }: Sweep, nLayers: number): Told | null {
  const own = beside.find(({ input_vector }) => input_vector === PEAK_INPUT);
  if (found === null || own === undefined) return null;
  const where = rows.every(({ layers }) => layers === nLayers) ? "" : " at which each vector is";
  const text = `As an input, ${
    overLayers(nLayers)
  }${where}, ${found.kind} ${found.name} turns the output farthest of ${
    plural(found.n, "role or trait vector", "role and trait vectors")
  } (${formatAngle(found.delta_angular_mean)} by the mean 1 − cos); ${
    countWord(found.n_beyond_pc1)
  } of them ${found.n_beyond_pc1 === 1 ? "turns" : "turn"} it farther than ${PEAK_INPUT} (${
    formatAngle(own.delta_angular_mean)
  }).`;
  const short = `As an input ${found.kind} ${found.name} turns the output farthest; ${
    countWord(found.n_beyond_pc1)
  } of ${found.n} ${found.n_beyond_pc1 === 1 ? "turns" : "turn"} it farther than ${PEAK_INPUT}.`;
  return { text, short };
}

/** Roles against traits, by the means of their means over layers. */
function kinds({ rows, tests }: Sweep): Told | null {
  const norm = comparison(tests, "delta_norm", (value) => formatNumber(value));
  const angular = comparison(tests, "delta_angular", formatAngle);
  if (norm === null || angular === null) return null;
  const count = (kind: SweepRow["kind"]) => rows.filter((row) => row.kind === kind).length;
  // Where no layer has outlier dimensions the numbers without them are the same, and no second look.
  const trimmed = isSame(tests, "trimmed_angular", "delta_angular")
    ? null
    : comparison(tests, "trimmed_angular", formatAngle);
  const kept = trimmed === null ? "" : `; without the outlier dimensions it is ${trimmed}`;
  const text =
    `Roles against traits as inputs (${count("role")} and ${
      count("trait")
    } vectors, means over the layers): |d| is ${norm}, and the angle by the mean 1 − cos ${angular}${kept}. ` +
    `Each t assumes independence, which vectors of one model need not have.`;
  const { roles_mean, traits_mean } = tests.find(({ column }) => column === "delta_angular")!;
  const short = `As inputs, roles turn the output by ${formatAngle(roles_mean!)} and traits by ${
    formatAngle(traits_mean!)
  }, by the mean 1 − cos.`;
  return { text, short };
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

/** Whether both columns have the same means and the same tests of them. */
function isSame(
  tests: readonly SweepTest[],
  ...columns: readonly [SweepTest["column"], SweepTest["column"]]
): boolean {
  const [a, b] = columns.map((column) => tests.find((it) => it.column === column));
  return a !== undefined && b !== undefined &&
    (["roles_mean", "traits_mean", "cohens_d", "welch_t"] as const).every((key) =>
      a[key] === b[key]
    );
}

function overLayers(n: number): string {
  return n === 1 ? "at the one layer analysed" : `over the ${n} layers analysed`;
}
