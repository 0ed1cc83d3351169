/**
 * What analysis asks of a folder of persona vectors, whichever layout it has.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import type { FileIdentity } from "../folder/file_identities.ts";
import type { UnreadFile } from "../folder/unread_files.ts";

/** Roles and traits are keyed by kind and name: some names exist as both. */
export type VectorKind = "role" | "trait";

/** One role's or trait's vector at one layer, as stored, widened to float32. */
export interface RawVector {
  readonly kind: VectorKind;
  readonly name: string;
  readonly values: Float32Array; // f32 [C]
}

/** One layer's vectors, before any subtraction. */
export interface RawVectors {
  readonly layer: number;
  readonly vectors: readonly RawVector[]; // roles then traits, each by name
  /** The default vector at that layer; null with `--difference none` or where the layout has none and none was asked. */
  readonly default: Float32Array | null; // f32 [C]
}

/** A role or trait file that was passed over. */
export interface SkippedFile {
  readonly kind: VectorKind;
  readonly name: string;
  readonly reason: string;
}

/** What was passed over beside the roles and traits. */
export type { UnreadFile };

/** The principal components of a PCA file. */
export interface PcaFile {
  /** Base name. */
  readonly fileName: string;
  readonly layer: number;
  readonly nComponents: number;
  readonly components: Float64Array; // f64 [nComponents, C]
  /** Ratios; null where the file does not hold them. */
  readonly varianceExplained: Float64Array | null; // f64 [nComponents]
  /** Class name of the scaler, without its module; null where there is none. */
  readonly scalerClass: string | null;
  /** sigma (`scale_`) of a StandardScaler, by which the vectors were divided; null with any other scaler or none. */
  readonly scalerScale: Float64Array | null; // f64 [C]
  /** Keys of the file that are not read; empty where it has none. */
  readonly unreadKeys: readonly string[];
  /** Names of the vectors the PCA was fitted on and their coordinates; null where the file does not hold both. */
  readonly fitted: { readonly names: readonly string[]; readonly coordinates: Float64Array } | null; // f64 [names, nComponents]
}

/** An opened folder of persona vectors; vectors are read when asked for. */
export interface VectorFolder {
  /** Base name of the folder. */
  readonly label: string;
  readonly layout: "persona" | "axis" | "pipeline";
  readonly nLayers: number; // L
  readonly hiddenSize: number; // C
  /** Key asked of each file; null where a file holds one vector. */
  readonly roleKey: string | null;
  readonly traitKey: string | null;
  /** What `default` in {@link RawVectors} is, for instance `activations.default_1`; null with `--difference none`. */
  readonly difference: string | null;
  /** True where traits as stored still hold the shared mean, so that the default is subtracted from them too. */
  readonly isTraitRawMean: boolean;
  /** Names of the files that will be used, in order. */
  readonly roleNames: readonly string[];
  readonly traitNames: readonly string[];
  readonly skipped: readonly SkippedFile[];
  /** Files in the folder that are not read, and files with keys that are not. */
  readonly unread: readonly UnreadFile[];
  /** Base names of all PCA files found, sorted; empty in the other layouts. */
  readonly pcaFileNames: readonly string[];
  /** The assistant axis, where the folder has one: f32 `[C]` at a layer. */
  assistantAxis(layer: number): Promise<Float32Array | null>;
  /** Reads every used file once, taking all the layers asked. */
  readLayers(layers: readonly number[]): Promise<RawVectors[]>;
  /** Reads the PCA file of that base name. */
  readPca(fileName: string): Promise<PcaFile>;
  /** What tells the files that are or can be read from others without reading them, by name; `missing` where there is none. */
  identities(): Promise<readonly FileIdentity[]>;
  /** Says that the vectors were made by a program: a line for the page, else null. */
  readonly syntheticNote: string | null;
  close(): void;
}
