/**
 * The tables of a comparison: facts of the two runs, PC1 at the shared layers, and how alike the decompositions are.
 *
 * @module
 */

import { shownName } from "../../../text/quote.ts";
import type { Results } from "../../../results.ts";
import { type Fact, factsOf } from "../../kit/facts.ts";
import { type Column, type TableView, tableView } from "../../kit/tables.ts";
import { optionFacts } from "../methods/run_facts.ts";
import { vectorFacts } from "../methods/vector_facts.ts";
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

/** What a run is of, how it was asked for, where it peaks and what computed it; of inputs and options as its page of methods has them. */
function runFacts(results: Results): Fact[] {
  const { inputs, device, run } = results;
  const { base, instruct, vectors } = inputs;
  const peak = (name: "angular" | "absolute") => {
    const found = results.peaks[name];
    return found === null ? "none" : peakText(results, found);
  };
  return [
    ...factsOf({ "base": base.name, "instruct": instruct.name, "vectors": vectors.name }),
    ...vectorFacts(vectors, { hasReasons: false }),
    ...factsOf({
      "layers of the models": String(base.layers),
      "hidden size": String(base.hidden_size),
    }),
    ...optionFacts(results),
    ...factsOf({
      "angular peak": peak("angular"),
      "absolute peak": peak("absolute"),
      "device": device.name,
      "deltascope": run.deltascope,
      "synthetic": run.is_synthetic ? "yes" : "no",
    }),
  ];
}

/** What is another in the two runs, and what is the same; null where nothing is. */
export function factTables(
  a: Results,
  b: Results,
): { differing: TableView | null; same: TableView | null } {
  const [ofA, ofB] = [a, b].map((results) =>
    new Map(runFacts(results).map(({ term, value }) => [term, value]))
  ) as [Map<string, string>, Map<string, string>];
  // Of an earlier run, or one without evidence, less is known.
  const terms = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const { differing = [], same = [] } = Object.groupBy(
    terms,
    (term) => ofA.get(term) === ofB.get(term) ? "same" : "differing",
  );
  const property: Column<string> = { label: "property", value: (term) => term };
  const of = (facts: Map<string, string>) => (term: string) => facts.get(term) ?? null;
  return {
    differing: differing.length === 0 ? null : tableView("What differs", differing, [
      property,
      { label: "A", value: of(ofA) },
      { label: "B", value: of(ofB) },
    ]),
    same: same.length === 0 ? null : tableView("What is the same in both", same, [
      property,
      { label: "A and B", value: of(ofA) },
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
