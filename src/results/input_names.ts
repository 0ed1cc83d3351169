/**
 * Names of input vectors and layers that the results themselves know.
 *
 * @module
 */

/** The name of the input vector that peaks and decompositions follow. */
export const PEAK_INPUT = "PC1";

/** PC1 of a layer's own roles as an input: at every layer another one. */
export const OWN_LAYER_INPUT = `${PEAK_INPUT}:own-layer`;

/** The layer that published analyses singled out. */
export const HYPOTHESIS_LAYER = 18;
