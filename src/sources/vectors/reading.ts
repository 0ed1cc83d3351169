/**
 * How the rows of a folder are read: what row 0 is, and whether vectors are raw means or differences. Both are declared by an
 * option, or told by the number of rows or by the layout; never left open.
 *
 * Shape letters: L layers; R rows.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import { UsageError } from "../../usage_error.ts";
import type { Folder } from "../folder/folder.ts";
import { likelyDefaultAdvice } from "./default_names.ts";
import {
  DIFFERENCE_NONE,
  namesKey,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";
import type { Content, RowZero, Told, VectorKind } from "./vectors.ts";

/** Row 0 of files of which nothing tells. */
export const UNTOLD: Told<RowZero> = {
  is: "block",
  why: "as nothing says otherwise; --row-zero embedding does",
};

/**
 * What row 0 of vectors `[R, C]` is. What is declared holds; else as many rows as the model has layers begin with block 0, where files
 * do not number their rows; else the layout. One row more is not taken for the embedding's unless the layout says so: that would be
 * a guess, and every number depends on it.
 */
export function settleRowZero(
  { rowZero, isByLayer }: Pick<VectorLayout, "rowZero" | "isByLayer">,
  { nRows, options }: {
    nRows: number;
    options: Pick<VectorFolderOptions, "rowZero" | "modelLayers">;
  },
): Told<RowZero> {
  const { rowZero: declared = "auto", modelLayers } = options;
  if (declared !== "auto") return { is: declared, why: `declared by --row-zero ${declared}` };
  if (isByLayer || modelLayers === undefined) return rowZero;
  const rows = `${nRows} rows for a model of ${plural(modelLayers, "layer", "layers")}`;
  if (nRows === modelLayers) return { is: "block", why: rows };
  return rowZero; // refused where vectors and model are set side by side
}

/** What is to be declared of vectors without anything to subtract from them. */
export const DIFFERENCE_ADVICE =
  "--vectors-are difference where they are differences already, or --difference none to leave them raw";

/**
 * The refusal of raw means without anything to subtract from them; of `vectors` those are named that may be it, and `ofOneLayer` is
 * what else has to be declared.
 */
export function missingDefault(
  folder: Folder,
  { of: what, vectors, ofOneLayer = "" }: {
    of: string;
    vectors: VectorLayout["vectors"];
    ofOneLayer?: string;
  },
): UsageError {
  const roles = vectors.filter(({ kind }) => kind === "role").map(({ name }) => name);
  return new UsageError(
    `Cannot open persona vectors ${
      shownName(folder.name)
    }: expected a vector named default to subtract from ${what}, found none; give ${
      likelyDefaultAdvice(roles)
    }${DIFFERENCE_ADVICE}${ofOneLayer}`,
  );
}

/**
 * What vectors of each kind are as stored.
 *
 * @throws {UsageError} if a key is to be subtracted from what is a difference already, or nothing is there to subtract from what is
 * declared to be raw.
 */
export function settleContent(
  folder: Folder,
  { content, difference: subtracted, vectors }: Pick<
    VectorLayout,
    "content" | "difference" | "vectors"
  >,
  { difference, vectorsAre = "auto" }: VectorFolderOptions,
): Readonly<Record<VectorKind, Told<Content>>> {
  if (vectorsAre === "auto") return content;
  if (vectorsAre === "difference" && namesKey(difference)) {
    throw new UsageError(
      `Cannot subtract ${shownName(difference)} from the vectors of ${
        shownName(folder.name)
      }: --vectors-are difference says that they are differences already; leave one of the two out`,
    );
  }
  if (vectorsAre === "raw" && subtracted === null && difference !== DIFFERENCE_NONE) {
    throw missingDefault(folder, { of: "raw means", vectors });
  }
  const declared = { is: vectorsAre, why: `declared by --vectors-are ${vectorsAre}` };
  return { role: declared, trait: declared };
}
