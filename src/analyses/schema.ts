/**
 * The schema of `results.json`: what every run writes down, and the part of each analysis of the list.
 *
 * @module
 */

import * as v from "valibot";
import {
  deviceInfo,
  finding,
  principalComponentInfo,
  runInfo,
  runOptions,
  SCHEMA,
} from "../results/envelope.ts";
import { inputs } from "../results/inputs.ts";
import { type Columns, rowOf } from "../results/table.ts";
import { count } from "../results/values.ts";
import { LIST } from "./index.ts";

/** What the analyses declare. */
type Schemas = Extract<(typeof LIST)[number], { schema: unknown }>["schema"];

/** Of every analysis the entries of one section, as one object. */
type EntriesOf<Section extends string> = Joined<
  Schemas extends infer One ? One extends { [K in Section]: infer Entries } ? Entries : never
    : never
>;

/** Of alternatives all at once. */
type Joined<Alternatives> =
  (Alternatives extends unknown ? (one: Alternatives) => void : never) extends
    (all: infer All) => void ? { [K in keyof All]: All[K] } : never;

function entriesOf<Section extends "mlp" | "layers" | "results" | "evidence" | "causes">(
  section: Section,
): EntriesOf<Section> {
  const schemas: readonly Readonly<Record<string, object>>[] = LIST.flatMap((analysis) =>
    "schema" in analysis ? [analysis.schema] : []
  );
  return Object.assign({}, ...schemas.map((schema) => schema[section] ?? {}));
}

/** Columns of the main table, in the order of the analyses. */
export const mlpColumns: EntriesOf<"mlp"> & Columns = entriesOf("mlp");

export const mlpRow = rowOf(entriesOf("mlp"));

export const layerEvidence = v.object({ layer: count, ...rowOf(entriesOf("layers")).entries });

export const evidence = v.object({ ...entriesOf("evidence"), layers: v.array(layerEvidence) });

export const causes = v.object(entriesOf("causes"));

/** Everything that is written. */
export const results = v.object({
  schema: v.literal(SCHEMA),
  run: runInfo,
  inputs,
  options: runOptions,
  device: deviceInfo,
  /** What each principal component is, PC1 first. */
  pcs: v.array(principalComponentInfo),
  /** By layer, then PC1, -PC1, PC2, ... */
  mlp: v.pipe(v.array(mlpRow), v.minLength(1, "at least one row")),
  ...entriesOf("results"),
  /** What tells whether a peak is real; null in earlier runs and without baselines. */
  evidence: v.optional(v.nullable(evidence), null),
  /** Where the change arises and what carries it; null in earlier runs and without baselines. */
  causes: v.optional(v.nullable(causes), null),
  /** Sentences computed from the numbers, verdict first. */
  findings: v.array(finding),
});

/** Everything the site shows. */
export type Results = v.InferOutput<typeof results>;
/** One row of `data/mlp.csv`. */
export type MlpRow = v.InferOutput<typeof mlpRow>;
/** What tells whether a peak is real. */
export type Evidence = v.InferOutput<typeof evidence>;
/** What is known of one layer. */
export type LayerEvidence = v.InferOutput<typeof layerEvidence>;
/** Where a change arises and what carries it. */
export type Causes = v.InferOutput<typeof causes>;
