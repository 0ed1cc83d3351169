/**
 * Analyses folders that come on standard input and prints the results: `run_in_memory.ts`, to be run without any permission.
 *
 * @module
 */

import { readActivations } from "../../src/sources/vectors/activations_file.ts";
import { memoryBytes, memoryFolder } from "../../src/sources/folder/memory_folder.ts";
import { analyseFolders } from "../run_analysis.ts";
import type { PackedRun } from "./packed_run.ts";

const { folders, activations, options }: PackedRun = JSON.parse(
  await new Response(Deno.stdin.readable).text(),
);
const folderOf = (part: keyof typeof folders) => {
  const { name, files } = folders[part];
  const unpacked = Object.entries(files).map(([path, base64]) =>
    [path, Uint8Array.fromBase64(base64)] as const
  );
  return memoryFolder(name, new Map(unpacked));
};
const source = memoryBytes(activations.name, Uint8Array.fromBase64(activations.base64));
const rows = await readActivations(source, { label: source.name, ...activations.options });
const results = await analyseFolders(
  { base: folderOf("base"), instruct: folderOf("instruct"), vectors: folderOf("vectors") },
  { ...options, activations: { ...rows, layer: activations.layer } },
);
await new Blob([JSON.stringify(results)]).stream().pipeTo(Deno.stdout.writable);
