/**
 * Single roles and traits as a baseline.
 *
 * @module
 */

/** Most of them that are run: a seeded sample where there are more. */
export const MOST_SINGLE_ROLES = 64;
