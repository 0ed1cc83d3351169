/** All formats that the fuzzer knows. */

import type { Format } from "./format.ts";
import { NPY } from "./formats/npy.ts";
import { NPZ } from "./formats/npz.ts";
import { SAFETENSORS } from "./formats/safetensors.ts";
import { PCA, TORCH } from "./formats/torch.ts";

export const FORMATS: readonly Format[] = [SAFETENSORS, NPY, NPZ, TORCH, PCA];
