/**
 * How much gate and up themselves changed.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** How much gate and up themselves changed. */
export const weightChange: Analysis = { name: "weight_change", measure, settle, words };
