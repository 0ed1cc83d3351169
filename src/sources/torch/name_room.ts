/**
 * How many names a `.pt` file may have: a list or a text of a pickle may stand in it again and again at two bytes each, so that what
 * is made of a file of a megabyte has no bound but this.
 *
 * @module
 */

/** The names taken so far from one file. */
export interface NameRoom {
  nNames: number;
  nUnits: number;
}

/** Hundreds are usual. */
const MAX_NAMES = 100_000;
/** UTF-16 units of all names together. */
const MAX_UNITS = 2 ** 22;

/** Room for the names of one file. */
export function newNameRoom(): NameRoom {
  return { nNames: 0, nUnits: 0 };
}

/**
 * The names, if there is room; each is to get longer by `nMore` units.
 *
 * @throws {RangeError} if there are too many, or they are too long together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { newNameRoom, takeNames } from "./name_room.ts";
 * const room = newNameRoom();
 * assert(takeNames(room, ["bard", "poet"]).length === 2);
 * assert.throws(() => takeNames(room, new Array(1e6).fill("bard")), /at most 100000 names/);
 * ```
 */
export function takeNames(room: NameRoom, names: readonly string[], nMore = 0): string[] {
  room.nNames += names.length;
  if (room.nNames > MAX_NAMES) {
    throw new RangeError(`expected at most ${MAX_NAMES} names, found ${room.nNames} or more`);
  }
  for (const name of names) room.nUnits += name.length + nMore;
  if (room.nUnits > MAX_UNITS) {
    throw new RangeError(
      `expected names of at most ${MAX_UNITS} characters together, found ${room.nUnits} or more`,
    );
  }
  return [...names];
}
