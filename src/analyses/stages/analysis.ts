/**
 * At which product of the MLP the change arises.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { files, sections } from "./view.ts";
import { words } from "./words.ts";

/** At which product of the MLP the change arises. */
export const stages = {
  name: "stages",
  schema,
  measure,
  settle,
  words,
  files,
  sections,
} satisfies Analysis;
