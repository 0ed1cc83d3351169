/**
 * What may be asked of a report in one call.
 *
 * @module
 */

import type { AnalysisOptions } from "../prepare/options.ts";
import type { StepListener } from "../prepare/describe_run.ts";
import type { DeviceChoice } from "../compute/open_engine.ts";
import type { Results } from "../results.ts";
import type { ByteSource } from "../sources/folder/bytes.ts";
import type { VectorFolderOptions } from "../sources/vectors/vector_layout.ts";
import type { Folder } from "../sources/folder/folder.ts";

/** The same with everything left out that is not asked. */
export type Asked<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/**
 * A folder by its path, a repository on the Hugging Face Hub by its id, `org/name[@revision][:sub/folder]`, or a folder itself, for
 * instance `memoryFolder(...)`; it is closed when the report is done. A report is of one state of each file: it ends with an error where
 * a file of any of them has another identity when it is opened again, see {@link Folder.open}.
 */
export type Place = string | Folder;

/** Where the inputs of a report lie and what is asked of them beside the analysis. */
export interface ReportInputs {
  /** The base checkpoint. With `instruct` and `vectors` left out too: the synthetic demonstration. */
  readonly base: Place;
  /** The instruct checkpoint, or a PEFT LoRA adapter of the base. */
  readonly instruct: Place;
  /** A PEFT LoRA adapter that is added to `base` on the base side; `instruct` may be another one of the same base. */
  readonly baseAdapter: Place;
  /** The persona vectors. */
  readonly vectors: Place;
  /** What titles call the base checkpoint; left out: the base name of its folder. */
  readonly baseName: string;
  /** What titles call the instruct checkpoint. */
  readonly instructName: string;
  /** Real MLP inputs of one layer, `[N, C]`: a `.npy` or safetensors file, or its bytes: the caller's to close, and closed where they cannot be read. */
  readonly activations: { readonly path: string | ByteSource; readonly layer: number };
  /** Vectors that are run as inputs of their own beside the components: `FILE[:NAME],FILE[:NAME],...`. */
  readonly input: string;
  /** Named directions that have nothing to do with the question, as one more baseline: `FILE[:NAME],...`, all of a file without a name. */
  readonly controls: string;
  /** Key of a role file; left out: `pos_all`, where the files have keys. */
  readonly roleKey: string | null;
  /** Key of a trait file; left out: `pos_neg_50` or `response_avg`, as the layout has it, where the files have keys. */
  readonly traitKey: string | null;
  /** What raw means are compared with: `default`, a key of the default file, or `none`. */
  readonly difference: string;
  /** What row 0 of a vector is: `block` 0, or the `embedding`; left out or `auto`: detected. */
  readonly rowZero: NonNullable<VectorFolderOptions["rowZero"]>;
  /** Whether vectors are `raw` means, or each a `difference` already; left out or `auto`: as their layout has them. */
  readonly vectorsAre: NonNullable<VectorFolderOptions["vectorsAre"]>;
  /** What vectors are whose names do not say it; left out or `auto`: what their layout holds. */
  readonly kind: NonNullable<VectorFolderOptions["kind"]>;
}

/** Where and how a report is made. */
export interface ReportPlaces {
  /** Left out: `auto`, a GPU where there is one. */
  readonly device: DeviceChoice;
  /** Threads of the CPU engine; left out: one for each processor. Results do not depend on it. */
  readonly threads: number;
  /** Folder of the site, as of the command's `--out`; left out: nothing is written. */
  readonly out: string;
  /**
   * Folder in which the result of each layer is written down, and from which it is taken where another run of the same wrote it; null:
   * none. Left out: the user's cache folder, as of the command, where there is `out`, else none.
   */
  readonly records: string | null;
  /** Whether results that are written down are computed anew all the same. */
  readonly isFresh: boolean;
  /** Whether files of weights whose hash is known are read whole and held against it before anything is computed. */
  readonly isHashed: boolean;
  /** Whether the network is left alone: ids on the Hub are taken from what is cached. Left out: as `HF_HUB_OFFLINE` says. */
  readonly isOffline: boolean;
  /** Most bytes of the disk that the cache of what came from the Hub may take; null or left out: any, but 5 GB of it stay free. */
  readonly cacheLimit: number | null;
  /** What the pages give as the command; left out: the one that asks for the same. */
  readonly command: string;
}

/** Hear how far a report has come. */
export interface ReportListeners {
  /** What a reader must not overlook, a line of text each: files passed over, what differs beside the weights. */
  readonly onRemark: (text: string) => void;
  /** Weight bytes were just read. */
  readonly onWeightBytes: (nBytes: number) => void;
  /** Bytes just came over the network, of an input that is an id on the Hub. */
  readonly onFetched: (nBytes: number) => void;
  /** A driver has built a kernel, for which nothing else went on. */
  readonly onKernelBuilt: (kernel: { readonly name: string; readonly ms: number }) => void;
  /** A layer is measured, so many of all. */
  readonly onLayer: (layer: number, step: { done: number; total: number }) => void;
  /** Work on the measured layers begins. */
  readonly onStep: StepListener;
  /** The numbers are there and no page is made yet: whatever fails from here on, they need not be lost. */
  readonly onResults: (results: Results) => void;
  /** So many of all pages are rendered: 0, and then after each. */
  readonly onPage: (done: number, total: number) => void;
}

/** What a report is asked for. Everything may be left out, and is then as of the command `report` without the option. */
export interface ReportRequest
  extends
    Asked<AnalysisOptions>,
    Asked<ReportInputs>,
    Asked<ReportPlaces>,
    Asked<ReportListeners> {}
