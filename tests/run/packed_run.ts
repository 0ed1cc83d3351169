/** A run whose inputs are bytes, as it travels to a process that may read no file. */

import type { AnalysisOptions } from "../../src/prepare/options.ts";

/** Files by path, in base64. */
export interface PackedFolder {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What `run_in_memory.ts` takes. */
export interface PackedRun {
  readonly folders: Readonly<Record<"base" | "instruct" | "vectors", PackedFolder>>;
  readonly activations: {
    /** Base name. */
    readonly name: string;
    readonly base64: string;
    readonly layer: number;
    readonly options: { hiddenSize: number; maxRows: number; seed: number };
  };
  readonly options: Partial<AnalysisOptions>;
}

/** Files as they travel. */
export function packed(name: string, files: ReadonlyMap<string, Uint8Array>): PackedFolder {
  const inBase64 = Array.from(files, ([path, bytes]) => [path, bytes.toBase64()] as const);
  return { name, files: Object.fromEntries(inBase64) };
}
