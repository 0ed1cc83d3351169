/**
 * Where the change of every layer points: along every role and trait.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";

/** Where the change of every layer points: along every role and trait. */
export const rolesByLayer = {
  name: "roles_by_layer",
  schema,
  settle,
} satisfies Analysis;
