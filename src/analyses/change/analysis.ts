/**
 * How far the output of each layer turns and moves from base to instruct, and where it does so most.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { schema } from "./schema.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How far the output of each layer turns and moves from base to instruct, and where it does so most. */
export const change = { name: "change", schema, settle, words } satisfies Analysis;
