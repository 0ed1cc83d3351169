/** All formats that the fuzzer knows. */

import type { Format } from "./format.ts";
import { NPY } from "./formats/npy.ts";
import { SAFETENSORS } from "./formats/safetensors.ts";

export const FORMATS: readonly Format[] = [SAFETENSORS, NPY];
