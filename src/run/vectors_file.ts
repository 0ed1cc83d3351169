/**
 * The vectors of a decomposed layer to take away: without them nobody can test causally what a report says.
 *
 * Shape letters: C hidden size, N draws, S semantic vectors.
 *
 * @module
 */

import { safetensorsBytes } from "../sources/safetensors/safetensors_writer.ts";
import { difference } from "../measure/change.ts";
import type { FocusLayer } from "../measure/focus_layer.ts";
import { PEAK_INPUT } from "../results/peak_input.ts";
import type { Vector } from "../math/vector_math.ts";
import type { MixtureCosines } from "./mixture_cosines.ts";

/** What a reader of a file of vectors must know of them. */
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

/** What a response is one to: where the step starts, and how long it is. */
export interface ResponseStep {
  /** s, the median distance of the roles from mu. */
  readonly length: number;
  readonly mu: "default" | "mean role";
  /** Layer of the vector files at which mu and s are taken. */
  readonly vectorLayer: number;
}

/**
 * A safetensors file of F32 `[C]` tensors: `x.NAME`, `y_base.NAME`, `y_instruct.NAME`, `difference.NAME` and
 * `shapley.COMPONENT.NAME` of every component and its negative, `response_base.PC1`, `response_instruct.PC1` and
 * `response_difference.PC1` where a mean state is known, with the step in the metadata, and `common_mode` where there are role or
 * trait vectors; where there are random role mixtures too, F32 `[N, S]` tensors `mixture_cosine` and `mixture_specific`, with the
 * names of the vectors, and of the roles that the mixtures weigh, in the metadata.
 */
export function vectorsFile(
  { inputs, response }: Pick<FocusLayer, "inputs" | "response">,
  { meanDirection, mixtures, step, metadata }: {
    meanDirection: Vector | null;
    mixtures: MixtureCosines | null;
    /** Of the response; null where there is none. */
    step: ResponseStep | null;
    metadata: VectorsFileMetadata;
  },
): Uint8Array<ArrayBuffer> {
  const named: [string, Vector][] = [
    ...inputs.map(({ name, x }): [string, Vector] => [`x.${name}`, x]),
    ...inputs.map(({ name, base }): [string, Vector] => [`y_base.${name}`, base]),
    ...inputs.map(({ name, instruct }): [string, Vector] => [`y_instruct.${name}`, instruct]),
    ...inputs.map(({ name, d }): [string, Vector] => [`difference.${name}`, d]),
    ...responses(response),
    ...inputs.flatMap(({ name, shapley }) =>
      Array.from(
        shapley ?? [],
        ([component, phi]): [string, Vector] => [`shapley.${component}.${name}`, phi],
      )
    ),
    ...meanDirection === null ? [] : [["common_mode", meanDirection] as [string, Vector]],
  ];
  const tensors = [
    ...named.map(([name, values]) => tensorOf(name, { values })),
    ...mixtures === null ? [] : mixtureTensors(mixtures),
  ];
  return safetensorsBytes(tensors, {
    metadata: {
      ...metadata,
      ...response === null || step === null ? {} : {
        response:
          `R = y(mu + s x / |x|) - y(mu), x = x.${PEAK_INPUT}; difference = instruct - base`,
        response_s: String(step.length),
        response_mu: `${step.mu} of the vector files at layer ${step.vectorLayer}`,
      },
      ...mixtures === null ? {} : {
        mixture_vectors: JSON.stringify(mixtures.vectors.map(({ kind, name }) => [kind, name])),
        mixture: "cosine of the difference of persona draw k (row) with role or trait vector s " +
          "(column, see mixture_vectors); mixture_specific: both without common_mode",
        mixture_weighs: JSON.stringify(mixtures.weighed),
      },
    },
  });
}

function mixtureTensors({ vectors, draws, cosine, specific }: MixtureCosines) {
  const shape = [draws, vectors.length];
  return [
    tensorOf("mixture_cosine", { values: cosine, shape }),
    ...specific === null ? [] : [tensorOf("mixture_specific", { values: specific, shape })],
  ];
}

function responses(response: FocusLayer["response"]): [string, Vector][] {
  if (response === null) return [];
  const { base, instruct } = response;
  return [
    [`response_base.${PEAK_INPUT}`, base],
    [`response_instruct.${PEAK_INPUT}`, instruct],
    [`response_difference.${PEAK_INPUT}`, difference(base, instruct, { isRounded: false })],
  ];
}

/** The bytes of a safetensors file of F32 `[C]` tensors by name, in the order given. */
export function vectorTensors(
  named: readonly (readonly [string, Vector])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  return safetensorsBytes(named.map(([name, values]) => tensorOf(name, { values })), { metadata });
}

function tensorOf(
  name: string,
  { values, shape = [values.length] }: { values: Vector; shape?: number[] },
) {
  return { name, dtype: "F32", shape, chunks: [new Uint8Array(Float32Array.from(values).buffer)] };
}
