/**
 * Vectors in CSV files, a row for each vector and layer: `name,layer,kind,v0,...,vC-1`; or one for each number:
 * `name,layer,kind,dimension,value`. The column `kind` may be left out, and its cells empty.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import { firstOf } from "../../../text/first_of_many.ts";
import { quote, shownName } from "../../../text/quote.ts";
import { plural } from "../../../text/words.ts";
import { MAX_LAYERS } from "../../caps.ts";
import type { Folder } from "../../folder/folder.ts";
import { layerRows } from "../layer_rows.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import type { FoundVector, FoundVectors } from "../vector_form.ts";
import type { VectorKind } from "../vectors.ts";
import { type CsvTable, readCsvTable } from "./csv_table.ts";

/** More than any model has; beyond, a number is no dimension. */
const MAX_SIZE = 2 ** 20;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The numbers of one vector at one layer, as a row or cell by cell. */
interface Numbers {
  readonly name: string;
  readonly kind: VectorKind | "";
  readonly layer: number;
  readonly values: Float32Array; // f32 [C]
}

/** Finds the vectors of all files. @throws {Error} naming the row of what cannot be read. */
export async function readCsvForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const vectors: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  for (const path of fileNames) {
    const table = await readCsvTable(folder, path);
    const size = wideSize(table);
    const numbers = size === null ? readCells(table) : readRows(table, size);
    const known = size === null
      ? ["name", "layer", "kind", "dimension", "value"]
      : ["name", "layer", "kind", ...Array.from({ length: size }, (_, i) => `v${i}`)];
    const others = table.header.filter((column) => !known.includes(column));
    if (others.length > 0) {
      unread.push({
        path,
        reason: `columns that are not read: ${others.map(shownName).join(", ")}`,
      });
    }
    const groups = Map.groupBy(numbers, ({ name, kind }) => `${kind} ${name}`);
    for (const group of groups.values()) {
      const { name, kind } = group[0]!;
      const byNumber = new Map(group.map(({ layer, values }) => [layer, {
        size: values.length,
        read: () => Promise.resolve(values.slice()),
      }]));
      const rows = layerRows(byNumber, { path, label: `${name} of ${path}` });
      vectors.push({ name, rows, ...kind !== "" && { kind } });
    }
  }
  return {
    layout: "csv",
    vectors,
    unread,
    isByLayer: true,
    rowZero: {
      is: "block",
      why: "by the column layer, from 0 on; --row-zero embedding says otherwise",
    },
  };
}

/** C of a table of a vector a row; null of one of a number a row. @throws {Error} of one of neither. */
function wideSize({ header, refuse }: CsvTable): number | null {
  const twice = header.find((column, i) =>
    header.indexOf(column) < i && /^(?:name|layer|kind|dimension|value|v\d+)$/.test(column)
  );
  if (twice !== undefined) throw refuse(null, `one column ${twice}`, "two of that name");
  const missing = ["name", "layer"].filter((column) => !header.includes(column));
  const size = header.filter((column) => /^v\d+$/.test(column)).length;
  const gap = Array.from({ length: size }, (_, i) => `v${i}`).find((it) => !header.includes(it));
  const isLong = header.includes("dimension") && header.includes("value");
  if (missing.length > 0 || gap !== undefined || (size > 0) === isLong) {
    throw refuse(
      null,
      "expected columns name, layer, v0, v1, ... or name, layer, dimension, value (and kind where names do not say it)",
      gap === undefined ? describeHeader(header) : `v columns without ${gap}`,
    );
  }
  return size > 0 ? size : null;
}

function describeHeader(header: readonly string[]): string {
  return firstOf(header.map(shownName), 8);
}

function readRows(table: CsvTable, size: number): Numbers[] {
  const columns = Array.from({ length: size }, (_, i) => table.header.indexOf(`v${i}`));
  const seen = new Set<string>();
  return table.rows.map((row, i) => {
    const { name, kind, layer } = readPlace(table, i);
    const key = `${kind} ${name} ${layer}`;
    if (seen.has(key)) {
      throw table.refuse(i, `${shownName(name)} once at layer ${layer}`, "it again");
    }
    seen.add(key);
    const values = Float32Array.from(columns, (c) => readDecimal(table, i, row[c] ?? ""));
    return { name, kind, layer, values };
  });
}

/** A number a row, in any order; counted before room is made for them. */
function readCells(table: CsvTable): Numbers[] {
  const [atDimension, atValue] = ["dimension", "value"].map((it) => table.header.indexOf(it));
  const cells = table.rows.map((row, i) => ({
    ...readPlace(table, i),
    i,
    dimension: readWhole(table, i, {
      column: "dimension",
      text: row[atDimension!] ?? "",
      below: MAX_SIZE,
    }),
    value: readDecimal(table, i, row[atValue!] ?? ""),
  }));
  const size = cells.reduce((most, { dimension }) => Math.max(most, dimension), -1) + 1;
  const groups = Map.groupBy(cells, ({ name, kind, layer }) => `${kind} ${name} ${layer}`);
  return Array.from(groups.values(), (group) => {
    const { name, kind, layer, i } = group[0]!;
    if (group.length !== size) {
      throw table.refuse(
        i,
        `${size} dimensions of ${shownName(name)} at layer ${layer}, as the largest one tells`,
        plural(group.length, "row", "rows"),
      );
    }
    const values = new Float32Array(size);
    const isThere = new Uint8Array(size);
    for (const { dimension, value, i } of group) {
      if (isThere[dimension] === 1) {
        throw table.refuse(
          i,
          `dimension ${dimension} once of ${shownName(name)} at layer ${layer}`,
          "it again",
        );
      }
      isThere[dimension] = 1;
      values[dimension] = value;
    }
    return { name, kind, layer, values };
  });
}

/** What a row is of. */
function readPlace(table: CsvTable, i: number): Omit<Numbers, "values"> {
  const row = table.rows[i]!;
  const cell = (column: string) => row[table.header.indexOf(column)] ?? "";
  const [name, kind] = [cell("name"), cell("kind")];
  if (name === "") throw table.refuse(i, "a name", "none");
  if (kind !== "role" && kind !== "trait" && kind !== "") {
    throw table.refuse(i, "kind role or trait, or an empty cell", quote(kind));
  }
  const layer = readWhole(table, i, { column: "layer", text: cell("layer"), below: MAX_LAYERS });
  return { name, kind, layer };
}

function readWhole(
  table: CsvTable,
  i: number,
  { column, text, below }: { column: string; text: string; below: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value < below) return value;
  throw table.refuse(i, `${column} to be a whole number from 0 to ${below - 1}`, quote(text));
}

function readDecimal(table: CsvTable, i: number, text: string): number {
  if (DECIMAL.test(text)) return Number(text);
  throw table.refuse(i, "a decimal number", quote(text));
}
