/**
 * A device that fails, or a damaged file, shows as NaN, Infinity or zeros: such an output stops the run with the tensor's name.
 *
 * Shape letters: V input vectors.
 *
 * @module
 */

import type { LayerWeights, WeightTensor } from "../sources/weights.ts";
import type { DeviceMatrix, Engine } from "./engine.ts";

const MAX_FLOAT32 = 2 ** 128 - 2 ** 104;

/** One model's output at one layer, and where it came from. */
export interface CheckedOutput {
  /** `base` or `instruct`. */
  readonly name: string;
  readonly weights: LayerWeights;
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
 * Passes if every output is finite and none is all zero for an input that is not. If not, looks back through the products for
 * the first that went wrong, since everything after it follows.
 *
 * @throws {Error} naming model, layer and tensor.
 */
export async function checkOutput(
  engine: Pick<Engine, "download">,
  { name, weights, products, inputs, firstVector, y }: CheckedOutput,
): Promise<void> {
  const isZeroInput = zeroInputs({ products, inputs });
  const fault = findFault(y, isZeroInput);
  if (fault === null) return;
  const { layer } = weights;

  const { preNorm, gate, up, down, postNorm } = weights;
  const stages: [DeviceMatrix, string][] = [
    [products.n, quoted(preNorm)],
    [products.gate, quoted(gate)],
    [products.up, quoted(up)],
    [products.h, `act(gate) * up of ${quoted(gate)} and ${quoted(up)}`],
    [products.down, quoted(down)],
  ];
  for (const [matrix, origin] of stages) {
    const [values] = await engine.download([matrix]) as [Float32Array];
    const stride = isZeroInput.length / matrix.nRows; // 2 where a row stands for a pair of inputs
    const early = findFault(values, isZeroInput.filter((_, v) => v % stride === 0));
    if (early !== null) {
      const vector = stride * early.vector;
      throw faultError({ ...early, vector }, { name, layer, firstVector, origin });
    }
  }
  if (postNorm !== null && fault.column === null) {
    // A norm after the MLP gives 0 where the mean square that it divides by overflows.
    const [values] = await engine.download([products.down]) as [Float32Array];
    const entries = row(values, fault.vector, products.down.nRows);
    const squared = entries.reduce((sum, entry) => sum + entry ** 2, 0);
    if (squared > MAX_FLOAT32) {
      throw new Error(
        `Cannot use layer ${layer} of the ${name} checkpoint: expected ${
          quoted(down)
        } to give a vector whose squared length is a float32 number, ` +
          `got a length of ${Math.sqrt(squared).toPrecision(3)} for input vector ${
            firstVector + fault.vector
          }`,
      );
    }
  }
  throw faultError(fault, { name, layer, firstVector, origin: quoted(postNorm ?? down) });
}

/** Whether {@link checkOutput} would throw; needs no product on the device. */
export function isFaulty({ products, inputs, y }: CheckedOutput): boolean {
  return findFault(y, zeroInputs({ products, inputs })) !== null;
}

function zeroInputs({ products, inputs }: Pick<CheckedOutput, "products" | "inputs">): boolean[] {
  const nVectors = products.down.nRows;
  return Array.from({ length: nVectors }, (_, v) => isZero(row(inputs, v, nVectors)));
}

/** The first row that is not finite, or all zero where its input is not. */
function findFault(values: Float32Array, isZeroInput: readonly boolean[]): Fault | null {
  for (const [vector, isInputZero] of isZeroInput.entries()) {
    const entries = row(values, vector, isZeroInput.length);
    const column = entries.findIndex((entry) => !Number.isFinite(entry));
    if (column !== -1) return { vector, column, found: String(entries[column]) };
    if (!isInputZero && isZero(entries)) return { vector, column: null, found: "0" };
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
