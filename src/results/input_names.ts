/**
 * Names of input vectors and layers that the results themselves know.
 *
 * @module
 */

/** The name of the input vector that peaks and decompositions follow. */
export const PEAK_INPUT = "PC1";

/** The same with its negative: both are run. */
export const PEAK_INPUTS: readonly string[] = [PEAK_INPUT, `-${PEAK_INPUT}`];

/** PC1 of a layer's own roles as an input: at every layer another one. */
export const OWN_LAYER_INPUT = `${PEAK_INPUT}:own-layer`;

/** Whether an input is a principal component, and no vector that was given beside them. */
export function isComponent(name: string): boolean {
  return /^-?PC\d+$/.test(name);
}

/** The topic of the sentences about vectors that were run beside the components; the terminal shows them too. */
export const GIVEN_INPUT = "given-input";

/** The layer that published analyses singled out. */
export const HYPOTHESIS_LAYER = 18;
