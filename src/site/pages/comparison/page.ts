/**
 * The page of a comparison: one sentence, the figures, the decompositions against each other, then the tables.
 *
 * @module
 */

import { rowAt } from "../../../results/peak_input.ts";
import { layersText } from "../../../text/layers.ts";
import { list, plural } from "../../../text/words.ts";
import type { Results } from "../../../results.ts";
import { verdictText } from "../../../results/verdict_text.ts";
import type { FigureView } from "../../kit/figures.ts";
import { pairName } from "../../kit/names.ts";
import type { TableView } from "../../kit/tables.ts";
import type { Agreement } from "./agreements.ts";
import { opening } from "./claims.ts";
import { notedLayer } from "./compared_layers.ts";
import { comparisonFigures } from "./figures.ts";
import type { Runs } from "./runs.ts";
import { isSamePc1, sharedLayers } from "./shared_values.ts";
import { agreementTable, factTables, givenTable, valueTable } from "./tables.ts";
import { MIXTURES, NO_INTERVAL, OWN_PC1, RANK_CORRELATION } from "./texts.ts";

/** What stands on the page. */
export interface ComparisonView {
  readonly first: string;
  readonly second: string;
  /** Null where the two runs are equal. */
  readonly claim: string | null;
  readonly shared: string;
  /** What a reader must know before numbers of the two are held against each other. */
  readonly notes: readonly string[];
  readonly figures: readonly FigureView[];
  readonly decompositions: {
    readonly sentences: readonly string[];
    readonly reading: readonly string[];
    readonly table: TableView | null;
  };
  readonly verdicts: readonly string[];
  readonly facts: ReturnType<typeof factTables>;
  readonly values: TableView | null;
  /** Of the vectors that both runs were given; null where there are none. */
  readonly given: TableView | null;
  readonly files: readonly string[];
}

/** The page; `files` are those of the data. */
export function comparisonView(
  { a, b }: Runs,
  { compared, files }: { compared: readonly Agreement[]; files: readonly string[] },
): ComparisonView {
  return {
    first: pairName(a),
    second: pairName(b),
    claim: isSameMeasurement(a, b) ? null : opening(a, b),
    shared: sharedSentence(a, b),
    notes: notes(a, b),
    figures: comparisonFigures({ a, b }, compared),
    decompositions: {
      sentences: sentences({ a, b }, compared),
      reading: [
        RANK_CORRELATION,
        NO_INTERVAL,
        ...hasMixtures(compared) ? [MIXTURES] : [],
        WITHOUT_MEAN_DIRECTION,
      ],
      table: agreementTable(compared.filter(({ shared }) => shared.length > 0)),
    },
    verdicts: [a, b].map((results) => verdictText(results).sentence ?? "No finding."),
    facts: factTables(a, b),
    values: valueTable(a, b),
    given: givenTable(a, b),
    files,
  };
}

/** Whether two runs measured the same with the same result: everything but when, where and how fast is equal. */
export function isSameMeasurement(a: Results, b: Results): boolean {
  const [first, second] = [a, b].map(({ run: _, device: __, ...measured }) =>
    JSON.stringify(measured)
  );
  return first === second;
}

/** Which layers and inputs both runs have; of the content a name tells only where it holds a commit, and a fingerprint as far as it samples it. */
function sharedSentence(a: Results, b: Results): string {
  if (isSameMeasurement(a, b)) {
    return "The two runs are equal: inputs, options and every number are the same in both.";
  }
  const layers = sharedLayers(a, b).map(({ layer }) => layer);
  const names = ["base", "instruct", "vectors"] as const;
  const same = names.filter((name) => a.inputs[name].name === b.inputs[name].name);
  const alike = names.filter((name) =>
    a.inputs[name].fingerprint !== null &&
    a.inputs[name].fingerprint === b.inputs[name].fingerprint
  );
  const unproved = same.filter((name) => !alike.includes(name));
  const inputs = [
    same.length === 0
      ? "No input has the same name in both"
      : `Of the same name in both: ${same.join(", ")}`,
    ...alike.length === 0
      ? []
      : [`of the same content, as far as their fingerprints tell: ${alike.join(", ")}`],
    ...unproved.length === 0 ? [] : [
      `a name without a commit does not prove the same content${
        alike.length === 0 ? "" : ` of ${list(unproved)}`
      }`,
    ],
  ].join("; ");
  // Of runs that share no layer the sentence above tells.
  const shared = layers.length === 0 ? "" : `Both runs have ${layersText(layers)}. `;
  return `${shared}${inputs}.`;
}

function notes(a: Results, b: Results): string[] {
  const [ofA, ofB] = [a.inputs.base.layers, b.inputs.base.layers];
  return [
    ...ofA === ofB ? [] : [
      `The models of A have ${ofA} layers, those of B ${ofB}: layers are set side by side by their number, not by depth.`,
    ],
    ...isSamePc1(a, b) ? [] : [
      "PC1 is not known to be the same in both runs: angles and lengths may be of different inputs.",
    ],
    ...noiseNote("A", a),
    ...noiseNote("B", b),
    ...a.run.is_synthetic === b.run.is_synthetic ? [] : [
      `${
        a.run.is_synthetic ? "A" : "B"
      } was made by a program: how far the two runs differ says nothing of a real model.`,
    ],
  ];
}

/** What is not told apart: a change that is not clear of the noise of its run. */
function noiseNote(name: string, { mlp, within_noise }: Results): string[] {
  const layers = within_noise.filter((layer) => (rowAt(mlp, layer)?.delta_norm ?? 0) > 0);
  return layers.length === 0 ? [] : [
    `At ${
      layersText(layers)
    } the change of ${name} is within the noise: where its value there is the larger one, the runs are not told apart, and where it points is not told.`,
  ];
}

/** Which decompositions are compared, and what stands beside PC1. */
function sentences({ a, b }: Runs, compared: readonly Agreement[]): string[] {
  if (compared.length === 0) {
    const none = [a, b].map(notedLayer).flatMap((layer, i) => layer === null ? ["AB"[i]!] : []);
    return [
      `No decompositions are compared: ${
        none.length === 2 ? "neither run has" : `${none[0]} has not`
      } decomposed a layer.`,
    ];
  }
  const { shared, nAlone } = compared[0]!;
  if (compared.every((it) => it.shared.length === 0)) {
    return [
      "The runs have no role or trait of the same kind and name: there is nothing to compare.",
    ];
  }
  const all = compared.flatMap(({ correlations }) => correlations);
  const reasons = [...new Set(all.flatMap(({ without }) => without ?? []))];
  return [
    `Both runs have ${
      plural(shared.length, "role or trait vector", "role and trait vectors")
    } of the same kind and name${
      nAlone.a + nAlone.b === 0
        ? ", and no others"
        : `; ${nAlone.a} ${nAlone.a === 1 ? "is" : "are"} in A alone, ${nAlone.b} in B alone`
    }.`,
    ...compared.every((it) => it.isSamePc1) ? [] : [OWN_PC1],
    ...hasMixtures(compared)
      ? [
        `Seed ${a.options.seed} and the roles are the same in both, so mixture k weighs the roles alike in both runs.`,
      ]
      : [],
    ...reasons,
  ];
}

function hasMixtures(compared: readonly Agreement[]): boolean {
  return compared.some(({ correlations }) =>
    correlations.some(({ mixtures }) => mixtures !== null)
  );
}

const WITHOUT_MEAN_DIRECTION =
  "With the mean direction removed, the cosines are those of the change and of each vector without the mean direction of all vectors of the run, which alone can make two orders alike.";
