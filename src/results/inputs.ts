/**
 * What every run writes down of its inputs: the two checkpoints and the vectors.
 *
 * @module
 */

import * as v from "valibot";
import { component, count, kind, number, text } from "./values.ts";

/** What lies in an input's folder and was not read, from the folder down, with the reason in words. */
const unread = v.array(v.object({ path: text, reason: text }));

/** A PEFT LoRA adapter that was added to the weights of a checkpoint. */
const adapterInfo = v.object({
  /** Base name of its folder, or id@commit. */
  name: text,
  /** The checkpoint that it was added to, in the same way. */
  base: text,
  /** The model that it says it was trained on; null where it names none. */
  named_base: v.nullable(text),
  is_dora: v.boolean(),
  /** Ranks of its products in the layers analysed, ascending; none where it replaces tensors alone. */
  ranks: v.array(count),
  /** By what these products are multiplied, in the same way. */
  scales: v.array(number),
  /** Tensors of the MLP that it changes, by their names within a layer. */
  tensors: v.array(text),
  /** Layers analysed of which it changes a tensor. */
  layers: v.array(count),
  /** What it changes beside the MLPs, by the last words of the names. */
  others: v.array(text),
});

/** Files of weights, and the hashes by which the Hub or its tools know them. */
const weightFiles = v.object({
  files: count,
  /** Files of which a hash is known. */
  named: count,
  /** Files that were read whole in this run, and have it. */
  verified: count,
  /** *verified*: all of them were; *in part*: some; *not*: none. */
  are: v.picklist(["verified", "in part", "not"]),
});

export const checkpointInfo = v.object({
  /** Base name or id@commit. */
  name: text,
  architecture: text,
  hidden_size: count, // C
  intermediate_size: count, // F
  layers: count, // L
  /** Dtypes of the MLP tensors read, for instance ["BF16"], in alphabetical order. */
  dtypes: v.array(text),
  eps: number,
  /** `gelu` is the exact one. */
  activation: v.picklist(["gelu_tanh", "silu", "gelu"]),
  /** RMSNorm, or LayerNorm, which takes the mean off first; RMSNorm in earlier runs. */
  norm: v.optional(v.picklist(["rms", "layer"]), "rms"),
  /** Effective norm weight: `1 + w` or `w`; `none` where norms do not scale. */
  norm_weight: v.picklist(["1 + w", "w", "none"]),
  /** Whether a norm comes before the MLP; true in earlier runs. */
  has_pre_norm: v.optional(v.boolean(), true),
  has_post_norm: v.boolean(),
  /** Parts to whose result a bias is added; none in earlier runs. */
  biased: v.optional(v.array(component), []),
  /** By which the output is multiplied before it joins the residual stream; 1 in earlier runs. */
  multiplier: v.optional(number, 1),
  /** Whether the MLP reads the normed input that attention reads too; false in earlier runs. */
  is_parallel: v.optional(v.boolean(), false),
  /** The first of the last layers with twice the intermediate size; null where all have the same. */
  doubled_from: v.optional(v.nullable(count), null),
  /** Where the model's own code gives the output out; null in earlier runs. */
  hook: v.optional(v.nullable(v.object({ layers: text, module: text })), null),
  /** Which of eps and activation config.json leaves out: defaults of the architecture; empty in earlier runs. */
  defaults: v.optional(v.array(v.picklist(["eps", "activation"])), []),
  /** Weights beside those that were read; empty in earlier runs. */
  unread: v.optional(unread, []),
  /** What was added to the weights; null where nothing was, and in earlier runs. */
  adapter: v.optional(v.nullable(adapterInfo), null),
  /** How the content of the files of weights that were read is known; null in earlier runs. */
  weight_files: v.optional(v.nullable(weightFiles), null),
  /** SHA-256 of recipe and tensors, of each its first 4,096 bytes; null in earlier runs. */
  fingerprint: v.optional(v.nullable(text), null),
});

/** What numbers alone do not say of vectors, and by what it is known: declared by an option, detected, or of the layout. */
const told = <T extends string>(choices: readonly [T, T]) =>
  v.optional(v.nullable(v.object({ is: v.picklist(choices), why: text })), null);

export const vectorsInfo = v.object({
  name: text,
  layout: v.picklist([
    "persona",
    "axis",
    "pipeline",
    "persona_vectors",
    "tensors",
    "stack",
    "safetensors",
    "npy",
    "npz",
    "csv",
    "gguf",
  ]),
  /** Row 0 as stored: the output of block 0, or the embedding, and then row l + 1 is of block l; null in earlier runs. */
  row_zero: told(["block", "embedding"]),
  /** Roles as stored: raw means, from which `difference` is subtracted, or differences; null without roles and in earlier runs. */
  roles_are: told(["raw", "difference"]),
  /** Traits likewise. */
  traits_are: told(["raw", "difference"]),
  /** Files read and used. */
  roles: count,
  traits: count,
  /** Key asked of each file; null in layouts without keys. */
  role_key: v.nullable(text),
  trait_key: v.nullable(text),
  /** What was subtracted from the roles, for instance `activations.default_1`; null where nothing was. */
  difference: v.nullable(text),
  /** Files passed over, each with the reason in words. */
  skipped: v.array(v.object({ name: text, kind, reason: text })),
  /** Files in the folder that were not read, and files with keys that were not; empty in earlier runs. */
  unread: v.optional(unread, []),
  /** Expected parts that are not there, in words, for instance `no trait vectors`. */
  missing: v.array(text),
  /** SHA-256 of the role and trait vectors of the decomposed layers, as set against the change; null where there are none. */
  fingerprint: v.optional(v.nullable(text), null),
});

/** The three inputs. */
export const inputs = v.object({
  base: checkpointInfo,
  instruct: checkpointInfo,
  vectors: vectorsInfo,
  /** What the reader should know of the choice of components, and of what differs beside the weights; empty in earlier runs. */
  remarks: v.optional(
    v.object({ components: v.array(text), pair: v.array(text) }),
    { components: [], pair: [] },
  ),
});

/** The three inputs. */
export type Inputs = v.InferOutput<typeof inputs>;
/** One checkpoint as the report names it. */
export type CheckpointInfo = v.InferOutput<typeof checkpointInfo>;
/** The persona vectors as the report names them. */
export type VectorsInfo = v.InferOutput<typeof vectorsInfo>;
