/**
 * Makes a report of folders that come on standard input and prints it: `report_in_memory.ts`, to be run without any permission.
 *
 * @module
 */

import { type Folder, memoryFolder, report, type ReportRequest } from "../../mod.ts";
import type { PackedFolder } from "../run/packed_run.ts";

/** What the script takes. */
export interface PackedReport {
  readonly folders: Readonly<Record<"base" | "instruct" | "vectors", PackedFolder>>;
  readonly options: ReportRequest;
}

/** What it prints: the files in base64. */
export interface PrintedReport {
  readonly results: unknown;
  readonly files: readonly (readonly [path: string, base64: string])[];
  readonly remarks: readonly string[];
  readonly folder: string | null;
}

function unpacked({ name, files }: PackedFolder): Folder {
  const bytes = Object.entries(files).map(([path, base64]) =>
    [path, Uint8Array.fromBase64(base64)] as const
  );
  return memoryFolder(name, new Map(bytes));
}

if (import.meta.main) {
  const { folders, options }: PackedReport = JSON.parse(
    await new Response(Deno.stdin.readable).text(),
  );
  const { base, instruct, vectors } = folders;
  const { files, ...made } = await report({
    base: unpacked(base),
    instruct: unpacked(instruct),
    vectors: unpacked(vectors),
    ...options,
  });
  const toBase64 = (content: string | Uint8Array) =>
    (typeof content === "string" ? new TextEncoder().encode(content) : content).toBase64();
  const printed: PrintedReport = {
    ...made,
    files: Array.from(files, ([path, content]) => [path, toBase64(content)] as const),
  };
  await new Blob([JSON.stringify(printed)]).stream().pipeTo(Deno.stdout.writable);
}
