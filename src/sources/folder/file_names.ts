/**
 * Names by which files are known for what they hold.
 *
 * @module
 */

/** Extensions of files of vectors. */
export const VECTOR_EXTENSIONS = [
  ".safetensors",
  ".pt",
  ".npy",
  ".npz",
  ".csv",
  ".gguf",
] as const;

/** Whether a file is one of vectors, by its extension. */
export function isVectorFile(name: string): boolean {
  return VECTOR_EXTENSIONS.some((extension) => name.endsWith(extension));
}

/** Whether a folder is one of roles or traits in a layout of several: that is read with the folder that holds it. */
export function isVectorFolder(name: string): boolean {
  return /^(role_vectors|trait_vectors|roles_\d+|traits_\d+)$/.test(name);
}

/** Whether a file is one of a checkpoint by its name: its config, its weights, or a shard of them. */
export function isCheckpointFile(name: string): boolean {
  return /^config\.json$|^model\.safetensors|-\d+-of-\d+\.safetensors$/.test(name);
}

/** The weights of a checkpoint in one file. */
export const SINGLE_FILE = "model.safetensors";
/** What tells which shard holds which tensor. */
export const INDEX_FILE = `${SINGLE_FILE}.index.json`;

/** The files of a PEFT adapter: its config, its weights, and weights as a pickle, which are not read. */
export const ADAPTER_FILES = {
  config: "adapter_config.json",
  weights: "adapter_model.safetensors",
  pickle: "adapter_model.bin",
} as const;

/** Whether a file is one of an adapter. */
export function isAdapterFile(name: string): boolean {
  return Object.values<string>(ADAPTER_FILES).includes(name);
}

/** Whether a file holds the weights of an adapter, in whatever form: those of MLX are called `adapters`. */
export function isAdapterWeights(name: string): boolean {
  return /^(?:\d+_)?adapters?(?:_\w+)?(?:-\d+-of-\d+)?\.(?:safetensors|bin|pt|pth|npz)(?:\.index\.json)?$/
    .test(name);
}
