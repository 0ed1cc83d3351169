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
