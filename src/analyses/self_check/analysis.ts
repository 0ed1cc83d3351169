/**
 * Whether the products of the engine are those of float64.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";

/** Whether the products of the engine are those of float64. */
export const selfCheck = {
  name: "self_check",
  schema,
  measure,
  settle,
} satisfies Analysis;
