/**
 * What a layer's matrices become on the host: read back, checked, joined and cut.
 *
 * Shape letters: C hidden size, V input vectors.
 *
 * @module
 */

import type { CheckedOutput } from "./check_output.ts";
import type { DeviceMatrix, Engine, WeightUse } from "./engine.ts";

/** The products of every use of one model's weights. */
export type ProductUses = Readonly<
  Record<"n" | "gate" | "up" | "h" | "down", readonly WeightUse[]>
>;

/** The matrix of use `ix`. */
export function at(uses: readonly WeightUse[], ix: number): DeviceMatrix {
  return (uses[ix] as WeightUse).x;
}

/** All matrices in one wait, under the names that they were asked by. */
export async function readBack<K extends string>(
  engine: Engine,
  matrices: Record<K, readonly DeviceMatrix[]>,
): Promise<Record<K, Float32Array[]>> {
  const entries = Object.entries(matrices) as [K, readonly DeviceMatrix[]][];
  const values = await engine.download(entries.flatMap(([, wanted]) => wanted));
  const named = entries.map(([name, { length }]) => [name, values.splice(0, length)]);
  return Object.fromEntries(named);
}

/** One model's outputs, each with the products of its use and its inputs. */
export function checkedOutputs(
  model: Pick<CheckedOutput, "name" | "weights" | "normOffset" | "inputs">,
  { uses, outputs, groups }: {
    uses: ProductUses;
    outputs: readonly Float32Array[];
    groups: readonly { first: number }[];
  },
): CheckedOutput[] {
  return outputs.map((y, ix) => {
    const hiddenSize = at(uses.n, ix).nColumns;
    // What comes after the groups are the first inputs once more.
    const firstVector = groups[ix]?.first ?? 0;
    const start = firstVector * hiddenSize;
    return {
      ...model,
      products: {
        n: at(uses.n, ix),
        gate: at(uses.gate, ix),
        up: at(uses.up, ix),
        h: at(uses.h, ix),
        down: at(uses.down, ix),
      },
      inputs: model.inputs.subarray(start, start + y.length),
      firstVector,
      y,
    };
  });
}

/** Matrices of as many columns, one after another; the only one as it is. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Parts of as many numbers each. */
export function slices(values: Float32Array, length: number): Float32Array[] {
  return Array.from(
    { length: values.length / length },
    (_, ix) => values.subarray(ix * length, (ix + 1) * length),
  );
}
