/**
 * A device that fails, or a damaged file, shows as NaN, Infinity or zeros: such an output stops the run with the tensor's name.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import { readTensorValues } from "../sources/safetensors/safetensors.ts";
import {
  type LayerWeights,
  type MlpRecipe,
  quotedTensor,
  storedParts,
  type WeightTensor,
} from "../sources/checkpoint/weights.ts";
import { onlySide, type Side } from "./mixture.ts";
import type { Rows, Stage, Value, Wanted } from "./pass_nodes.ts";
import { isAllZero } from "./zero_weights.ts";

const MAX_FLOAT32 = 2 ** 128 - 2 ** 104;

/** What {@link checkOutputs} may look back into. */
export interface OutputSource {
  readonly models: Readonly<
    Record<Side, { readonly recipe: MlpRecipe; readonly weights: LayerWeights }>
  >;
  readonly rows: readonly Rows[];
  /** Computes values once more. */
  readonly recompute: (wanted: readonly Value[]) => Promise<Float32Array[]>;
}

/** One model's output at one layer, and where it came from. */
interface Checked {
  readonly name: Side;
  readonly weights: LayerWeights;
  /** Added to every stored norm weight. */
  readonly normOffset: number;
  /** Name of the rows. */
  readonly rows: string;
  /** By row. */
  readonly isZeroInput: readonly boolean[];
  readonly y: Float32Array; // f32 [V, C]
}

/** Stages before the output, in the order of the arithmetic. */
const STAGES = ["normed", "gate", "up", "hidden", "down"] as const satisfies Stage[];

/** What was computed on the way, f32 `[V, C]` or `[V, F]` each. */
type Products = Readonly<Record<typeof STAGES[number], Float32Array>>;

/**
 * Passes if every output of a single model is finite, and all zero only where its input is, or where a tensor of the MLP holds
 * nothing but zeros. If not, looks back for the first product that went wrong, since everything after it follows.
 *
 * @throws {Error} naming model, layer and tensor.
 */
export async function checkOutputs(
  outputs: readonly { readonly value: Wanted; readonly y: Float32Array }[],
  { models, rows, recompute }: OutputSource,
): Promise<void> {
  /** Models of which a tensor of zeros was found: theirs may all be zero. */
  const withZeros = new Set<Side>();
  for (const { value, y } of outputs) {
    if ("a" in value || value.stage !== "output") continue;
    const side = onlySide(value.mixture, storedParts(models.base.recipe));
    const entered = rows.find(({ name }) => name === value.rows);
    if (side === null || entered === undefined) continue;
    const { recipe, weights } = models[side];
    const isZeroInput = zeroInputs(entered, recipe.hiddenSize);
    const fault = findFault(y, isZeroInput);
    // Looked into once a model, since all its weights are read for it.
    if (fault === null || fault.column === null && withZeros.has(side)) continue;
    const values = await recompute(STAGES.map((stage) => ({ ...value, stage })));
    const products = Object.fromEntries(STAGES.map((stage, ix) => [stage, values[ix]]));
    const { normOffset } = recipe;
    const checked = { name: side, weights, normOffset, rows: value.rows, isZeroInput, y };
    await explainFault(checked, products as Products);
    withZeros.add(side);
  }
}

/** @throws {Error} naming the first product that went wrong; passes where a tensor of zeros made it so. */
async function explainFault(checked: Checked, products: Products): Promise<void> {
  const { weights, normOffset, isZeroInput, y } = checked;
  const { preNorm, gate, up, down, postNorm } = weights;
  const isZeroNorm = async (norm: WeightTensor) =>
    (await readTensorValues(norm)).every((weight) => normOffset + weight === 0);
  const stages: CheckedStage[] = [
    ...preNorm === null ? [] : [{
      values: products.normed,
      origin: quotedTensor(preNorm),
      isZero: () => isZeroNorm(preNorm),
    }],
    { values: products.gate, origin: quotedTensor(gate), isZero: () => isAllZero(gate) },
    { values: products.up, origin: quotedTensor(up), isZero: () => isAllZero(up) },
    {
      values: products.hidden,
      origin: `act(gate) * up of ${quotedTensor(gate)} and ${quotedTensor(up)}`,
      isZero: () => Promise.resolve(false),
    },
    { values: products.down, origin: quotedTensor(down), isZero: () => isAllZero(down) },
    {
      values: y,
      origin: quotedTensor(postNorm ?? down),
      isZero: () => postNorm === null ? isAllZero(down) : isZeroNorm(postNorm),
    },
  ];
  for (const { values, origin } of stages) {
    const fault = findInfinite(values, isZeroInput);
    if (fault !== null) throw faultError(fault, origin, checked);
  }
  for (const { values, origin, isZero } of stages) {
    const fault = findZero(values, isZeroInput);
    if (fault === null) continue;
    // All that follows from such a tensor is zero as well, and rightly.
    if (await isZero()) return;
    if (values === y && postNorm !== null) checkSquares(fault.vector, products.down, checked);
    throw faultError(fault, origin, checked);
  }
}

/** A product, what made it, and whether that is zero by its weights. */
interface CheckedStage {
  readonly values: Float32Array;
  readonly origin: string;
  readonly isZero: () => Promise<boolean>;
}

/** What is wrong with one row of a matrix. */
interface Fault {
  /** Row of the matrix: the input vector, from 0. */
  readonly vector: number;
  /** The first entry that is not finite, from 0; null where all entries are zero. */
  readonly column: number | null;
  /** `NaN`, `Infinity`, `-Infinity` or `0`. */
  readonly found: string;
}

/** A norm after the MLP gives 0 where the mean square that it divides by overflows. @throws {Error} naming the tensor. */
function checkSquares(
  vector: number,
  down: Float32Array,
  { name, weights, rows, isZeroInput }: Checked,
): void {
  const squared = row(down, vector, isZeroInput.length)
    .reduce((sum, entry) => sum + entry ** 2, 0);
  if (squared <= MAX_FLOAT32) return;
  throw new Error(
    `Cannot use layer ${weights.layer} of the ${name} checkpoint: expected ${
      quotedTensor(weights.down)
    } to give a vector whose squared length is a float32 number, ` +
      `got a length of ${Math.sqrt(squared).toPrecision(3)} for input vector ${vector} of ${rows}`,
  );
}

/** By row of the output: of pairs each twice. */
function zeroInputs({ values, isPaired }: Rows, hiddenSize: number): boolean[] {
  const nRows = values.length / hiddenSize;
  return Array.from({ length: nRows }, (_, v) => isZero(row(values, v, nRows)))
    .flatMap((isZero) => isPaired ? [isZero, isZero] : [isZero]);
}

/** The first row that is not finite, or all zero where its input is not. */
function findFault(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  return findInfinite(values, isZeroInput) ?? findZero(values, isZeroInput);
}

/** The first row that is not finite. */
function findInfinite(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  // A plain loop, since all outputs of a run come by here: a function for each entry takes ten times as long.
  let index = 0;
  while (index < values.length && Math.abs(values[index]!) <= MAX_FLOAT32) index++;
  if (index === values.length) return null;
  const nColumns = values.length / isZeroInput.length;
  const column = index % nColumns;
  return { vector: (index - column) / nColumns, column, found: String(values[index]) };
}

/** The first row that is all zero where its input is not. */
function findZero(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  for (const [vector, isInputZero] of isZeroInput.entries()) {
    if (!isInputZero && isZero(row(values, vector, isZeroInput.length))) {
      return { vector, column: null, found: "0" };
    }
  }
  return null;
}

function faultError(
  { vector, column, found }: Fault,
  origin: string,
  { name, weights, rows }: Checked,
): Error {
  const input = `input vector ${vector} of ${rows}`;
  const finding = column === null
    ? `numbers other than 0, got only 0 for ${input}`
    : `finite numbers, got ${found} at output ${column} for ${input}`;
  return new Error(
    `Cannot use layer ${weights.layer} of the ${name} checkpoint: expected ${origin} to give ${finding}`,
  );
}

function isZero(entries: Float32Array): boolean {
  return entries.every((entry) => entry === 0);
}

/** Row `ix` of a matrix of `nRows` rows. */
function row(values: Float32Array, ix: number, nRows: number): Float32Array {
  const nColumns = values.length / nRows;
  return values.subarray(ix * nColumns, (ix + 1) * nColumns);
}
