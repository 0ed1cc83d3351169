/**
 * Every CSV file of a site: where it lies, what it holds, its columns and rows.
 *
 * @module
 */

import type { Results } from "../../results.ts";
import {
  ACTIVATION_COLUMNS,
  ATTRIBUTION_COLUMNS,
  BASELINE_COLUMNS,
  type CsvRow,
  csvText,
  DECOMPOSITION_COLUMNS,
  MLP_COLUMNS,
  NEURON_COLUMNS,
  OPERATING_POINT_COLUMNS,
  OUTLIER_CURVE_COLUMNS,
  ROBUSTNESS_COLUMNS,
  STAGE_COLUMNS,
  SWEEP_COLUMNS,
  WEIGHT_CHANGE_COLUMNS,
} from "../kit/csv.ts";
import { neuronCells } from "../../analyses/neurons/view/neuron_cells.ts";
import { decompositionCsvPath, neuronsCsvPath, PATHS } from "../kit/paths.ts";

/** One CSV file. */
export interface CsvFile {
  readonly path: string;
  /** In a sentence. */
  readonly description: string;
  readonly columns: readonly string[];
  readonly nRows: number;
  /** The file itself. @throws {RangeError} if a number is not finite. */
  text(): string;
}

/** The files of a site, in the order in which it lists them. */
export function csvFiles(results: Results): CsvFile[] {
  const { activations, causes, evidence, sweep } = results;
  return [
    csvFile(MLP_COLUMNS, results.mlp, {
      path: PATHS.mlp,
      description:
        "The measured outputs of every input vector at every analysed layer. p and pfw are of an axis, by the larger of both signs: " +
        "the rows of PCk and -PCk hold the same.",
    }),
    csvFile(BASELINE_COLUMNS, results.baseline, {
      path: PATHS.baseline,
      description:
        "What PC1 is compared with, through the same layers, two rows a direction: as it is and negated. " +
        "Names of single roles and traits, by index, are in results.json as role_directions.",
    }),
    ...evidence === null ? [] : [
      csvFile(ROBUSTNESS_COLUMNS, evidence.robustness, {
        path: PATHS.robustness,
        description:
          "Every input vector with all coordinates of the outputs, without the outlier dimensions, and without the component along µ; " +
          "PC1:own-layer is PC1 of each layer's own roles.",
      }),
      csvFile(OUTLIER_CURVE_COLUMNS, evidence.outlier_curve, {
        path: PATHS.outlierCurve,
        description:
          "At the decomposed layers: 1 - cos of PC1 with so many of the largest coordinates of µ removed, and the 5 %, 50 % and 95 % " +
          "quantiles of the random role mixtures, each by the larger of its signs.",
      }),
      csvFile(OPERATING_POINT_COLUMNS, evidence.operating_point, {
        path: PATHS.operatingPoint,
        description:
          "Responses to steps along PC1 from µ; at alpha 0 the columns are of the output for µ itself.",
      }),
    ],
    ...causes === null ? [] : [
      csvFile(STAGE_COLUMNS, causes.stages, {
        path: PATHS.stages,
        description:
          "How far base and instruct are apart at every product on the way, for every input vector.",
      }),
      csvFile(ATTRIBUTION_COLUMNS, causes.attribution, {
        path: PATHS.attribution,
        description:
          "Which tensor of the MLP carries the change of every input vector: Shapley shares, first in and last in.",
      }),
      csvFile(WEIGHT_CHANGE_COLUMNS, causes.weight_change, {
        path: PATHS.weightChange,
        description:
          "How much gate and up changed along random inputs, and how much more or less along PC1.",
      }),
    ],
    ...sweep === null ? [] : [
      csvFile(SWEEP_COLUMNS, sweep.rows, {
        path: PATHS.sweepCsv,
        description: "Every role and trait vector as an input, over all analysed layers.",
      }),
    ],
    ...activations === null ? [] : [
      csvFile(ACTIVATION_COLUMNS, activations.rows, {
        path: PATHS.activationsCsv,
        description:
          `The real activations that were given, as inputs of layer ${activations.layer}.`,
      }),
    ],
    ...Object.entries(results.decompositions).map(([layer, rows]) =>
      csvFile(DECOMPOSITION_COLUMNS, rows, {
        path: decompositionCsvPath(Number(layer)),
        description:
          `The changes of every input vector at layer ${layer} set against every role and trait vector: PC1 first, each by |projection|.`,
      })
    ),
    ...Object.values(causes?.neurons ?? {}).map(({ layer, rows }) =>
      csvFile(NEURON_COLUMNS, rows.map(neuronCells), {
        path: neuronsCsvPath(layer),
        description:
          `The neurons that contribute most to the change of PC1 at layer ${layer}, with and without the outlier dimensions: ` +
          "how each contribution comes to change, and the nearest role and trait to what the neuron writes.",
      })
    ),
  ];
}

function csvFile<K extends string>(
  columns: readonly K[],
  rows: readonly CsvRow<K>[],
  { path, description }: Pick<CsvFile, "path" | "description">,
): CsvFile {
  return { path, description, columns, nRows: rows.length, text: () => csvText(columns, rows) };
}
