/**
 * From where on a change is called a difference.
 *
 * @module
 */

/** A change of fewer noise floors than this is not spoken of as a difference. */
export const MIN_FLOORS = 3;
