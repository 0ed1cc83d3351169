/**
 * How rare the angle of PC1 is among random directions, random role mixtures and single roles.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How rare the angle of PC1 is among random directions, random role mixtures and single roles. */
export const significance = {
  name: "significance",
  schema,
  settle,
  words,
} satisfies Analysis;
