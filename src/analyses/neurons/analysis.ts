/**
 * Which neurons carry the change.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { files, pages, sections } from "./view.ts";
import { words } from "./words.ts";

/** Which neurons carry the change. */
export const neurons = {
  name: "neurons",
  schema,
  settle,
  words,
  files,
  pages,
  sections,
} satisfies Analysis;
