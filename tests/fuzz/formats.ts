/** All formats that the fuzzer knows. */

import type { Format } from "./format.ts";
import { ADAPTER_CONFIG, CONFIG, RESULTS_FILE, SHARD_INDEX } from "./formats/json_files.ts";
import { NPY } from "./formats/npy.ts";
import { NPZ } from "./formats/npz.ts";
import { SAFETENSORS } from "./formats/safetensors.ts";
import { PCA, TORCH } from "./formats/torch.ts";
import { CSV, GGUF } from "./formats/vector_files.ts";

export const FORMATS: readonly Format[] = [
  SAFETENSORS,
  NPY,
  NPZ,
  TORCH,
  PCA,
  CSV,
  GGUF,
  CONFIG,
  SHARD_INDEX,
  ADAPTER_CONFIG,
  RESULTS_FILE,
];
