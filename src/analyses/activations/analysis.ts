/**
 * Real activations as one more baseline.
 *
 * @module
 */

import type { Analysis } from "../analysis.ts";
import { measure } from "./measure.ts";
import { settle } from "./settle.ts";
import { words } from "./words.ts";

/** Real activations as one more baseline. */
export const activations: Analysis = { name: "activations", measure, settle, words };
