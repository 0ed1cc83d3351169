/**
 * Files by which the folder of a run or of a comparison of two is known, relative to it: whoever is given one in another's place has to
 * know them.
 *
 * @module
 */

/** Where either has its numbers. */
export const DATA_FOLDER = "data";

/** What a run found. */
export const RESULTS_PATH = `${DATA_FOLDER}/results.json`;

/** What was written. */
export const MANIFEST_PATH = `${DATA_FOLDER}/manifest.json`;

/** What was found of both runs, and where their results lie. */
export const COMPARISON_PATH = `${DATA_FOLDER}/comparison.json`;

/** What that file says of itself. */
export const COMPARISON_SCHEMA = "deltascope.comparison/1";

/** The results of either run. */
export const COMPARED_RESULTS = {
  a: `${DATA_FOLDER}/a/results.json`,
  b: `${DATA_FOLDER}/b/results.json`,
} as const;
