/**
 * What every run writes down beside its analyses: when and with what, the inputs, the options, the device, the components, the
 * findings.
 *
 * Keys are in snake case because rows use the column names of the CSV files. An unknown number is `null`; NaN and Infinity
 * never occur. Nothing here tells where on a disk an input lay.
 *
 * @module
 */

import * as v from "valibot";
import { component, count, kind, number, text } from "./values.ts";

/** Value of `schema`; the number changes only when a reader of the old form would misread the new one. */
export const SCHEMA = "deltascope.results/2";

/** When, with what and for how long. */
export const runInfo = v.object({
  /** Version of deltascope. */
  deltascope: text,
  /** The same, and of a checkout the SHA-256 of the code that numbers depend on; null where it could not be read, and in earlier runs. */
  code: v.optional(v.nullable(text), null),
  /** Versions of Deno, V8 and TypeScript by name. */
  versions: v.record(text, text),
  /** Start of the run, ISO 8601 in UTC. */
  started: text,
  /** Wall time of the analysis in seconds. */
  seconds: number,
  /** Weight bytes read from the two checkpoints. */
  weight_bytes_read: count,
  /** Layers that another run of the same had computed: their numbers were taken from its records. */
  layers_from_records: v.optional(v.array(count), []),
  /** The same by the engine that computed them, which need not be that of this run. */
  records_by_engine: v.optional(
    v.array(v.object({
      kind: v.picklist(["cpu", "gpu"]),
      name: text,
      layers: v.array(count),
    })),
    [],
  ),
  /** What came from the Hugging Face Hub: inputs that were given as an id. */
  hub: v.optional(
    v.array(v.object({
      /** `base`, `base-adapter`, `instruct` or `vectors`. */
      input: v.picklist(["base", "base-adapter", "instruct", "vectors"]),
      /** `models` or `datasets`. */
      kind: v.picklist(["models", "datasets"]),
      /** `org/name`. */
      repository: text,
      /** 40 hexadecimal digits. */
      commit: text,
      /** The part of the repository; empty for the whole. */
      folder: text,
      /** Bytes that came over the network in this run; what an earlier one had fetched was not fetched again. */
      bytes_fetched: count,
    })),
    [],
  ),
  /** True where the inputs were made by a program: every page then says *synthetic*. */
  is_synthetic: v.boolean(),
  /** The command with file locations replaced by base names. */
  command: text,
});

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

/** Options in force, defaults filled in. */
export const runOptions = v.object({
  layers: v.array(count),
  focus: v.array(count),
  /** True where `--focus` was not given, so that peaks chose the layers. */
  is_focus_automatic: v.boolean(),
  pcs: count,
  pca: text,
  pca_layer: count,
  vector_layer: v.union([v.literal("probed"), count]),
  random: count,
  seed: count,
  /** Of the roles, for the bands of PC1. */
  resamples: v.optional(count, 20),
  weights: v.picklist(["bf16", "stored"]),
  rounding: v.picklist(["none", "notebook"]),
  like_notebook: v.boolean(),
  /** Earlier runs left out eight unless asked. */
  outliers: v.optional(v.union([v.literal("auto"), count]), 8),
  pc_space: v.optional(v.picklist(["components", "activation", "readout"]), "components"),
  pca_scale: v.optional(v.picklist(["mean", "standard"]), "mean"),
  input_row: v.optional(v.picklist(["same", "before"]), "same"),
  like_published: v.optional(v.boolean(), false),
  sweep: v.optional(v.boolean(), false),
  /** Layer of `--activations`; null where none were given. */
  activations_layer: v.optional(v.nullable(count), null),
});

/** The device that computed the MLPs. */
export const deviceInfo = v.object({
  kind: v.picklist(["gpu", "cpu"]),
  name: text,
  /** True for a software adapter. */
  is_fallback: v.boolean(),
  /** Remark for the reader, for instance that no adapter was found; else null. */
  note: v.nullable(text),
});

/** What one principal component is. */
export const principalComponentInfo = v.object({
  /** `PC1`, `PC2`, ... */
  name: text,
  /** `computed` or the base name of the PCA file. */
  source: text,
  layer: count,
  /** Share of the variance, 0 to 1; null where the file does not tell. */
  variance_explained: v.nullable(number),
  /** Roles (or traits) of highest coordinate, highest first; up to 10. */
  highest: v.array(text),
  /** Of lowest coordinate, lowest first; up to 10. */
  lowest: v.array(text),
  /** Class of a scaler in the PCA file, reported and not applied; else null. */
  scaler: v.nullable(text),
});

/** One sentence computed from the numbers. */
export const finding = v.object({
  /** What the sentence is about. */
  topic: text,
  /** The layer on whose pages it is told; null where it is of the run. */
  layer: v.nullable(count),
  text,
  /** The same in a line, for lists; absent where the sentence is short already, and in earlier runs. */
  short: v.optional(text),
  /** Layers it speaks of, for links. */
  layers: v.array(count),
});

/** When, with what and for how long. */
export type RunInfo = v.InferOutput<typeof runInfo>;
/** The three inputs. */
export type Inputs = v.InferOutput<typeof inputs>;
/** One checkpoint as the report names it. */
export type CheckpointInfo = v.InferOutput<typeof checkpointInfo>;
/** The persona vectors as the report names them. */
export type VectorsInfo = v.InferOutput<typeof vectorsInfo>;
/** Options in force, defaults filled in. */
export type RunOptions = v.InferOutput<typeof runOptions>;
/** The device that computed the MLPs. */
export type DeviceInfo = v.InferOutput<typeof deviceInfo>;
/** What one principal component is. */
export type PrincipalComponentInfo = v.InferOutput<typeof principalComponentInfo>;
/** One sentence computed from the numbers. */
export type Finding = v.InferOutput<typeof finding>;
