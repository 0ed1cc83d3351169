/**
 * Vectors that are asked for by name, whatever they are of: a probe, a steering vector, a row of a decoder.
 *
 * Shape letters: C hidden size, L layers, R rows.
 *
 * @module
 */

import { quote, shownName, shownShape } from "../../text/quote.ts";
import { list } from "../../text/words.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import { someNames } from "../folder/folder_description.ts";
import type { Folder } from "../folder/folder.ts";
import { steadyFolder } from "../folder/steady_folder.ts";
import { readFiles } from "./files_layout.ts";
import { settleRowZero, UNTOLD } from "./reading.ts";
import type { Looked } from "./stored_rows.ts";
import { describeNone, type FoundVector, type FoundVectors } from "./vector_form.ts";
import { vectorFault } from "./vector_values.ts";

/** One vector as stored, widened to float32. */
export interface SingleVector {
  /** As its file names it, with the row where one was asked for. */
  readonly name: string;
  /** The file, from the folder down. */
  readonly fileName: string;
  /** Which layer's row it is; null of a vector that has but one, and of a row that was asked for. */
  readonly layer: number | null;
  readonly values: Float32Array; // f32 [C]
}

/** What is asked of a file. */
export interface SingleRequest {
  /** `NAME` or `NAME[ROW]`, the row counted from 0; null where the file holds one vector, or all are asked for. */
  readonly name: string | null;
  /** The layer of which a vector of all layers gives its row. */
  readonly layer: number;
  readonly nLayers: number; // L
  readonly hiddenSize: number; // C
  /** Whether L + 1 rows begin with the embedding, as is declared. */
  readonly hasEmbedding?: boolean;
}

/** What a file holds of what is asked. */
export interface SingleVectors {
  readonly vectors: readonly SingleVector[];
  /** What else it holds, where all that it holds is asked for. */
  readonly unread: readonly UnreadFile[];
}

/**
 * The vectors that a file holds, or the one of that name.
 *
 * @throws {Error} in one line, if there is none of that name, or it has not the shape that the model asks for.
 */
export async function readSingleVectors(
  folder: Folder,
  request: SingleRequest,
): Promise<SingleVectors> {
  const form = (await readFiles(steadyFolder(folder)))?.found;
  const vectors = form?.vectors ?? [];
  if (form === undefined || vectors.length === 0) {
    throw new Error(
      `Cannot use ${shownName(folder.name)}: expected vectors in it, found ${
        describeNone(form ?? { unread: [] })
      }`,
    );
  }
  const { name, row } = partsOf(request.name);
  const chosen = name === null ? vectors : vectors.filter((it) => isOf(it, name));
  const names = vectors.map((it) => it.name);
  if (chosen.length === 0) {
    throw new Error(
      `Cannot use ${shownName(folder.name)}: expected a vector ${quote(name ?? "")} in it; it has ${
        someNames(names)
      }`,
    );
  }
  if (chosen.length > 1 && (name !== null || row !== null)) {
    throw new Error(
      `Cannot use ${shownName(folder.name)}: ${quote(request.name ?? "")} may be ${
        list(chosen.map((it) => quote(it.name)))
      }; give the whole name`,
    );
  }
  const looked = await Promise.all(
    chosen.map(async (found) => ({ ...found, looked: await found.rows.look() })),
  );
  const wayOut = oneAlone(looked, request);
  return {
    vectors: await Promise.all(
      looked.map((found) => readOne(found, { row, form, request, wayOut })),
    ),
    unread: name === null ? form.unread : [],
  };
}

/** A vector and what its file says of it. */
type LookedVector = FoundVector & { readonly looked: Looked };

/** How to choose of several, where one of them is refused and others are as long as the model asks; nothing else. */
function oneAlone(all: readonly LookedVector[], { hiddenSize }: SingleRequest): string {
  const fit = all.filter(({ looked }) => looked.shape?.at(-1) === hiddenSize);
  const [first] = fit;
  if (first === undefined || all.length === 1) return "";
  const names = someNames(fit.map(({ name }) => name));
  return `; ${shownName(`${first.rows.path}:NAME`)} chooses one alone: ${names}`;
}

/** `W_dec[123]` in its parts. */
function partsOf(text: string | null): { name: string | null; row: number | null } {
  if (text === null) return { name: null, row: null };
  const [, name = text, row] = /^(.*)\[(\d{1,9})\]$/s.exec(text) ?? [];
  return { name: name === "" ? null : name, row: row === undefined ? null : Number(row) };
}

/** Whether a name is that of the file, whole or after what it says the vector is of. */
function isOf({ name }: FoundVector, asked: string): boolean {
  return name === asked || name.replace(/^(role|trait)\./, "") === asked;
}

async function readOne(
  { name, rows, looked }: LookedVector,
  { row, form, request: { layer, nLayers, hiddenSize, hasEmbedding = false }, wayOut }: {
    row: number | null;
    form: Pick<FoundVectors, "isByLayer" | "rowZero">;
    request: SingleRequest;
    wayOut: string;
  },
): Promise<SingleVector> {
  const refuse = (why: string) => new Error(`Cannot use ${shownName(rows.label)}: ${why}${wayOut}`);
  if (looked.shape === undefined) throw refuse(looked.reason);
  const { shape } = looked;
  const [R, C] = shape.length === 1 ? [1, shape[0]] : [shape[0] ?? 0, shape[1]];
  if (C !== hiddenSize) {
    throw refuse(
      `expected vectors of ${hiddenSize} entries, as the model's hidden size, found ${
        shownShape(shape)
      }`,
    );
  }
  const { isByLayer = false, rowZero = UNTOLD } = form;
  // Of L rows, whatever is declared of the persona vectors, each is a layer's.
  const declared = hasEmbedding && R !== nLayers ? "embedding" : "auto";
  const { is } = settleRowZero({ rowZero, isByLayer }, {
    nRows: R,
    options: { rowZero: declared, modelLayers: nLayers },
  });
  const firstRow = is === "embedding" ? 1 : 0;
  const ofLayer = isByLayer || R === nLayers + firstRow ? layer + firstRow : null;
  const taken = row ?? (R === 1 && !isByLayer ? 0 : ofLayer);
  if (taken !== null && taken >= R && !isByLayer) {
    throw refuse(`it has no row ${taken}; it has ${R}, counted from 0`);
  }
  if (taken === null) {
    throw refuse(
      `expected one row, or one of each of ${nLayers} layers, found ${
        shownShape(shape)
      }; say which row with ${shownName(`${rows.path}:${name}[ROW]`)}, counted from 0${
        R === nLayers + 1
          ? ", where row 0 is likely the embedding, or declare that with --row-zero embedding"
          : ""
      }`,
    );
  }
  const [values] = taken < R ? await rows.read([taken]) : [];
  if (values === undefined) throw refuse(`there is none of layer ${layer}`);
  const fault = vectorFault(values, { isDirection: true });
  if (fault !== null) throw refuse(`expected ${fault}`);
  return {
    name: row === null ? name : `${name}[${row}]`,
    fileName: rows.path,
    layer: row === null && (R !== 1 || isByLayer) ? layer : null,
    values,
  };
}
