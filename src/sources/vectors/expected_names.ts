/**
 * That vectors have names of their own, and not the layers of one, places in a list, or one name for several.
 *
 * @module
 */

import { quote, shownName } from "../../text/quote.ts";
import { stackAdvice } from "../folder/advice.ts";
import type { Folder } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import type { FoundVector, FoundVectors } from "./vector_form.ts";

/** A name that says what its vector is of. */
export const KIND_AND_NAME = /^(role|trait)\.(.+)$/s;
/** A layer, or a place in a list as numpy counts it, and no name: `layer_3`, `model.layers.3`, `arr_0`, `3`. */
const PLACE = /^(?:(?:\w+\.)*(?:layers?|blocks?|h|l)[._-]?|arr_|\[)?\d+\]?$/i;

/** @throws {Error} if a vector has no name or is several, or all that they are called by are layers or places. */
export function expectNames(folder: Folder, { vectors }: FoundVectors): void {
  const nameless = vectors.find(({ name }) => name.replace(KIND_AND_NAME, "$2").trim() === "");
  if (nameless !== undefined) {
    throw new Error(
      `Cannot use a vector in ${shownName(nameless.rows.path)} of ${
        shownName(folder.name)
      }: expected a name, found ${
        quote(nameless.name)
      }; save it under the name of its role or trait`,
    );
  }
  vectors.forEach(expectOne);
  if (vectors.length < 2 || !vectors.every(({ name }) => PLACE.test(name))) return;
  throw new Error(
    `Cannot use the vectors in ${shownName(folder.name)}: expected their names, found ${
      someNames(vectors.map(({ name }) => name))
    }, likely layers or places in a list; save of each vector its layers as one array [L, C], under its name (role.${
      vectors[0]!.name
    } where that is one)`,
  );
}

/** @throws {Error} if it is several vectors, which the file has the names of. */
function expectOne({ name, rows, rowNames }: FoundVector): void {
  if (rowNames === undefined) return;
  throw new Error(
    `Cannot use ${
      shownName(rows.label)
    }: expected a vector under its name, found one in each row, of which ${
      shownName(rowNames)
    } has the names; save them with ${stackAdvice({ array: name, names: rowNames })}`,
  );
}
