/**
 * The architectures that are supported.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";
import { DECODERS } from "./decoders.ts";
import { OTHER_FORMS } from "./other_forms.ts";

/** In the order in which messages list them. */
export const ARCHITECTURES: readonly Architecture[] = [...DECODERS, ...OTHER_FORMS];
