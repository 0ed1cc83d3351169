/**
 * What a step along PC1 from the mean state changes.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** What a step along PC1 from the mean state changes. */
export const operatingPoint = {
  name: "operating_point",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
