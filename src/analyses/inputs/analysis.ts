/**
 * What a reader must know of the inputs: what was not read, what differs beside the weights.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { words } from "./words.ts";

/** What a reader must know of the inputs: what was not read, what differs beside the weights. */
export const inputs = { name: "inputs", words } satisfies Analysis;
