/**
 * What the demonstration is made of: sizes, seed and the planted change.
 *
 * Shape letters: C hidden size, F intermediate size, L layers.
 *
 * @module
 */

/** Raised whenever anything below or the way it is used changes: files of another version are made again. */
export const DEMONSTRATION_VERSION = 2;

/** Every random number follows from this seed and the name of what it is for. */
export const DEMONSTRATION_SEED = 42;

/** Sizes of the synthetic pair; Gemma 2 27B has C = 4608, F = 36864, L = 46. */
export const SIZES = {
  hiddenSize: 192, // C
  intermediateSize: 768, // F
  nLayers: 26, // L
} as const;

/** Layer at which the PCA file was fitted: half the depth. */
export const PCA_LAYER = 13;

/**
 * The coordinate of the residual stream that is far larger than the others in every mean activation, of every role and of the default,
 * as one or two are in real models.
 */
export const MASSIVE_COORDINATE = 138;

/** What is planted: at this layer the instruct model turns +PC1 toward the traits and away from the roles. */
export const PLANTED = {
  layer: 18,
  /** Traits. */
  toward: ["calibrated", "methodical", "literal"],
  /** Roles. */
  away: ["poet", "pirate", "caveman"],
  /**
   * A decoy: at this layer it writes into the massive coordinate alone, whose large post-norm weight makes that the largest turn
   * of all, until the outlier dimensions are left out.
   */
  decoy: { layer: 21, coordinate: MASSIVE_COORDINATE },
} as const;

/** A role whose file lacks `pos_all`, as some real ones do, so that the report has something to skip. */
export const ROLE_WITHOUT_POS_ALL = "hermit";

/** First line of `synthetic.txt`, and the field `deltascope_synthetic` of each `config.json`. */
export const SYNTHETIC_NOTE = "Synthetic, made by deltascope: not a trained model";
