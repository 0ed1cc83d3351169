/** A run whose inputs are bytes, as it travels to a process that may read no file. */

import { strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
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

/** What a script prints for a request that it reads as JSON, in a process that may touch nothing: no file, no variable, no network. */
export async function printedWithoutPermission(script: URL, request: unknown): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--frozen", "--no-check", "--cached-only"],
      fileURLToPath(script),
    ],
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = new Blob([JSON.stringify(request)]).stream().pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  await input;
  equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
