/**
 * Columns by which the rows of many tables are told apart.
 *
 * @module
 */

import { column, type Columns } from "./table.ts";
import { count, kind, text } from "./values.ts";

export const KEYS = {
  layer: column(count, {
    label: "layer",
    meaning: "Layer, from 0.",
  }),
  input_vector: column(text, {
    label: "input",
    meaning:
      "Input vector: PC1, −PC1, PC2 and so on. A leading minus, in files a hyphen, is the same direction reversed.",
  }),
  kind: column(kind, {
    label: "kind",
    meaning: "role or trait.",
  }),
  name: column(text, {
    label: "name",
    meaning: "Name of the role or trait.",
    isName: true,
  }),
} satisfies Columns;
