/**
 * The page of a comparison of weights: the claim, the charts, all numbers, how to read them, and what was compared.
 *
 * @module
 */

import type {
  ComparedCheckpoint,
  OtherWeightRow,
  WeightComparison,
  WeightRow,
} from "../../../results/weight_comparison.ts";
import { otherWeightColumns, weightColumns } from "../../../results/weight_columns.ts";
import type { TableColumn } from "../../../results/table.ts";
import { formatLayers, layersText } from "../../../text/layers.ts";
import { bytesText, capitalised, durationText, list } from "../../../text/words.ts";
import { isSynthetic, weightClaim } from "../../../text/weight_claim.ts";
import { weightDetails } from "../../../text/weight_details.ts";
import { csvText } from "../../kit/csv.ts";
import type { FigureView } from "../../kit/figures.ts";
import { declared, type TableView, tableView } from "../../kit/tables.ts";
import { repeatWeights, reportOnTheSame } from "../repeat.ts";
import { weightFigures } from "./figures.ts";
import { weightMap, type WeightMapView } from "./map.ts";

/** Where the numbers go that a reader takes away: those of MLPs, and of other tensors. */
const [CSV_NAME, OTHERS_CSV_NAME] = ["weights.csv", "other_weights.csv"];

/** A table, and all that is in it. */
interface TableToTake {
  readonly table: TableView;
  readonly csv: { readonly name: string; readonly href: string; readonly of: string };
}

/** What stands on the page. */
export interface WeightsView {
  /** Above the title. */
  readonly kicker: string;
  readonly base: string;
  readonly instruct: string;
  readonly claim: string;
  readonly details: readonly string[];
  /** What differs beside the weights, in whole sentences. */
  readonly remarks: readonly string[];
  readonly figures: readonly FigureView[];
  /** Of all matrices; null where MLPs alone were compared. */
  readonly map: WeightMapView | null;
  /** What was not compared, in a sentence. */
  readonly scope: string;
  readonly tables: readonly TableToTake[];
  readonly reading: readonly string[];
  /** The line that tells what no number here does; null where nothing differs. */
  readonly next: string | null;
  readonly facts: readonly { readonly term: string; readonly value: string }[];
  readonly command: string;
}

/** The page. */
export function weightsView(comparison: WeightComparison): WeightsView {
  const { base, instruct, rows, tensors, others, run, remarks } = comparison;
  const [ofMlps, ofOthers] = numbersAddresses(comparison);
  return {
    kicker: `${capitalised(weightWords(comparison))}, tensor by tensor`,
    base: base.name,
    instruct: instruct.name,
    claim: weightClaim(comparison),
    details: weightDetails(comparison),
    remarks,
    figures: weightFigures(comparison),
    map: weightMap(comparison),
    scope: scopeOf(comparison),
    tables: [
      {
        table: tableOf<WeightRow>("Every MLP tensor of every layer compared", weightColumns, rows),
        csv: { name: CSV_NAME, href: ofMlps, of: "all MLP tensors" },
      },
      ...others === null || ofOthers === undefined ? [] : [{
        table: tableOf<OtherWeightRow>(
          tensors === "all" ? "Every other tensor" : "Every other tensor of these layers",
          otherWeightColumns,
          others,
        ),
        csv: { name: OTHERS_CSV_NAME, href: ofOthers, of: "all other tensors" },
      }],
    ],
    reading: readingOf(comparison),
    next: rows.some(({ changed_share }) => changed_share > 0) ? reportOnTheSame(run.command) : null,
    facts: factsOf(comparison),
    command: repeatWeights(run.command),
  };
}

/** Which weights were compared. */
function weightWords({ tensors }: WeightComparison): string {
  return tensors === "mlp" ? "MLP weights" : "weights";
}

/** The title of the page, and whether its weights were made by a program. */
export function weightsTitle(comparison: WeightComparison): string {
  return [
    `Change of ${weightWords(comparison)}`,
    ...isSynthetic(comparison) ? ["synthetic"] : [],
    "deltascope",
  ].join(" · ");
}

/** All numbers of a CSV file, rounded for reading. */
function tableOf<Row extends Readonly<Record<keyof Row, string | number | null>>>(
  caption: string,
  columns: Readonly<Record<keyof Row & string, TableColumn>>,
  rows: readonly Row[],
): TableView {
  const names = Object.keys(columns) as (keyof Row & string)[];
  return tableView(
    caption,
    rows,
    names.map((name) => declared(columns[name], (row: Row) => row[name])),
  );
}

/** What was compared and what not, and which option compares more. */
export function scopeOf({ tensors, base, instruct }: WeightComparison): string {
  // The option refuses one.
  const isAdapted = base.adapter !== null || instruct.adapter !== null;
  switch (tensors) {
    case "mlp":
      return "Only MLPs and the norms before and after them were compared: attention, embeddings, other norms and the output head were not read; --tensors layer compares attention and its norms too" +
        (isAdapted ? "." : ", --tensors all everything.");
    case "layer":
      return "All tensors of these layers that both checkpoints have in the same shape were compared: embeddings, the last norm and the output head were not read" +
        (isAdapted ? "." : "; --tensors all compares them too.");
    case "all":
      return "All tensors that both checkpoints have in the same shape were compared, in these layers and outside layers (embeddings, the last norm, a separate output head); outside layers also those with more rows on one side, by as many first rows as both have.";
  }
}

/** The numbers as CSV in addresses, so that the file holds them: those of MLPs, then those of other tensors if there are any. */
export function numbersAddresses(
  { rows, others }: WeightComparison,
): [ofMlps: string, ofOthers?: string] {
  const address = (csv: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;
  const ofMlps = address(csvText(weightColumns, rows.map((row) => ({ ...row }))));
  return others === null
    ? [ofMlps]
    : [ofMlps, address(csvText(otherWeightColumns, others.map((row) => ({ ...row }))))];
}

function readingOf({ weights, rows, others, norm_weight }: WeightComparison): string[] {
  const hasRounding = [...rows, ...others ?? []]
    .some(({ rounding_change }) => rounding_change !== null);
  return [
    "Each tensor is taken as one long vector. Its length |W| is the root of the sum of its squared elements (the Frobenius norm); its change is the length of the difference, |ΔW|, over its length in the base; 1 − cos is that of the angle between the two. Sums are float64.",
    weights === "bf16"
      ? "Every weight is rounded to bfloat16 first, in both checkpoints, since models are mostly run that way; --weights stored takes them as they are stored."
      : "Weights are taken as they are stored, in full.",
    ...hasRounding
      ? [
        "Rounding alone is what rounding a tensor that is stored wider than bfloat16 changes in it: a change of that size may be no more than a conversion.",
      ]
      : [
        "Both checkpoints are stored as bfloat16, which keeps two to three digits: smaller changes of an element are not in them, and how far either was rounded when it was saved is not known.",
      ],
    ...rows.some(({ delta_top8_share }) => delta_top8_share !== null)
      ? [
        "Whether a change lies in few directions is read off the singular values of ΔW as a matrix. They are found by a block Krylov iteration from eight random vectors, which ends when one more reading of both checkpoints adds less than 0.5 % to the squares of the eight largest, or after four readings. Singular values are therefore bounds from below and stable ranks from above: off by nearly nothing where some directions stand out, by up to a tenth where none does.",
      ]
      : [],
    ...norm_weight === "1 + w"
      ? ["Norm weights are compared as they act, as 1 + w; a change of w looks smaller so."]
      : [],
    "A relative change says how much changed, not in which directions or to what effect: a small change along a direction that the model uses may count for more than a large one along others, and a permutation of neurons would look like a large change and do nothing. Layers are compared by their number.",
  ];
}

function factsOf(
  { base, instruct, layers, n_layers, weights, rows, run }: WeightComparison,
): WeightsView["facts"] {
  return [
    ...sideFacts("base", base),
    ...sideFacts("instruct", instruct),
    {
      term: "layers",
      value: layers.length === n_layers
        ? `all ${n_layers}`
        : `${formatLayers(layers)} of ${n_layers}`,
    },
    {
      term: "weights",
      value: weights === "bf16" ? "rounded to bfloat16" : "as stored",
    },
    {
      term: "weights read",
      value: `${bytesText(run.weight_bytes_read)}${
        rows.some(({ delta_spectral_norm }) => delta_spectral_norm !== null)
          ? ", matrices several times"
          : ""
      }`,
    },
    ...run.layers_from_records.length === 0 ? [] : [{
      term: "from records",
      value:
        `${
          layersText(run.layers_from_records)
        }, compared by another run of the same checkpoints and options. ` +
        "Duration and weights read are without them",
    }],
    { term: "started", value: run.started },
    { term: "duration", value: durationText(run.seconds) },
    { term: "deltascope", value: run.deltascope },
  ];
}

function sideFacts(side: string, checkpoint: ComparedCheckpoint): WeightsView["facts"][number][] {
  const { name, own_name, architecture, dtypes, adapter, weight_files, unread } = checkpoint;
  return [
    { term: side, value: own_name === null ? name : `${name} (${own_name})` },
    { term: `${side}, architecture`, value: architecture },
    { term: `${side}, stored as`, value: list(dtypes) },
    ...adapter === null ? [] : [{ term: `${side}, with the adapter`, value: adapter }],
    ...weight_files === null ? [] : [{ term: `${side}, files`, value: weight_files }],
    ...unread.map(({ path, reason }) => ({
      term: `${side}, not read`,
      value: `${path} (${reason})`,
    })),
    ...checkpoint.synthetic === null
      ? []
      : [{ term: `${side}, synthetic`, value: checkpoint.synthetic }],
  ];
}
