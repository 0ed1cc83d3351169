/**
 * The tables of a comparison: facts of the two runs, PC1 at the shared layers, and how alike the decompositions are.
 *
 * @module
 */

import { formatLayers } from "../../../text/layers.ts";
import { shownName } from "../../../text/quote.ts";
import type { Results } from "../../../results.ts";
import { analysedLayers } from "../../kit/layer_strip.ts";
import { type Column, type TableView, tableView } from "../../kit/tables.ts";
import type { Agreement } from "./agreements.ts";
import { peakText } from "./claims.ts";
import { pairText } from "./compared_layers.ts";
import {
  type Both,
  isSameSize,
  sharedGiven,
  sharedLayers,
  type SharedValues,
  sharedValues,
} from "./shared_values.ts";
import { VARIANT_WORDS } from "./texts.ts";

type Fact = [string, (results: Results) => string];

const FACTS: Fact[] = [
  ["base", ({ inputs }) => inputs.base.name],
  ["instruct", ({ inputs }) => inputs.instruct.name],
  ["vectors", ({ inputs }) => inputs.vectors.name],
  ["subtracted from raw vectors", ({ inputs }) => inputs.vectors.difference ?? "nothing"],
  ["key of roles", ({ inputs }) => inputs.vectors.role_key ?? "none"],
  ["key of traits", ({ inputs }) => inputs.vectors.trait_key ?? "none"],
  ["layers of the models", ({ inputs }) => String(inputs.base.layers)],
  ["hidden size", ({ inputs }) => String(inputs.base.hidden_size)],
  ["layers", (results) => formatLayers(analysedLayers(results))],
  ...(["angular", "absolute"] as const).map((name): Fact => [
    `${name} peak`,
    (results) => {
      const peak = results.peaks[name];
      return peak === null ? "none" : peakText(results, peak);
    },
  ]),
  ["components from", ({ options }) => `${options.pca}, layer ${options.pca_layer}`],
  ["vector layer", ({ options }) => String(options.vector_layer)],
  ["random directions", ({ options }) => `${options.random}, seed ${options.seed}`],
  ["weights", ({ options }) => options.weights],
  ["rounding", ({ options }) => options.rounding],
  ["device", ({ device }) => device.name],
  ["deltascope", ({ run }) => run.deltascope],
  ["synthetic", ({ run }) => run.is_synthetic ? "yes" : "no"],
];

/** What is another in the two runs, and what is the same; null where nothing is. */
export function factTables(
  a: Results,
  b: Results,
): { differing: TableView | null; same: TableView | null } {
  const isSame = ([, of]: Fact) => of(a) === of(b);
  const { differing = [], same = [] } = Object.groupBy(
    FACTS,
    (fact) => isSame(fact) ? "same" : "differing",
  );
  const property: Column<Fact> = { label: "property", value: ([term]) => term };
  return {
    differing: differing.length === 0 ? null : tableView("What differs", differing, [
      property,
      { label: "A", value: ([, of]) => of(a) },
      { label: "B", value: ([, of]) => of(b) },
    ]),
    same: same.length === 0 ? null : tableView("What is the same in both", same, [
      property,
      { label: "A and B", value: ([, of]) => of(a) },
    ]),
  };
}

/** PC1 at the shared layers, each value of B less that of A beside the two; null without one. */
export function valueTable(a: Results, b: Results): TableView | null {
  const rows = sharedLayers(a, b);
  return rows.length === 0 ? null : tableView("PC1 in both runs", rows, [
    { label: "layer", value: ({ layer }) => layer },
    ...valueColumns(a, b, rows),
  ]);
}

/** The same of the vectors that both were given; null without one. */
export function givenTable(a: Results, b: Results): TableView | null {
  const rows = sharedGiven(a, b).flatMap((name) =>
    sharedValues(a, b, name).map((values) => ({ name, ...values }))
  );
  return rows.length === 0 ? null : tableView("Vectors given to both runs, by their names", rows, [
    { label: "vector", value: ({ name }) => shownName(name) },
    { label: "layer", value: ({ layer }) => layer },
    ...valueColumns(a, b, rows),
  ]);
}

function valueColumns<Row extends SharedValues>(
  a: Results,
  b: Results,
  rows: readonly Row[],
): Column<Row>[] {
  const length = isSameSize(a, b) ? "|d|" : "|d| / |y base|";
  const hasP = rows.some(({ pfw }) => pfw.a !== null && pfw.b !== null);
  return [
    ...bothColumns<Row>({ of: (row) => row.angle, label: "angle", unit: " (°)" }),
    ...bothColumns<Row>({ of: (row) => row.length, label: length }),
    ...hasP ? bothColumns<Row>({ of: (row) => row.pfw, label: "p_fw" }) : [],
  ];
}

/** A, B, and B less A; unknown where either is. */
function bothColumns<Row>(
  { of, label, unit = "" }: {
    of: (row: Row) => Both;
    label: string;
    unit?: string;
  },
): Column<Row>[] {
  return [
    { label: `${label} A${unit}`, value: (row) => of(row).a },
    { label: `${label} B${unit}`, value: (row) => of(row).b },
    {
      label: `${label}, B − A${unit}`,
      isSigned: true,
      digits: 4,
      value: (row) => {
        const { a, b } = of(row);
        return a === null || b === null ? null : b - a;
      },
    },
  ];
}

/** Alike in all columns, which are read beside each other, and enough to tell the last of many mixtures. */
const RHO = { decimals: 4 };

/** A row for every pair of decompositions and form of the cosines; null where none are compared. */
export function agreementTable(compared: readonly Agreement[]): TableView | null {
  const rows = compared.flatMap(({ layers, correlations }) =>
    correlations.map((correlation) => ({ layers, ...correlation }))
  );
  if (rows.length === 0) return null;
  const hasMixtures = rows.some(({ mixtures }) => mixtures !== null);
  const spread = (
    key: "q05" | "q50" | "q95" | "n",
    label: string,
  ): Column<typeof rows[number]> => ({
    label,
    ...key === "n" ? {} : RHO,
    value: ({ mixtures }) => mixtures?.[key] ?? null,
  });
  return tableView("Rank correlations of the cosines of PC1’s change", rows, [
    { label: "decompositions", value: ({ layers }) => pairText(layers) },
    {
      label: "cosines",
      value: ({ variant }) => VARIANT_WORDS[variant],
    },
    { label: "vectors", value: ({ vectors }) => vectors },
    { label: "PC1", ...RHO, value: ({ rho }) => rho },
    ...rows.some(({ opposite }) => opposite !== null)
      ? [{
        label: "with −PC1 of B",
        ...RHO,
        value: ({ opposite }: typeof rows[number]) => opposite,
      }]
      : [],
    ...hasMixtures
      ? [
        spread("q50", "mixtures, median"),
        spread("q05", "5 %"),
        spread("q95", "95 %"),
        spread("n", "mixtures"),
      ]
      : [],
  ]);
}
