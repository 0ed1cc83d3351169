/**
 * What a reader should know of how the vectors were read.
 *
 * @module
 */

import { isFigure, isLikeDefault } from "../sources/vectors/default_names.ts";
import type { VectorFolder } from "../sources/vectors/vectors.ts";
import { shownName } from "../text/quote.ts";
import { formatLayers } from "../text/layers.ts";
import { listFirst } from "../text/first_of_many.ts";

/** At which layers a run takes vectors. */
export interface VectorUse {
  /** Layers whose vectors are set against a change or run, and that of the components; ascending. */
  readonly layers: readonly number[];
  /** Whether mean states are told from the vectors. */
  readonly hasStates: boolean;
}

/** In whole sentences; none where all is as usual. */
export function vectorNotes(vectors: VectorFolder, use: VectorUse): string[] {
  return [
    ...rowZeroNotes(vectors, use),
    ...contentNotes(vectors, use),
    ...traitNotes(vectors),
    ...nameNotes(vectors),
    ...absentNotes(vectors, use),
  ];
}

/** That the rows begin with the embedding, and that the last of them is of another space than the others. */
function rowZeroNotes(
  { label, rowZero, nLayers, isByLayer }: VectorFolder,
  { layers }: VectorUse,
): string[] {
  if (rowZero.is !== "embedding" || isByLayer) return [];
  const notes = [
    `Row 0 of the vectors in ${
      shownName(label)
    } is taken for the embedding (${rowZero.why}): row l + 1 is that of block l.`,
  ];
  if (layers.includes(nLayers - 1)) {
    notes.push(
      `The vectors at layer ${
        nLayers - 1
      }, the last block, are the last row of hidden_states, which transformers gives after ` +
        "the final norm: they are not of the stream that the block leaves, and what is set against them there says little.",
    );
  }
  return notes;
}

function contentNotes({ rolesAre, difference }: VectorFolder, { hasStates }: VectorUse): string[] {
  if (rolesAre?.is !== "difference" || difference !== null || !hasStates) return [];
  return [
    `Roles are differences (${rolesAre.why}): their mean is no state of the model, so that the operating point, the outlier ` +
    "dimensions and what is centred on the mean state tell of that mean alone.",
  ];
}

/** That a default is left out of traits, where names alone say what is what: it may have been meant for them. */
export function traitNotes({ besideTraits, difference }: VectorFolder): string[] {
  return besideTraits === undefined ? [] : [
    `Traits are taken as stored, as differences: ${shownName(besideTraits)} is subtracted from ${
      difference === null ? "nothing" : "roles alone"
    }; where they are raw means, --vectors-are raw subtracts it from them${
      difference === null ? "" : " too"
    }.`,
  ];
}

/** That a role is called like what others are set against, or like a figure over them, which no name settles in these layouts. */
export function nameNotes({ roleNames, difference }: VectorFolder): string[] {
  const names = roleNames.filter((name) =>
    isLikeDefault(name, { isBesideDefault: difference !== null }) || isFigure(name)
  ).map(shownName);
  if (names.length === 0) return [];
  return [
    `${
      names.length === 1 ? `Role ${names[0]} is a role` : `Roles ${listFirst(names)} are roles`
    } ` +
    `like any other here, in the components too, whatever the name says; what is subtracted is ${
      difference === null ? "nothing" : shownName(difference)
    }.`,
  ];
}

/** Vectors that are left out at some of the layers, by the layers. */
function absentNotes({ absent }: VectorFolder, { layers }: VectorUse): string[] {
  const here = absent.flatMap(({ kind, name, layers: without }) => {
    const missing = layers.filter((layer) => without.includes(layer));
    return missing.length === 0 ? [] : [{ name: `${kind} ${shownName(name)}`, missing }];
  });
  return [...Map.groupBy(here, ({ missing }) => formatLayers(missing))].map(([where, those]) => {
    return `Without a vector at ${
      those[0]!.missing.length === 1 ? "layer" : "layers"
    } ${where}, and left out there: ${listFirst(those.map(({ name }) => name))}.`;
  });
}
