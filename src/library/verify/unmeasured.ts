/**
 * What a file of results holds nothing of, since the code that wrote it did not measure it.
 *
 * @module
 */

import { foundParts, type LayerNumber, layerNumbers } from "../../results/layer_numbers.ts";
import type { Results } from "../../results.ts";

/**
 * Whether a file lacks a value as one that was not measured: its column is unknown throughout the file, or has no row anywhere that
 * bears one of its names. A single row that is gone is no such, since others bear its names, nor are all of one layer: what is measured
 * of a layer is measured of every one that was asked for.
 */
export function unmeasuredIn(file: Results): (number: LayerNumber) => boolean {
  const columns = new Map<string, Set<string>>();
  const numbers = layerNumbers(foundParts(file), null).values().toArray();
  // What is unknown in some rows of a column alone was measured; older files are filled with it where they have none.
  const known = new Set(
    numbers.filter(({ value }) => value !== null).map(({ column }) => column),
  );
  for (const number of numbers) {
    if (!known.has(number.column)) continue;
    const names = columns.get(number.column) ?? new Set();
    columns.set(number.column, names);
    for (const name of placeNames(number)) names.add(name);
  }
  return (number) => {
    const names = columns.get(number.column);
    return names === undefined || placeNames(number).some((name) => !names.has(name));
  };
}

/** The names of its row, each with the place that it has among them. */
function placeNames({ names }: LayerNumber): string[] {
  return names.map((name, ix) => `${ix} ${name}`);
}
