/**
 * The name of everything that a layer's numbers depend on: records of one key fit each other.
 *
 * @module
 */

import { sha256Hex } from "../math/sha256.ts";
import { codeVersion } from "./code_version.ts";
import { checkpointFingerprint, vectorsFingerprint } from "../sources/checkpoint/fingerprint.ts";
import { type Checkpoint, layerTensors } from "../sources/checkpoint/weights.ts";
import { directionsFile } from "../prepare/directions.ts";
import { isPublishedPair } from "../prepare/published_pair.ts";
import type { AnalysisOptions } from "../prepare/options.ts";
import type { PreparedRun } from "../prepare/prepare.ts";
import type { RunInputs } from "../prepare/run_inputs.ts";
import type { SemanticVector } from "../prepare/semantic_vectors.ts";

/** Options that change no layer's numbers: which layers are run and decomposed, and the names of sets of options. */
const NOT_OF_A_LAYER = ["layers", "focus", "likeNotebook", "likePublished"] as const;

/** What may stand for the code that computes. */
interface CodeOption {
  /** Default: {@link codeVersion}. */
  readonly code?: string;
}

/**
 * SHA-256, in hexadecimal, of the code, of what tells the files of all inputs apart without reading them whole (of a local file its
 * size and when it was last written, and of one of weights its last 4 KB), and of what was asked, with nothing of it resolved: two commands that leave the same to the
 * device have the same.
 */
export async function askedKey(
  inputs: RunInputs,
  options: AnalysisOptions,
  { code }: CodeOption = {},
): Promise<string> {
  const computing = code ?? codeVersion();
  return hashOf([computing, await inputIdentities(inputs), settingsOf(options)]);
}

/** Each part as a hash, by what a reader may have changed. */
export type RunKeyParts = Readonly<Record<typeof KEY_PARTS[number], string>>;

/** In the order in which they are told. */
export const KEY_PARTS = [
  "code",
  "base",
  "instruct",
  "vectors",
  "options",
  "directions",
  "activations",
] as const;

/** That of a part that there is none of. */
const NONE = hashOf(null);

/** One key of all of them. */
export function keyOf(parts: RunKeyParts): string {
  return hashOf(KEY_PARTS.map((name) => parts[name]));
}

/**
 * What a run's numbers depend on, with all that was left to the device resolved and the directions as they are run. The layers are no
 * part of it, so that a run of more of them goes on from one of fewer.
 */
export async function runKeyParts(
  inputs: RunInputs,
  run: PreparedRun,
  options: AnalysisOptions,
  { code }: CodeOption = {},
): Promise<RunKeyParts> {
  const { random, resamples, isSweep, activations } = run;
  // Published pairs are run under another rounding as well.
  const isPublished = isPublishedPair(inputs);
  const { hiddenSize } = inputs.base.recipe;
  const [base, instruct, vectors] = await inputIdentities(inputs);
  return {
    code: code ?? codeVersion(),
    base: hashOf(base),
    instruct: hashOf(instruct),
    vectors: hashOf(vectors),
    options: hashOf([settingsOf({ ...options, random, resamples, sweep: isSweep }), isPublished]),
    directions: hashOf([
      hashOf(directionsFile(run.directions, { hiddenSize, seed: options.seed })),
      run.directions.components.map(({ info }) => info.name),
    ]),
    activations: hashOf(
      activations && [
        activations.layer,
        activations.fileName,
        activations.rowsInFile,
        [...activations.indices],
        hashOf(activations.values),
      ],
    ),
  };
}

/** What the rows of a comparison of weights depend on: the layers are no part of it here either. */
export async function weightsKeyParts(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  /** All that was asked of the rows. */
  options: Readonly<Record<string, unknown>>,
  { code }: CodeOption = {},
): Promise<RunKeyParts> {
  return {
    code: code ?? codeVersion(),
    base: hashOf(await checkpointIdentity(base)),
    instruct: hashOf(await checkpointIdentity(instruct)),
    // A report has other options.
    options: hashOf(["weights", sortedEntries(options)]),
    vectors: NONE,
    directions: NONE,
    activations: NONE,
  };
}

/** Whether vectors are no part of it: of a comparison of weights. */
export function isWithoutVectors({ vectors }: { readonly vectors?: unknown }): boolean {
  return vectors === NONE;
}

/**
 * What the weights of a layer are: which file each tensor of both models lies in, and a sample of it; nothing is sampled where
 * a server tells the hashes of the files, as that would be a request for each tensor.
 */
export async function layerContent(
  { base, instruct }: Pick<RunInputs, "base" | "instruct">,
  layer: number,
): Promise<string> {
  const contents = [base, instruct].map(async (checkpoint) => {
    const tensors = layerTensors(checkpoint.layerWeights(layer));
    return tensors.every(({ fileHash }) => fileHash !== undefined)
      ? tensors.map(({ name, dtype, shape, fileName, fileHash }) => [
        name,
        dtype,
        shape,
        fileName,
        fileHash,
      ])
      : [
        tensors.map(({ fileName }) => fileName),
        await checkpointFingerprint(checkpoint, [layer]),
      ];
  });
  return hashOf(await Promise.all(contents));
}

/** What a layer is run on beside the directions: the mean states around it, PC1 of its own roles, and the vectors that are swept. */
export function layerInputContent(
  layer: number,
  { states }: Pick<PreparedRun, "states">,
  swept: readonly SemanticVector[],
): string {
  const around = [layer - 1, layer].map((it) => {
    const state = states.get(it);
    return state === undefined ? null : [hashOf(state.mu), state.step];
  });
  const own = states.get(layer)?.own ?? null;
  return hashOf([around, own && hashOf(own.values), vectorsFingerprint(swept)]);
}

async function inputIdentities({ base, instruct, vectors }: RunInputs) {
  const { roleKey, traitKey, difference, rowZero, rolesAre, traitsAre } = vectors;
  const { roleNames, traitNames } = vectors;
  const reading = [rowZero, rolesAre, traitsAre].map((told) => told?.is ?? null);
  return [
    await checkpointIdentity(base),
    await checkpointIdentity(instruct),
    [
      [roleKey, traitKey, difference, reading, roleNames, traitNames],
      await vectors.identities(),
    ],
  ];
}

async function checkpointIdentity(checkpoint: Checkpoint) {
  return [checkpoint.recipe, await checkpoint.identities()];
}

function settingsOf(options: AnalysisOptions): [string, unknown][] {
  return sortedEntries(options).filter(([name]) => !NOT_OF_A_LAYER.some((it) => it === name));
}

function sortedEntries(options: object): [string, unknown][] {
  return Object.entries(options).sort(([a], [b]) => a < b ? -1 : 1);
}

function hashOf(value: unknown): string {
  return sha256Hex(
    ArrayBuffer.isView(value)
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : JSON.stringify(value),
  );
}
