/**
 * What analysis asks of a folder of persona vectors, whichever layout it has.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import type { VectorsInfo } from "../../results.ts";
import type { FileIdentity } from "../folder/file_identities.ts";
import type { Saying } from "./stored_rows.ts";
import type { UnreadFile } from "../folder/unread_files.ts";

/** Roles and traits are keyed by kind and name: some names exist as both. */
export type VectorKind = "role" | "trait";

/** Which form the vectors of a folder have. */
export type LayoutName = VectorsInfo["layout"];

/** What row 0 of a vector is: the output of block 0, or the embedding, so that row l + 1 is that of block l. */
export type RowZero = "block" | "embedding";

/** What a vector is as stored: a mean of activations, or already a difference of two. */
export type Content = "raw" | "difference";

/** Something that numbers alone do not say, and how it is known. */
export interface Told<T extends string> {
  readonly is: T;
  /** How it is known, in words that stand in brackets: what declares it, or what it was detected by. */
  readonly why: string;
}

/** One role's or trait's vector at one layer, as stored, widened to float32. */
export interface RawVector {
  readonly kind: VectorKind;
  readonly name: string;
  /** f32 `[C]` */
  readonly values: Float32Array;
}

/** One layer's vectors, before any subtraction. */
export interface RawVectors {
  /** From 0. */
  readonly layer: number;
  /** Roles, then traits, each sorted by name; a vector that has no row of the layer is left out. */
  readonly vectors: readonly RawVector[];
  /** The default vector at that layer, f32 `[C]`; null where nothing is subtracted. */
  readonly default: Float32Array | null;
}

/** A role or trait file that was passed over. */
export interface SkippedFile {
  readonly kind: VectorKind;
  readonly name: string;
  /** Why, in words. */
  readonly reason: string;
}

/** Layers at which a vector is left out. */
export interface AbsentLayers {
  readonly kind: VectorKind;
  readonly name: string;
  readonly layers: readonly number[];
}

/** What a file of vectors says of itself. */
export interface FileSaying extends Saying {
  /** From the folder down. */
  readonly path: string;
}

/** The principal components of a PCA file. */
export interface PcaFile {
  /** Base name. */
  readonly fileName: string;
  /** The layer of the vectors that it was fitted on, from 0. */
  readonly layer: number;
  /** Whether the file tells the layer; else it is the one that was asked for. */
  readonly isLayerTold: boolean;
  /** How many there are. */
  readonly nComponents: number;
  /** f64 `[nComponents, C]`, as the file has them. */
  readonly components: Float64Array;
  /** Ratios of variance, f64 `[nComponents]`; null where the file does not hold them. */
  readonly varianceExplained: Float64Array | null;
  /** Class name of the scaler, without its module; null where there is none. */
  readonly scalerClass: string | null;
  /** sigma (`scale_`) of a StandardScaler, f64 `[C]`, by which the vectors were divided; null with any other scaler or none. */
  readonly scalerScale: Float64Array | null;
  /** Keys of the file that are not read; empty where it has none. */
  readonly unreadKeys: readonly string[];
  /** Names of the vectors the PCA was fitted on and their coordinates, f64 `[names, nComponents]`; null where the file does not hold both. */
  readonly fitted: { readonly names: readonly string[]; readonly coordinates: Float64Array } | null;
}

/** An opened folder of persona vectors; vectors are read when asked for. */
export interface VectorFolder {
  /** Base name of the folder. */
  readonly label: string;
  /** Which form its vectors have. */
  readonly layout: LayoutName;
  /** L, the layers that there are vectors of: the depth of the model unless `isByLayer`. */
  readonly nLayers: number;
  /** C, the length of every vector. */
  readonly hiddenSize: number;
  /** Key asked of each role file; null where a file holds one vector. */
  readonly roleKey: string | null;
  /** Key asked of each trait file, likewise. */
  readonly traitKey: string | null;
  /** Whether the files number their layers, so that some may be missing; else there is a vector of every layer. */
  readonly isByLayer: boolean;
  /** What row 0 is, which was taken for no layer where it is the embedding. */
  readonly rowZero: Told<RowZero>;
  /** What roles are as stored: from raw means the default is subtracted; null without roles. */
  readonly rolesAre: Told<Content> | null;
  /** The same of traits. */
  readonly traitsAre: Told<Content> | null;
  /** What `default` in {@link RawVectors} is, for instance `activations.default_1`; null where nothing is subtracted. */
  readonly difference: string | null;
  /** The default that is not subtracted from traits, which nobody said are differences; left out where there is no such. */
  readonly besideTraits?: string;
  /** Layers of which a vector that is used has none, each once, where `isByLayer`. */
  readonly absent: readonly AbsentLayers[];
  /** Names of the roles that will be used, in order. */
  readonly roleNames: readonly string[];
  /** Names of the traits, likewise. */
  readonly traitNames: readonly string[];
  /** Role and trait files that were passed over, with the reason. */
  readonly skipped: readonly SkippedFile[];
  /** Files in the folder that are not read, and files with keys that are not. */
  readonly unread: readonly UnreadFile[];
  /** What the files that are used say of themselves, each once; names only where their files are called otherwise. */
  readonly sayings: readonly FileSaying[];
  /** Base names of all files with principal components, sorted; empty where there are none. */
  readonly pcaFileNames: readonly string[];
  /** Whether the folder has an assistant axis. */
  readonly hasAxis: boolean;
  /** The assistant axis, where the folder has one with a row of the layer: f32 `[C]`. */
  assistantAxis(layer: number): Promise<Float32Array | null>;
  /** Reads every used file once, taking all the layers asked; a vector that has none at a layer is left out there. */
  readLayers(layers: readonly number[]): Promise<RawVectors[]>;
  /** So many layers are kept once they are read: up to here they are best asked for together. */
  readonly nKept: number;
  /** Reads the PCA file of that base name; `layer` is taken where it has components of each layer, or tells none. */
  readPca(fileName: string, layer?: number): Promise<PcaFile>;
  /** What tells the files that are or can be read from others without reading them, by name; `missing` where there is none. */
  identities(): Promise<readonly FileIdentity[]>;
  /** Says that the vectors were made by a program: a line for the page, else null. */
  readonly syntheticNote: string | null;
  /** Closes the folder. Reading afterwards is an error. */
  close(): void;
}
