/**
 * Every number of results that is of a layer, by what it is of.
 *
 * @module
 */

/** One number of one layer. */
export interface LayerNumber {
  readonly layer: number;
  /** The table and the column, for instance `mlp.delta_norm`. */
  readonly column: string;
  /** What else tells its row from others, for instance `PC1`; empty where nothing does. */
  readonly row: string;
  /** Null where it is unknown. */
  readonly value: number | null;
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
]);

/**
 * Numbers of the layers `layers`, by layer, column and row. Rows are known by what they are of, not by where they stand: those that
 * are sorted by a number may change places.
 *
 * @param parts Parts of the results by their names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { layerNumbers } from "./layer_numbers.ts";
 * const mlp = [{ layer: 3, input_vector: "PC1", delta_norm: 2 }, { layer: 4, input_vector: "PC1", delta_norm: 5 }];
 * const found = [...layerNumbers({ mlp }, [4]).values()];
 * assert.deepEqual(found, [{ layer: 4, column: "mlp.delta_norm", row: "PC1", value: 5 }]);
 * ```
 */
export function layerNumbers(
  parts: Readonly<Record<string, unknown>>,
  layers: readonly number[],
): Map<string, LayerNumber> {
  const found = new Map<string, LayerNumber>();
  const asked = new Set(layers);
  walk(parts, { layer: null, column: [], row: [] }, (number) => {
    if (!asked.has(number.layer)) return;
    const key = `${number.layer} ${number.column} ${number.row}`;
    found.set(key, number);
  });
  return found;
}

/** Where a value stands. */
interface Standing {
  readonly layer: number | null;
  readonly column: readonly string[];
  readonly row: readonly string[];
}

function walk(value: unknown, at: Standing, hear: (number: LayerNumber) => void): void {
  if (typeof value === "number" || value === null) {
    const { layer, column, row } = at;
    if (layer !== null) hear({ layer, column: column.join("."), row: row.join(" "), value });
    return;
  }
  if (typeof value !== "object") return;
  if (Array.isArray(value)) {
    const isTable = value.some((it) => typeof it === "object" && it !== null);
    for (const [ix, inner] of value.entries()) {
      walk(inner, isTable ? at : { ...at, row: [...at.row, String(ix)] }, hear);
    }
    return;
  }
  const record = value as Readonly<Record<string, unknown>>;
  const layer = typeof record["layer"] === "number" ? record["layer"] : at.layer;
  const names = Object.keys(record)
    .filter((key) => key !== "layer" && NAMING.has(key) && isName(record[key]))
    .map((key) => String(record[key]));
  const row = [...at.row, ...names];
  for (const [key, inner] of Object.entries(record)) {
    if (NAMING.has(key) && isName(inner)) continue;
    // Tables of one layer stand under its number.
    if (/^\d+$/.test(key)) walk(inner, { ...at, layer: Number(key), row }, hear);
    else walk(inner, { layer, column: [...at.column, key], row }, hear);
  }
}

function isName(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
