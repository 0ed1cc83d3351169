/**
 * How the change stands to the rounding noise of the weights.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How the change stands to the rounding noise of the weights. */
export const noiseFloor = {
  name: "noise_floor",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
