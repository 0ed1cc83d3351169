/**
 * Vectors of one layer alone, `[C]` or `[1, C]`, which is told by an option and not by the file.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { shownName, shownShape } from "../../text/quote.ts";
import { MEANS_ADVICE } from "../folder/advice.ts";
import { someNames } from "../folder/folder_description.ts";
import { isOneRow, type StoredRows } from "./stored_rows.ts";
import type { VectorLayout } from "./vector_layout.ts";

/** The layout with its vectors as those of `layer`, where they are of one layer; else as it is. */
export async function atOneLayer(layout: VectorLayout, layer: number): Promise<VectorLayout> {
  const first = await layout.vectors[0]?.rows.look();
  if (layout.isByLayer || !isOneRow(first?.shape ?? [])) return layout;
  expectOneLayer(layout, layer);
  expectNoNumbers(layout, layer);
  const { difference, axis } = layout;
  return {
    ...layout,
    isByLayer: true,
    rowZero: { is: "block", why: `vectors of one layer, as --vector-layer ${layer} says` },
    vectors: layout.vectors.map((vector) => ({ ...vector, rows: rowsOf(vector.rows, layer) })),
    difference: difference && {
      ...difference,
      rows: difference.rows.map((rows) => rowsOf(rows, layer)),
    },
    axis: axis && rowsOf(axis, layer),
  };
}

/** What stands for the number of a layer in the name of a file or tensor. */
export const LAYER_NUMBER = /(?<=(?:^|[^\p{L}])(?:layer|block)s?[\s._-]?)\d+/iu;

/** @throws {Error} if the names of vectors differ by the number of a layer alone, so that they are not of one. */
function expectOneLayer({ vectors }: VectorLayout, layer: number): void {
  const firsts = new Map<string, string>();
  for (const { kind, name } of vectors) {
    const [number] = LAYER_NUMBER.exec(name) ?? [];
    if (number === undefined) continue;
    const key = `${kind} ${name.replace(LAYER_NUMBER, "")}`;
    const first = firsts.get(key);
    if (first !== undefined) {
      throw new Error(
        `Cannot take ${shownName(first)} and ${
          shownName(name)
        } for two vectors of layer ${layer}: by their names they are one vector at two layers; ` +
          "give those of one layer, or save its layers as one tensor [L, C]",
      );
    }
    firsts.set(key, name);
  }
}

/** A name with one number in it, wherever that stands. */
const NUMBERED = /^(\D*)(\d+)(\D*)$/su;

/**
 * @throws {Error} if all names have a number and each of several goes through the same ones: they are likely layers. Of a single
 * name they are more likely its places in a list.
 */
function expectNoNumbers({ vectors }: VectorLayout, layer: number): void {
  const numbersOf = new Map<string, string[]>();
  for (const { kind, name } of vectors) {
    const [, before, number, after] = NUMBERED.exec(name) ?? [];
    if (number === undefined) return;
    const key = `${kind} ${before}#${after}`;
    numbersOf.set(key, [...numbersOf.get(key) ?? [], number]);
  }
  const [first = [], ...others] = [...numbersOf.values()].map((numbers) => numbers.sort());
  const areSame = others.every((numbers) => numbers.join() === first.join());
  if (first.length < 2 || others.length === 0 || !areSame) return;
  throw new Error(
    `Cannot take ${vectors.length} vectors (${
      someNames(vectors.map(({ name }) => name))
    }) for those of layer ${layer}: by their names they are ${numbersOf.size} vectors under ${first.length} numbers each (${
      someNames(first)
    }); where these are layers, give those of one, or save the layers of each as one tensor [L, C]; where they are seeds or the ` +
      `like, save the mean of each: ${MEANS_ADVICE}; where they are vectors of their own, give them names without these numbers`,
  );
}

/** The only row as that of a layer, with none of the others. */
function rowsOf(stored: StoredRows, layer: number): StoredRows {
  return {
    ...stored,
    async look() {
      const looked = await stored.look();
      if (looked.shape === undefined) return looked;
      if (!isOneRow(looked.shape)) {
        throw new RangeError(
          `Cannot use ${
            shownName(stored.label)
          }: expected a vector [C] of one layer as the first of the folder is, found ${
            shownShape(looked.shape)
          }`,
        );
      }
      return {
        ...looked,
        shape: [layer + 1, looked.shape.at(-1)!],
        absent: Array.from({ length: layer }, (_, row) => row),
      };
    },
    async read(rows) {
      const [only] = rows.includes(layer) ? await stored.read([0]) : [];
      return rows.map((row) => row === layer ? only : undefined);
    },
  };
}
