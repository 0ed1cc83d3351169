/** All formats that the fuzzer knows. */

import type { Format } from "./format.ts";
import { SAFETENSORS } from "./formats/safetensors.ts";

export const FORMATS: readonly Format[] = [SAFETENSORS];
