/**
 * How far numbers that were computed again may be from those of a file, and the first that is farther.
 *
 * Notation: y the output of an MLP, d the change of it.
 *
 * @module
 */

import { ARITHMETIC_SHARE } from "../../analyses/noise_floor/schema.ts";
import { foundParts, type LayerNumber, layerNumbers } from "../../results/layer_numbers.ts";
import type { Inputs, Results } from "../../results.ts";
import { inputFacts } from "./input_facts.ts";
import { unmeasuredIn } from "./unmeasured.ts";

/** Of every engine against float64, as it is tested: relative on lengths of outputs, */
const OUTPUT_BOUND = 2e-5;
/** and on d so much of |d| and so much of |y|. */
const CHANGE_BOUND = 2e-4;
/** Two engines may be off to either side. */
const N_ENGINES = 2;

/** Lengths of outputs. */
const OUTPUTS = /\.(?:base|instruct)_output_norm$/;
/** Lengths and projections of d; all else may be of its square. */
const LINEAR = /(?:^|\.|_)(?:delta_norm|projection|response_delta)$/;
/** In spreads of draws, which are small where z is large: an error of the spread counts as often as it goes into it. */
const SPREADS = /(?:^|[._])z(?:$|_)/;
/** Shares of draws: where two of them nearly tie, one may pass the other. */
const SHARES_OF_DRAWS = /(?:^|[._])p(?:fw)?(?:$|_)|\.calibration\.share$/;
/** Numbers of draws and of vectors, and ranks, likewise. */
const COUNTS = /(?:n_at_least|n_stands_out|half_count|_rank|n_beyond_pc1)$/;

/** What depends on the other layers of the run as well. */
const OF_ALL_LAYERS =
  /^(?:peaks|same_direction|evidence\.verdict)\.|^(?:mlp|evidence\.robustness)\.pfw_|^evidence\.layers\.(?:absolute_peak_share|angular_peak_share|pfw_)/;

/** Values of a file and of the same layers computed again, as they compare. */
export interface Agreement {
  /** Numbers that were compared; names, answers and what is true or false were too. */
  readonly nNumbers: number;
  /** The largest difference of two numbers, relative to the largest of their column at the layer. */
  readonly largest: number;
  /** The first two that are farther apart than they may be; null where none are. */
  readonly first: Disagreement | null;
  /** Parts that were computed again and that the file has nothing of, by their names. */
  readonly absent: readonly string[];
  /** What else was computed again and the file has not, as the code that wrote it did not measure it; by its columns. */
  readonly beside: readonly LayerNumber[];
}

/** Two numbers that are farther apart than they may be, or two words that are not the same. */
export interface Disagreement extends Pick<LayerNumber, "layer" | "column" | "row"> {
  /** Undefined where the file has none. */
  readonly inFile: LayerNumber["value"] | undefined;
  readonly again: LayerNumber["value"] | undefined;
  /** How far apart they may be. */
  readonly allowed: number;
}

/**
 * Compares every number of `layers` in a file with the same computed again, and where these are all layers of the file, every other
 * value too; else what depends on the others is left out, and what is of no single layer. Of parts that the file has not, and of what the code that wrote it did not
 * measure, nothing is compared, and no sentences are.
 */
export function agreement(
  { file, again }: { file: Results; again: Results },
  layers: readonly number[],
): Agreement {
  const areAll = file.options.layers.every((layer) => layers.includes(layer));
  const [known, found] = [file, again].map((results) =>
    new Map(
      layerNumbers(foundParts(results), areAll ? null : layers).entries()
        .filter(([, { column, value }]) =>
          areAll || (isNumber(value) && !OF_ALL_LAYERS.test(column))
        ),
    )
  ) as [Map<string, LayerNumber>, Map<string, LayerNumber>];
  const scales = scalesOf(known.values());
  const ratios = new Map(layers.map((layer) => [layer, outputOverChange(file, layer)]));
  const largestRatio = Math.max(0, ...ratios.values());
  const isAbsent = absentIn(file);
  const absent = absentParts({ file, again });
  const isUnmeasured = file.run.code !== null && file.run.code === again.run.code
    ? () => false
    : unmeasuredIn(file);
  const beside: LayerNumber[] = [];
  let largest = 0;
  let first: Disagreement | null = null;
  for (const key of new Set([...known.keys(), ...found.keys()])) {
    const { layer, column, row } = (known.get(key) ?? found.get(key)) as LayerNumber;
    const [inFile, other] = [known.get(key)?.value, found.get(key)?.value];
    if (inFile === other) continue;
    if ((inFile === undefined || other === undefined) && isAbsent(column)) {
      const isTold = absent.some((part) => column === part || column.startsWith(`${part}.`));
      if (!isTold && other !== undefined) beside.push(found.get(key) as LayerNumber);
      continue;
    }
    if ((inFile ?? null) === null && other !== undefined) {
      const number = found.get(key) as LayerNumber;
      if (isUnmeasured(number)) {
        beside.push(number);
        continue;
      }
    }
    const scale = scales.get(scaleKey({ layer, column })) ?? 0;
    const allowed = allowedOf(column, {
      scale,
      ratio: layer === null ? largestRatio : ratios.get(layer) ?? 0,
      nDraws: file.options.random,
    });
    const apart = typeof inFile === "number" && typeof other === "number"
      ? Math.abs(inFile - other)
      : Infinity;
    if (apart > allowed) first ??= { layer, column, row, inFile, again: other, allowed };
    else if (scale > 0) largest = Math.max(largest, apart / scale);
  }
  if (areAll) first ??= otherFact(file.inputs, again.inputs);
  const nNumbers = known.values().filter(({ value }) => typeof value === "number").toArray().length;
  return { nNumbers, largest, first, absent, beside };
}

/** The first of the facts of the inputs that the file tells otherwise. */
function otherFact(told: Inputs, found: Inputs): Disagreement | null {
  const again = inputFacts(found);
  for (const [column, inFile] of inputFacts(told)) {
    const other = again.get(column);
    if (other === undefined || other === inFile) continue;
    return { layer: null, column, row: "", inFile, again: other, allowed: 0 };
  }
  return null;
}

/** Parts that are empty in the file, as where they were cut out or where an earlier version had none, and not in what was computed. */
function absentParts({ file, again }: { file: Results; again: Results }): string[] {
  const isEmpty = (value: unknown) =>
    value === undefined || value === null ||
    (typeof value === "object" && Object.keys(value).length === 0);
  const known = foundParts(file);
  return Object.entries(foundParts(again))
    .flatMap(([name, value]) => !isEmpty(value) && isEmpty(known[name]) ? [name] : []);
}

/** A number, known or not. */
function isNumber(value: LayerNumber["value"]): boolean {
  return typeof value === "number" || value === null;
}

/** Whether a column, or a part that it lies in, is nothing but null in a file. */
function absentIn(file: Results): (column: string) => boolean {
  const absent = layerNumbers(foundParts(file), null).values()
    .filter(({ layer, row, value }) => layer === null && row === "" && value === null)
    .map(({ column }) => column).toArray();
  return (column) => absent.some((part) => column === part || column.startsWith(`${part}.`));
}

/** The largest size of every column at every layer. */
function scalesOf(numbers: Iterable<LayerNumber>): Map<string, number> {
  const scales = new Map<string, number>();
  for (const { value, ...of } of numbers) {
    const key = scaleKey(of);
    const size = typeof value === "number" ? Math.abs(value) : 0;
    scales.set(key, Math.max(scales.get(key) ?? 0, size));
  }
  return scales;
}

function scaleKey({ layer, column }: Pick<LayerNumber, "layer" | "column">): string {
  return `${layer} ${column}`;
}

/** The largest |y| / |d| of any component at a layer; 0 where nothing changes. */
function outputOverChange({ mlp }: Results, layer: number): number {
  const rows = mlp.filter((row) => row.layer === layer && row.delta_norm > 0);
  return Math.max(
    0,
    ...rows.map((row) => Math.max(row.base_output_norm, row.instruct_output_norm) / row.delta_norm),
  );
}

function allowedOf(
  column: string,
  { scale, ratio, nDraws }: { scale: number; ratio: number; nDraws: number },
): number {
  if (OUTPUTS.test(column)) return N_ENGINES * OUTPUT_BOUND * scale;
  const linear = N_ENGINES * (CHANGE_BOUND + ARITHMETIC_SHARE * ratio) * scale;
  if (LINEAR.test(column)) return linear;
  if (COUNTS.test(column)) return 1;
  if (SPREADS.test(column)) return 2 * linear * (1 + scale);
  const oneDraw = SHARES_OF_DRAWS.test(column) ? 1.001 / (nDraws + 1) : 0;
  return Math.max(2 * linear, oneDraw);
}
