/**
 * Whether an attached file is of the run whose results it lies beside: files of vectors of two runs have the same names.
 *
 * @module
 */

import { norm } from "../../math/vector_math.ts";
import type { Results } from "../../results.ts";
import { attachedHeader } from "./attached.ts";

/** What an attached file says of its run. */
export interface AttachedSays {
  /** Its metadata; rounding without its explanation. */
  readonly told: ReadonlyMap<string, string>;
  /** |d| of every input, or of every draw, by the name that it has in the file. */
  readonly lengths: ReadonlyMap<string, number>;
}

const CHANGE = "difference.";
/** Beyond what float32 makes of a length. */
const TOLERANCE = 1e-5;

/** Reads it. @throws {SafetensorsError} if it is no safetensors file. */
export function attachedSays(where: string, bytes: Uint8Array): AttachedSays {
  const { tensors, metadata } = attachedHeader(where, bytes);
  const lengths = tensors.values()
    .filter(({ name, dtype }) => name.startsWith(CHANGE) && dtype === "F32")
    .map(({ name, offsetBytes, sizeBytes }): [string, number] => {
      const values = new Float32Array(bytes.slice(offsetBytes, offsetBytes + sizeBytes).buffer);
      return [name.slice(CHANGE.length), norm(values)];
    });
  const told = metadata.entries().map(([key, text]): [string, string] => [
    key,
    key === "rounding" ? text.split(":")[0]! : text,
  ]);
  return { told: new Map(told), lengths: new Map(lengths) };
}

/** In what the file is of another run than the results, in words; what it does not say, and lengths that these do not have, are passed over. */
export function differencesFromRun(
  { told, lengths }: AttachedSays,
  { results: { inputs, options, mlp, baseline }, layer }: {
    results: Results;
    /** Of which the file should be; null for that of all layers. */
    layer: number | null;
  },
): string[] {
  const own = {
    base: inputs.base.name,
    instruct: inputs.instruct.name,
    layer: layer === null ? undefined : String(layer),
    weights: options.weights,
    rounding: options.rounding,
    seed: String(options.seed),
  };
  // Not in one map, as an input may be called like a draw.
  const known = new Map(
    told.has("draws")
      ? baseline.filter((row) => row.layer === layer && row.baseline === "persona" && row.sign > 0)
        .map((row): [string, number] => [`persona.${row.index}`, row.delta_norm])
      : mlp.filter((row) => row.layer === layer)
        .map((row): [string, number] => [row.input_vector, row.delta_norm]),
  );
  const isOther = lengths.entries().some(([name, length]) => {
    const expected = known.get(name) ?? length;
    return !(Math.abs(length - expected) <= TOLERANCE * expected);
  });
  return [
    ...Object.entries(own).filter(([key, value]) => (told.get(key) ?? value) !== value)
      .map(([key]) => key),
    ...isOther ? ["lengths of the changes"] : [],
  ];
}
