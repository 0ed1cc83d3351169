/**
 * Files of a comparison of two runs, relative to its folder: whoever is given one of them in the place of results has to know it.
 *
 * @module
 */

/** What was found of both, and where their results lie. */
export const COMPARISON_PATH = "data/comparison.json";

/** What that file says of itself. */
export const COMPARISON_SCHEMA = "deltascope.comparison/1";

/** The results of either run. */
export const COMPARED_RESULTS = { a: "data/a/results.json", b: "data/b/results.json" } as const;
