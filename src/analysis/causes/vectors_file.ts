/**
 * The vectors of a decomposed layer to take away: without them nobody can test causally what a report says.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { safetensorsBytes } from "../../sources/safetensors_writer.ts";
import type { FocusLayer } from "../focus_layers.ts";
import type { Vector } from "../vector_math.ts";

/** What a reader of the file must know of it. */
export interface VectorsFileMetadata {
  readonly base: string;
  readonly instruct: string;
  /** Empty where the checkpoint is a plain folder. */
  readonly base_commit: string;
  readonly instruct_commit: string;
  readonly layer: string;
  /** Where the vectors live in the model. */
  readonly hook: string;
  readonly rounding: string;
  readonly weights: string;
}

/**
 * A safetensors file of F32 `[C]` tensors: `x.NAME`, `y_base.NAME`, `y_instruct.NAME`, `difference.NAME` and
 * `shapley.COMPONENT.NAME` of every component and its negative, and `common_mode` where there are role or trait vectors.
 */
export function vectorsFile(
  { inputs }: Pick<FocusLayer, "inputs">,
  { commonMode, metadata }: { commonMode: Vector | null; metadata: VectorsFileMetadata },
): Uint8Array<ArrayBuffer> {
  const named: [string, Vector][] = [
    ...inputs.map(({ name, x }): [string, Vector] => [`x.${name}`, x]),
    ...inputs.map(({ name, base }): [string, Vector] => [`y_base.${name}`, base]),
    ...inputs.map(({ name, instruct }): [string, Vector] => [`y_instruct.${name}`, instruct]),
    ...inputs.map(({ name, d }): [string, Vector] => [`difference.${name}`, d]),
    ...inputs.flatMap(({ name, shapley }) =>
      Array.from(
        shapley ?? [],
        ([component, phi]): [string, Vector] => [`shapley.${component}.${name}`, phi],
      )
    ),
    ...commonMode === null ? [] : [["common_mode", commonMode] as [string, Vector]],
  ];
  return safetensorsBytes(
    named.map(([name, values]) => ({
      name,
      dtype: "F32",
      shape: [values.length],
      chunks: [new Uint8Array(Float32Array.from(values).buffer)],
    })),
    { metadata: { ...metadata } },
  );
}
