/**
 * How much files of several kinds may claim. A cap of one kind alone stands beside what reads that kind.
 *
 * @module
 */

/** Most dimensions of a tensor or an array, as of numpy and of torch. */
export const MAX_DIMENSIONS = 64;
/** Most layers of a model, far above any real one: lists of layers are made before a weight is seen. */
export const MAX_LAYERS = 10_000;
