/**
 * At which product of the MLP the change arises.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** At which product of the MLP the change arises. */
export const stages = {
  name: "stages",
  schema,
  measure,
  settle,
  words,
} satisfies Analysis;
