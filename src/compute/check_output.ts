/**
 * A device that fails, or a damaged file, shows as NaN, Infinity or zeros: such an output stops the run with the tensor's name.
 *
 * Shape letters: V input vectors.
 *
 * @module
 */

import { readTensorValues } from "../sources/safetensors.ts";
import type { LayerWeights, WeightTensor } from "../sources/weights.ts";
import type { DeviceMatrix, Engine } from "./engine.ts";
import { isAllZero } from "./zero_weights.ts";

const MAX_FLOAT32 = 2 ** 128 - 2 ** 104;

/** One model's output at one layer, and where it came from. */
export interface CheckedOutput {
  /** `base` or `instruct`. */
  readonly name: string;
  readonly weights: LayerWeights;
  /** Added to every stored norm weight. */
  readonly normOffset: number;
  /** What was computed on the way, in this order; n perhaps of every second input, whose negative is the next. */
  readonly products: Readonly<Record<"n" | "gate" | "up" | "h" | "down", DeviceMatrix>>;
  readonly inputs: Float32Array; // f32 [V, C]
  /** Number of the first of these inputs among all of the layer. */
  readonly firstVector: number;
  readonly y: Float32Array; // f32 [V, C]
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

/**
 * Passes if every output is finite, and all zero only where its input is, or where a tensor of the MLP holds nothing but zeros. If
 * not, looks back through the products for the first that went wrong, since everything after it follows.
 *
 * @throws {Error} naming model, layer and tensor.
 */
export async function checkOutput(
  engine: Pick<Engine, "download">,
  { name, weights, normOffset, products, inputs, firstVector, y }: CheckedOutput,
): Promise<void> {
  const isZeroInput = zeroInputs({ products, inputs });
  if (findFault(y, isZeroInput) === null) return;
  const { layer, preNorm, gate, up, down, postNorm } = weights;
  const isZeroNorm = async (norm: WeightTensor) =>
    (await readTensorValues(norm)).every((weight) => normOffset + weight === 0);
  const last = postNorm ?? down;
  const stages: Stage[] = [
    { matrix: products.n, origin: quoted(preNorm), isZero: () => isZeroNorm(preNorm) },
    { matrix: products.gate, origin: quoted(gate), isZero: () => isAllZero(gate) },
    { matrix: products.up, origin: quoted(up), isZero: () => isAllZero(up) },
    {
      matrix: products.h,
      origin: `act(gate) * up of ${quoted(gate)} and ${quoted(up)}`,
      isZero: () => Promise.resolve(false),
    },
    { matrix: products.down, origin: quoted(down), isZero: () => isAllZero(down) },
    {
      matrix: null,
      origin: quoted(last),
      isZero: () => postNorm === null ? isAllZero(down) : isZeroNorm(postNorm),
    },
  ];
  const faultOf = async ({ matrix }: Stage, find: typeof findInfinite): Promise<Fault | null> => {
    if (matrix === null) return find(y, isZeroInput);
    const [values] = await engine.download([matrix]) as [Float32Array];
    const stride = isZeroInput.length / matrix.nRows; // 2 where a row stands for a pair of inputs
    const fault = find(values, isZeroInput.filter((_, v) => v % stride === 0));
    return fault && { ...fault, vector: stride * fault.vector };
  };
  for (const stage of stages) {
    const fault = await faultOf(stage, findInfinite);
    if (fault !== null) throw faultError(fault, { name, layer, firstVector, origin: stage.origin });
  }
  for (const stage of stages) {
    const fault = await faultOf(stage, findZero);
    if (fault === null) continue;
    // All that follows from such a tensor is zero as well, and rightly.
    if (await stage.isZero()) return;
    if (stage.matrix === null && postNorm !== null) {
      await checkSquares(engine, {
        name,
        layer,
        down,
        products,
        firstVector,
        vector: fault.vector,
      });
    }
    throw faultError(fault, { name, layer, firstVector, origin: stage.origin });
  }
}

/** A product, what made it, and whether that is zero by its weights. */
interface Stage {
  /** Null for the output, which is on the host. */
  readonly matrix: DeviceMatrix | null;
  readonly origin: string;
  readonly isZero: () => Promise<boolean>;
}

/** A norm after the MLP gives 0 where the mean square that it divides by overflows. @throws {Error} naming the tensor. */
async function checkSquares(
  engine: Pick<Engine, "download">,
  { name, layer, down, products, firstVector, vector }: {
    name: string;
    layer: number;
    down: WeightTensor;
    products: CheckedOutput["products"];
    firstVector: number;
    vector: number;
  },
): Promise<void> {
  const [values] = await engine.download([products.down]) as [Float32Array];
  const squared = row(values, vector, products.down.nRows)
    .reduce((sum, entry) => sum + entry ** 2, 0);
  if (squared <= MAX_FLOAT32) return;
  throw new Error(
    `Cannot use layer ${layer} of the ${name} checkpoint: expected ${
      quoted(down)
    } to give a vector whose squared length is a float32 number, ` +
      `got a length of ${Math.sqrt(squared).toPrecision(3)} for input vector ${
        firstVector + vector
      }`,
  );
}

/** Whether {@link checkOutput} has to look; needs no product on the device. */
export function isFaulty({ products, inputs, y }: CheckedOutput): boolean {
  return findFault(y, zeroInputs({ products, inputs })) !== null;
}

function zeroInputs({ products, inputs }: Pick<CheckedOutput, "products" | "inputs">): boolean[] {
  const nVectors = products.down.nRows;
  return Array.from({ length: nVectors }, (_, v) => isZero(row(inputs, v, nVectors)));
}

/** The first row that is not finite, or all zero where its input is not. */
function findFault(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  return findInfinite(values, isZeroInput) ?? findZero(values, isZeroInput);
}

/** The first row that is not finite. */
function findInfinite(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  const index = values.findIndex((entry) => !Number.isFinite(entry));
  if (index === -1) return null;
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
  { name, layer, firstVector, origin }: {
    name: string;
    layer: number;
    firstVector: number;
    origin: string;
  },
): Error {
  const input = firstVector + vector;
  const finding = column === null
    ? `numbers other than 0, got only 0 for input vector ${input}`
    : `finite numbers, got ${found} at output ${column} for input vector ${input}`;
  return new Error(
    `Cannot use layer ${layer} of the ${name} checkpoint: expected ${origin} to give ${finding}`,
  );
}

function quoted({ name, fileName }: WeightTensor): string {
  return `"${name}" in ${fileName}`;
}

function isZero(entries: Float32Array): boolean {
  return entries.every((entry) => entry === 0);
}

/** Row `ix` of a matrix of `nRows` rows. */
function row(values: Float32Array, ix: number, nRows: number): Float32Array {
  const nColumns = values.length / nRows;
  return values.subarray(ix * nColumns, (ix + 1) * nColumns);
}
