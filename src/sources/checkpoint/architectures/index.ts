/**
 * The architectures that are supported.
 *
 * @module
 */

import type { Architecture } from "./architecture.ts";
import { GEMMA_2 } from "./gemma2.ts";
import { LLAMA } from "./llama.ts";
import { QWEN_3 } from "./qwen3.ts";

/** In the order in which messages list them. */
export const ARCHITECTURES: readonly Architecture[] = [
  GEMMA_2,
  LLAMA,
  QWEN_3,
];
