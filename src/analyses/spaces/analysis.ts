/**
 * Which PC1: the same component in other spaces, of other layers, and beside known directions.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Which PC1: the same component in other spaces, of other layers, and beside known directions. */
export const spaces = { name: "spaces", schema, settle, words } satisfies Analysis;
