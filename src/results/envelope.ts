/**
 * What every run writes down beside its analyses and its inputs: when and with what, the options, the device, the components, the
 * findings.
 *
 * Keys are in snake case because rows use the column names of the CSV files. An unknown number is `null`; NaN and Infinity
 * never occur. Nothing here tells where on a disk an input lay.
 *
 * @module
 */

import * as v from "valibot";
import { count, number, text } from "./values.ts";

/** Value of `schema`; the number changes only when a reader of the old form would misread the new one. */
export const SCHEMA = "deltascope.results/2";

/** When, with what and for how long. */
export const runInfo = v.object({
  /** Version of deltascope. */
  deltascope: text,
  /** The same, and of a checkout the SHA-256 of the code that numbers depend on; null where it could not be read, and in earlier runs. */
  code: v.optional(v.nullable(text), null),
  /** The same of the code that told the findings. */
  words: v.optional(v.nullable(text), null),
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
/** Options in force, defaults filled in. */
export type RunOptions = v.InferOutput<typeof runOptions>;
/** The device that computed the MLPs. */
export type DeviceInfo = v.InferOutput<typeof deviceInfo>;
/** What one principal component is. */
export type PrincipalComponentInfo = v.InferOutput<typeof principalComponentInfo>;
/** One sentence computed from the numbers. */
export type Finding = v.InferOutput<typeof finding>;
