/**
 * That vectors have names of their own, and not the layers of one, places in a list, one name for several, or a kind in another spelling.
 *
 * @module
 */

import { quote, shownName } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import { UsageError } from "../../usage_error.ts";
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

/** A name that says what its vector is in other signs or letters than are read. */
const SPELT = /^(role|trait)s?[._/:\s-]+(\S.*)$/is;

/**
 * Passes unless names of roles and of traits say it in another spelling, of which `--kind` would take all for one.
 *
 * @throws {UsageError} saying how they are spelt.
 */
export function expectSpelling(
  folder: Folder,
  { vectors }: Pick<FoundVectors, "vectors">,
  unsaid: readonly string[],
): void {
  const spelt = unsaid.flatMap((name) => {
    const [, kind, rest] = SPELT.exec(name) ?? [];
    return kind === undefined ? [] : [{ name, right: `${kind.toLowerCase()}.${rest}` }];
  });
  const kinds = new Set([...vectors.map(({ name }) => name), ...spelt.map((it) => it.right)]
    .map((name) => KIND_AND_NAME.exec(name)?.[1]));
  const [first] = spelt;
  if (first === undefined || 2 * spelt.length < unsaid.length) return;
  if (!kinds.has("role") || !kinds.has("trait")) return;
  throw new UsageError(
    `Cannot tell roles from traits in ${shownName(folder.name)}: the names of ${
      plural(spelt.length, "vector", "vectors")
    } say it in another spelling (${
      someNames(spelt.map(({ name }) => name))
    }); call them role.NAME and trait.NAME, ${shownName(first.name)} ${shownName(first.right)}`,
  );
}
