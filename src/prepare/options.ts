/**
 * What may be asked of a run, and what is made of it once the model's depth is known.
 *
 * @module
 */

import { formatLayers } from "../text/layers.ts";
import type { OutlierChoice } from "./outlier_dimensions.ts";
import type { PcSpace } from "./pc_spaces.ts";
import type { PcaScale } from "../math/pca.ts";
import type { MlpRecipe } from "../sources/checkpoint/weights.ts";
import { UsageError } from "../usage_error.ts";

/** Layers from `first` to `last`, both included; layers are counted from 0. */
export interface LayerRange {
  readonly first: number;
  readonly last: number;
}

/** Where principal components come from: a PCA file of the folder if there is one, the roles, or a file by name. */
export type PcaChoice = "auto" | "computed" | { readonly file: string };

/** The row of a vector file that belongs to a layer: that of the layer, or of the one before, whose output its MLP reads. */
export type StateRow = "same" | "before";

/** A run as asked. `null` stands for *not asked: the default*, which depends on the model, the folder or the device. */
export interface AnalysisOptions {
  /** Layers to analyse. */
  readonly layers: readonly LayerRange[] | "all" | null;
  /** Layers to decompose; the first of them is the one that is judged, unless they are all. */
  readonly focus: readonly LayerRange[] | "all" | null;
  /** Principal components, each run with its negative. */
  readonly pcs: number;
  /** Where the components come from. */
  readonly pca: PcaChoice;
  /** Layer at which components are computed. */
  readonly pcaLayer: number | null;
  /** Layer at which role and trait vectors are taken: the one looked at, or a number. */
  readonly vectorLayer: "probed" | number;
  /** Random directions of each baseline. */
  readonly random: number | null;
  /** Resamples of the roles, for the bands of PC1. */
  readonly resamples: number | null;
  /** Seed of the random directions. */
  readonly seed: number;
  /** `bf16` rounds every weight to bfloat16, `stored` keeps F32 and F16. */
  readonly weights: "bf16" | "stored";
  /** `notebook` repeats the roundings of the reference notebook. */
  readonly rounding: "none" | "notebook";
  /** Whether this is the reference analysis as it ran. */
  readonly likeNotebook: boolean;
  /** Whether this has the settings of the published figures. */
  readonly likePublished: boolean;
  /** Dimensions that the trimmed variant leaves out: by the criterion, or so many of largest |mu_k|. */
  readonly outliers: OutlierChoice;
  /** The space in which PCs are run: as stored, or scaled by a PCA's standard deviations. */
  readonly pcSpace: PcSpace;
  /** Scaling before a computed PCA. */
  readonly pcaScale: PcaScale;
  /** Which row of the default vector is the operating point. */
  readonly inputRow: StateRow;
  /** Whether every role and trait is run as an input at every layer. */
  readonly sweep: boolean | null;
}

/** A run with nothing asked. */
export const DEFAULT_OPTIONS: AnalysisOptions = {
  layers: null,
  focus: null,
  pcs: 3,
  pca: "auto",
  pcaLayer: null,
  vectorLayer: "probed",
  random: null,
  resamples: null,
  seed: 42,
  weights: "bf16",
  rounding: "none",
  likeNotebook: false,
  likePublished: false,
  outliers: "auto",
  pcSpace: "components",
  pcaScale: "mean",
  inputRow: "same",
  sweep: null,
};

/** Layers analysed where none are asked, clipped to the model. */
const DEFAULT_LAYERS: LayerRange = { first: 15, last: 24 };
/** More random directions than a p-value could use, and few enough to hold. */
export const MAX_RANDOM = 9999;
/** More resamples than a band of 5 % to 95 % could use. */
export const MAX_RESAMPLES = 1000;

/** What is left to the device where it is not asked for. */
export interface DeviceDefaults {
  /** Random directions of each baseline. */
  readonly random: number;
  /** Resamples of the roles, for the bands of PC1. */
  readonly resamples: number;
  /** Whether roles and traits are swept: hundreds of inputs more at every layer. */
  readonly sweep: boolean;
}

/** Fewer of each on a software adapter or the CPU, where each costs more, than on a GPU. */
export const DEVICE_DEFAULTS = {
  slow: { random: 32, resamples: 20, sweep: false },
  fast: { random: 199, resamples: 100, sweep: true },
} as const satisfies Record<string, DeviceDefaults>;

/**
 * The layers to analyse, ascending, each once; a preset that set them is named where they do not fit.
 *
 * @throws {UsageError} if a layer that was asked for is not in the model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resolveLayers } from "./options.ts";
 * assert(resolveLayers(null, 20).join() === "15,16,17,18,19");
 * assert(resolveLayers([{ first: 3, last: 4 }, { first: 4, last: 4 }], 5).join() === "3,4");
 * ```
 */
export function resolveLayers(
  asked: AnalysisOptions["layers"],
  nLayers: number,
  { likeNotebook = false, likePublished = false }: Partial<
    Pick<AnalysisOptions, "likeNotebook" | "likePublished">
  > = {},
): number[] {
  const all = Array.from({ length: nLayers }, (_, layer) => layer);
  if (asked === "all") return all;
  if (asked === null) {
    const clipped = all.filter((layer) => isIn(layer, [DEFAULT_LAYERS]));
    return clipped.length > 0 ? clipped : all;
  }
  const outside = asked.find((range) => range.last >= nLayers);
  if (outside !== undefined) {
    const preset = likeNotebook ? "--like-notebook" : likePublished ? "--like-published" : null;
    throw new UsageError(
      `Cannot analyse layer ${outside.last}${
        preset === null ? "" : ` of ${preset}, which sets the layers`
      }: expected layers 0 to ${nLayers - 1} of a model with ${nLayers} layers${
        preset === null ? "" : "; leave it out"
      }`,
    );
  }
  return all.filter((layer) => isIn(layer, asked));
}

/**
 * The layers to decompose if they were asked for, else null: the hypothesis layer and the peaks, once known.
 *
 * @throws {UsageError} if one of them is not analysed.
 */
export function resolveFocus(
  asked: AnalysisOptions["focus"],
  { layers, nLayers }: { layers: readonly number[]; nLayers: number },
): number[] | null {
  if (asked === null) return null;
  if (asked === "all") return [...layers];
  // In the order asked: the first is the one that is judged.
  const missing = asked.map((range) => firstMissing(range, layers))
    .find((layer) => layer !== undefined);
  if (missing !== undefined) {
    throw new UsageError(
      `Cannot decompose layer ${missing} of --focus: it is not among the analysed layers ${
        formatLayers(layers)
      }${missing < nLayers ? "; add it to --layers" : ""}`,
    );
  }
  const inOrder = asked.flatMap((range) => layers.filter((layer) => isIn(layer, [range])));
  return [...new Set(inOrder)];
}

/** Of each what was asked, else what the device passes unasked. */
export function resolveForDevice(
  asked: Pick<AnalysisOptions, keyof DeviceDefaults>,
  { kind, isFallback }: {
    readonly kind: "gpu" | "cpu";
    /** True for a software adapter. */
    readonly isFallback: boolean;
  },
): DeviceDefaults {
  const unasked = DEVICE_DEFAULTS[kind === "gpu" && !isFallback ? "fast" : "slow"];
  return {
    random: asked.random ?? unasked.random,
    sweep: asked.sweep ?? unasked.sweep,
    resamples: asked.resamples ?? unasked.resamples,
  };
}

/**
 * Checks the layer whose real activations are run.
 *
 * @throws {UsageError} if it is not analysed.
 */
export function checkActivationsLayer(
  layer: number,
  { layers, nLayers }: { layers: readonly number[]; nLayers: number },
): void {
  if (layers.includes(layer)) return;
  throw new UsageError(
    `Cannot run activations at layer ${layer} of --activations-layer: it is not among the analysed layers ${
      formatLayers(layers)
    }${layer < nLayers ? "; add it to --layers" : ""}`,
  );
}

/** Models of the public data set `lu-christina/assistant-axis-vectors`, with the layer at which its authors work. */
const AUTHORS_LAYERS: readonly { hiddenSize: number; nLayers: number; layer: number }[] = [
  { hiddenSize: 4608, nLayers: 46, layer: 22 }, // Gemma 2 27B
  { hiddenSize: 5120, nLayers: 64, layer: 32 }, // Qwen 3 32B
  { hiddenSize: 8192, nLayers: 80, layer: 40 }, // Llama 3.3 70B
];

/** The layer at which components are computed where none is asked: the authors' for their models, else half the depth. */
export function defaultPcaLayer(
  { hiddenSize, nLayers }: Pick<MlpRecipe, "hiddenSize" | "nLayers">,
) {
  const known = AUTHORS_LAYERS.find((model) =>
    model.hiddenSize === hiddenSize && model.nLayers === nLayers
  );
  return known?.layer ?? Math.floor(nLayers / 2);
}

function firstMissing({ first, last }: LayerRange, layers: readonly number[]): number | undefined {
  for (let layer = first; layer <= last; layer++) {
    if (!layers.includes(layer)) return layer;
  }
  return undefined;
}

function isIn(layer: number, ranges: readonly LayerRange[]): boolean {
  return ranges.some((range) => range.first <= layer && layer <= range.last);
}
