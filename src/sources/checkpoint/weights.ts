/**
 * What the compute stage asks of a checkpoint: tensors that are read by range, grouped by layer, and the recipe of the MLP.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

import type { FileIdentity } from "../folder/file_identities.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import type { HashedFile } from "./file_hashes.ts";
import type { AdapterFacts } from "./adapter/adapter_facts.ts";

/** Element types of weights that deltascope reads, as safetensors spells them. */
export type WeightDtype = "BF16" | "F16" | "F32";

/** One tensor of a checkpoint, read by range and never held whole. */
export interface WeightTensor {
  /** Name in the checkpoint, for instance `model.layers.18.mlp.gate_proj.weight`. */
  readonly name: string;
  /** Base name of the file that holds it. */
  readonly fileName: string;
  /** `[C]` for a norm, `[R, K]` row-major for a matrix: gate and up `[F, C]`, down `[C, F]`. */
  readonly shape: readonly number[];
  /** Type of its elements as they are stored. */
  readonly dtype: WeightDtype;
  /** Size of the data in bytes, product of the shape times the size of the dtype. */
  readonly sizeBytes: number;
  /** Fills `into` from `offsetBytes` after the tensor's first byte; several reads may be under way at once. */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
  /** Bytes of it that would have to come over a network; left out where all are at hand. */
  missingBytes?(): number;
  /** Hash of the file that holds it, where a server tells one. */
  readonly fileHash?: string;
  /** Bytes of files that reading all of it takes, where those are not its size. */
  readonly fileBytes?: number;
  /** Hash of what is added to what the file holds; left out where nothing is. */
  changeHash?(): Promise<string>;
  /**
   * Its first rows, of a vector numbers, as a tensor of the same name; left out of what is in a layer, and of what is stored with its
   * rows in another dimension than the first.
   */
  firstRows?(nRows: number): WeightTensor;
}

/** A tensor of the MLP. */
export type Part = "preNorm" | "gate" | "up" | "down" | "postNorm";

/** In the order of the arithmetic. */
export const PARTS = ["preNorm", "gate", "up", "down", "postNorm"] as const satisfies Part[];

/** The MLP tensors of one layer. */
export interface LayerWeights {
  /** From 0. */
  readonly layer: number;
  /** `[C]`; null where no norm comes before the MLP, and where the norm has no weight. */
  readonly preNorm: WeightTensor | null;
  /** `[F, C]` */
  readonly gate: WeightTensor;
  /** `[F, C]` */
  readonly up: WeightTensor;
  /** `[C, F]` */
  readonly down: WeightTensor;
  /** `[C]`; null where no norm comes after the MLP, and where the norm has no weight. */
  readonly postNorm: WeightTensor | null;
  /** What is added to what a part gives, of the parts that have a bias: of gate and up `[F]`, of the others `[C]`. */
  readonly biases: Readonly<Partial<Record<Part, WeightTensor>>>;
  /** All others of the layer by their names within it, for instance `self_attn.q_proj.weight`; left out where nobody asked for them. */
  readonly others?: Readonly<Record<string, WeightTensor>>;
}

/** Gate activation: GELU, exact or in its tanh form, or SiLU. */
export type Activation = "gelu" | "gelu_tanh" | "silu";

/** A value of a recipe that `config.json` may leave to the architecture. */
export type DefaultedValue = "eps" | "activation";

/** How one layer's MLP is computed, read from `config.json`. */
export interface MlpRecipe {
  /** Entry of `architectures`, for instance `Gemma2ForCausalLM`. */
  readonly architecture: string;
  /** C, the width of the residual stream. */
  readonly hiddenSize: number;
  /** F, the number of neurons; see `doubledFrom`. */
  readonly intermediateSize: number;
  /** The first of the last layers that have twice this F; null where all have the same. */
  readonly doubledFrom: number | null;
  /** L, the layers of the model. */
  readonly nLayers: number;
  /** Epsilon of both norms. */
  readonly eps: number;
  /** Added to every stored norm weight: effective weight w~ = normOffset + w (1 for Gemma, 0 for Llama). */
  readonly normOffset: 0 | 1;
  /** Whether the norms take the mean off first (LayerNorm), where they are no RMSNorms. */
  readonly isCentred: boolean;
  /** False where norms have no weight. */
  readonly isNormScaled: boolean;
  /** Applied to the gate product. */
  readonly activation: Activation;
  /** False where the MLP reads the residual stream as it is. */
  readonly hasPreNorm: boolean;
  /** Whether a norm follows the down product. */
  readonly hasPostNorm: boolean;
  /** Parts to whose result a bias is added. */
  readonly biased: readonly Part[];
  /** The output is multiplied by it before it joins the residual stream; 1 where it joins as it is. */
  readonly multiplier: number;
  /** Values that `config.json` leaves out, so that they are the defaults of the architecture. */
  readonly defaults: readonly DefaultedValue[];
}

/** Where a model's own code gives out what the MLP of a layer gives, by the names of its tensors. */
export interface OutputHook {
  /** The list of layers, for instance `model.layers`. */
  readonly layers: string;
  /** The module within a layer, for instance `mlp`, or the norm after it. */
  readonly module: string;
}

/** An opened checkpoint: recipe and layers; only headers have been read. */
export interface Checkpoint {
  /** Whether the MLP reads the normed input that attention reads too. */
  readonly isParallel: boolean;
  /** Where the output of a layer's MLP is found in the model's own code. */
  readonly hook: OutputHook;
  /** Base name of the folder, or `id@commit`: it appears in published pages. */
  readonly label: string;
  /** What `label` was before another was given by hand: what the checkpoint is, not what it is called. */
  readonly ownLabel?: string;
  /** How its MLPs are computed. */
  readonly recipe: MlpRecipe;
  /** Says where the weights came from if they were made rather than trained: a line for the page, else null. */
  readonly syntheticNote: string | null;
  /** Weights that lie beside those that are read and are passed over. */
  readonly unread: readonly UnreadFile[];
  /** The adapter that is added to the weights; left out where none is. */
  readonly adapter?: AdapterFacts;
  /**
   * What tells the weight files from others without reading more than their ends, by name: the single file, or every shard that the index names,
   * those included that no layer asked for needs; `missing` where there is none.
   */
  identities(): Promise<readonly FileIdentity[]>;
  /** The files of weights that are open, those that are added to others after them; left out where weights lie in none. */
  files?(): readonly HashedFile[];
  /**
   * The MLP tensors of a layer, counted from 0; nothing of them is read yet.
   *
   * @throws {Error} naming the tensor and file if one is missing or has another shape than the recipe says.
   */
  layerWeights(layer: number): LayerWeights;
  /**
   * All tensors that are in no layer, by name; of one that holds no floats its dtype. Left out where nobody asked for them, and where an
   * adapter is added, which may change them.
   *
   * @throws {Error} naming the tensor and file if one is missing.
   */
  outsideWeights?(): Readonly<Record<string, WeightTensor | string>>;
  /** Closes the files and the folder. Reading afterwards is an error. */
  close(): void;
}

/** The parts that are stored as weights of a model, in the order of the arithmetic: what two models may differ in. */
export function storedParts(
  { hasPreNorm, hasPostNorm, isNormScaled }: Pick<
    MlpRecipe,
    "hasPreNorm" | "hasPostNorm" | "isNormScaled"
  >,
): Part[] {
  return PARTS.filter((part) =>
    part === "preNorm"
      ? hasPreNorm && isNormScaled
      : part === "postNorm"
      ? hasPostNorm && isNormScaled
      : true
  );
}

/** The tensors of one layer that a run reads, in the order of the arithmetic, each with its bias, then the others. */
export function layerTensors(weights: LayerWeights): WeightTensor[] {
  return [
    ...PARTS.flatMap((part) => [weights[part] ?? [], weights.biases[part] ?? []].flat()),
    ...Object.values(weights.others ?? {}),
  ];
}

/** F of a layer. */
export function widthOf(
  { intermediateSize, doubledFrom }: Pick<MlpRecipe, "intermediateSize" | "doubledFrom">,
  layer: number,
): number {
  return doubledFrom !== null && layer >= doubledFrom ? 2 * intermediateSize : intermediateSize;
}

/** A tensor as messages name it. */
export function quotedTensor({ name, fileName }: Pick<WeightTensor, "name" | "fileName">): string {
  return `"${name}" in ${fileName}`;
}

/** Bytes of tensors that would have to come over a network. */
export function missingBytesOf(tensors: readonly WeightTensor[]): number {
  return tensors.reduce((sum, { missingBytes }) => sum + (missingBytes?.() ?? 0), 0);
}

/** Bytes of files that reading tensors takes. */
export function fileBytesOf(tensors: readonly WeightTensor[]): number {
  return tensors.reduce((sum, { fileBytes, sizeBytes }) => sum + (fileBytes ?? sizeBytes), 0);
}

/** Whether nothing of an MLP is rounded when its weights are taken as bfloat16. */
export function isBf16(weights: LayerWeights): boolean {
  return layerTensors(weights).every(({ dtype }) => dtype === "BF16");
}
