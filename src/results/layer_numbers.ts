/**
 * Every value of results, numbers most of them, by the layer and by what it is of; and rows that stand there twice.
 *
 * @module
 */

import type { Results } from "../results.ts";

/** One value. */
export interface LayerNumber {
  /** Null where it is of no single layer. */
  readonly layer: number | null;
  /** The table and the column, for instance `mlp.delta_norm`. */
  readonly column: string;
  /** What else tells its row from others, for instance `PC1`; empty where nothing does. */
  readonly row: string;
  /** The same, name by name. */
  readonly names: readonly string[];
  /** Null where it is unknown; of a row that has nothing but names its place among its fellows. */
  readonly value: number | string | boolean | null;
}

/** Columns that say of what a row is; all others hold what was found of it. */
const NAMING = new Set([
  "layer",
  "input_vector",
  "kind",
  "name",
  "claim",
  "condition",
  "baseline",
  "index",
  "sign",
  "variant",
  "stage",
  "component",
  "quantity",
  "weight",
  "tensor",
  "column",
  "row",
  "alpha",
  "removed",
  "neuron",
  "coordinate",
  "likeness",
  "rounding",
]);

/** Parts of results that tell of the run and its engine, or in sentences. */
const OTHER_PARTS: ReadonlySet<string> = new Set([
  "run",
  "inputs",
  "options",
  "device",
  "findings",
  "self_check",
]);

/** The parts of results that hold what was found. */
export function foundParts(results: Results): Record<string, unknown> {
  return Object.fromEntries(Object.entries(results).filter(([name]) => !OTHER_PARTS.has(name)));
}

/**
 * Values of the layers `layers`, by layer, column and row. Rows are known by what they are of, not by where they stand: those that
 * are sorted by a number may change places.
 *
 * @param parts Parts of the results by their names.
 * @param layers Null for every value, of whatever layer (components are of one that need not be analysed) and of none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { layerNumbers } from "./layer_numbers.ts";
 * const mlp = [{ layer: 3, input_vector: "PC1", delta_norm: 2 }, { layer: 4, input_vector: "PC1", delta_norm: 5 }];
 * const found = [...layerNumbers({ mlp }, [4]).values()];
 * assert.deepEqual(found, [{ layer: 4, column: "mlp.delta_norm", row: "PC1", names: ["PC1"], value: 5 }]);
 * ```
 */
export function layerNumbers(
  parts: Readonly<Record<string, unknown>>,
  layers: readonly number[] | null,
): Map<string, LayerNumber> {
  const found = new Map<string, LayerNumber>();
  const asked = new Set<number | null>(layers);
  walk(parts, { layer: null, column: [], row: [] }, (number) => {
    if (layers !== null && !asked.has(number.layer)) return;
    const key = `${number.layer} ${number.column} ${number.row}`;
    found.set(key, number);
  });
  return found;
}

/** A row of which there are two. */
export interface RepeatedRow {
  /** Names of the parts that it lies in, for instance `mlp`. */
  readonly table: string;
  /** Its names in the order of its columns, for instance layer 3 and PC1. */
  readonly names: readonly (readonly [column: string, name: string])[];
}

/**
 * The first row of a table that another one of the same names comes before; null where every row is of something else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { repeatedRow } from "./layer_numbers.ts";
 * const row = { layer: 3, input_vector: "PC1", delta_norm: 2 };
 * assert.deepEqual(repeatedRow({ mlp: [row, { ...row, delta_norm: 9 }] }), {
 *   table: "mlp",
 *   names: [["layer", "3"], ["input_vector", "PC1"]],
 * });
 * ```
 */
export function repeatedRow(value: unknown, table: readonly string[] = []): RepeatedRow | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const found = repeatedRow(inner, [...table, key]);
      if (found !== null) return found;
    }
    return null;
  }
  const seen = new Set<string>();
  for (const row of value) {
    if (typeof row !== "object" || row === null || Array.isArray(row)) return null;
    const names = namesOf(row);
    const key = JSON.stringify(names);
    if (names.length > 0 && seen.has(key)) return { table: table.join("."), names };
    seen.add(key);
    const found = repeatedRow(row, table);
    if (found !== null) return found;
  }
  return null;
}

/** Where a value stands. */
interface Standing {
  readonly layer: number | null;
  readonly column: readonly string[];
  readonly row: readonly string[];
}

function walk(value: unknown, at: Standing, hear: (number: LayerNumber) => void): void {
  if (typeof value !== "object" || value === null) {
    if (value !== undefined) hear(heard(at, value as LayerNumber["value"]));
    return;
  }
  if (Array.isArray(value)) {
    const isTable = value.some((it) => typeof it === "object" && it !== null && !Array.isArray(it));
    for (const [ix, inner] of value.entries()) {
      if (!isTable) walk(inner, { ...at, row: [...at.row, String(ix)] }, hear);
      else if (hasNamesAlone(inner)) hear(heard(placed(inner, at), ix));
      else walk(inner, at, hear);
    }
    return;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const { layer, row } = placed(record, at);
  for (const [key, inner] of Object.entries(record)) {
    if (NAMING.has(key) && isName(inner)) continue;
    // Tables of one layer stand under its number.
    if (/^\d+$/.test(key)) walk(inner, { ...at, layer: Number(key), row }, hear);
    else walk(inner, { layer, column: [...at.column, key], row }, hear);
  }
}

function heard({ layer, column, row }: Standing, value: LayerNumber["value"]): LayerNumber {
  return { layer, column: column.join("."), row: row.join(" "), names: row, value };
}

/** Where the values of a record stand. */
function placed(record: Readonly<Record<string, unknown>>, at: Standing): Standing {
  const layer = typeof record["layer"] === "number" ? record["layer"] : at.layer;
  const names = namesOf(record).filter(([key]) => key !== "layer").map(([, name]) => name);
  return { ...at, layer, row: [...at.row, ...names] };
}

function namesOf(record: Readonly<Record<string, unknown>>): [column: string, name: string][] {
  return Object.entries(record).filter(([key, value]) => NAMING.has(key) && isName(value))
    .map(([key, name]) => [key, String(name)]);
}

function hasNamesAlone(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null &&
    Object.entries(value).every(([key, inner]) => NAMING.has(key) && isName(inner));
}

function isName(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
