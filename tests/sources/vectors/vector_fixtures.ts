/** Small vectors in every form; written by tests/oracle/vector_fixtures.py with torch and numpy. */

import assert from "node:assert/strict";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { safetensorsBytes } from "../../../src/sources/safetensors/safetensors_writer.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import type { VectorFolderOptions } from "../../../src/sources/vectors/vector_layout.ts";
import type { VectorFolder } from "../../../src/sources/vectors/vectors.ts";

const FIXTURES = new URL("../../testdata/vectors/", import.meta.url);

/** Rows `[L][C]`; null where a layer has none. */
export type ExpectedRows = (readonly number[] | null)[];

/** What the script drew, in float32. */
export const EXPECTED: {
  /** By trait and key, without the embedding. */
  readonly persona_vectors: Readonly<Record<string, ExpectedRows>>;
  readonly named: Readonly<Record<string, ExpectedRows>>;
  readonly pcs: {
    readonly one: Readonly<Record<string, readonly number[]>>;
    readonly layered: Readonly<Record<string, (readonly number[])[]>>;
  };
  readonly by_layer: Readonly<Record<string, ExpectedRows>>;
  readonly gguf: Readonly<Record<string, ExpectedRows>>;
} = JSON.parse(Deno.readTextFileSync(new URL("expected.json", FIXTURES)));

export const L = 4;

/** A file of the fixtures. */
export function fixture(path: string): Uint8Array {
  return Deno.readFileSync(new URL(path, FIXTURES));
}

/** The files of a folder of the fixtures, by their names. */
export function fixturesIn(folder: string): Map<string, Uint8Array> {
  const names = Array.from(Deno.readDirSync(new URL(`${folder}/`, FIXTURES)), ({ name }) => name);
  return new Map(names.sort().map((name) => [name, fixture(`${folder}/${name}`)]));
}

/** Opens files as a folder called `given`. */
export async function openFiles(
  files: Iterable<readonly [string, Uint8Array | string]>,
  options: Partial<VectorFolderOptions> = {},
): Promise<VectorFolder> {
  const bytes = Array.from(
    files,
    ([name, data]) =>
      [name, typeof data === "string" ? new TextEncoder().encode(data) : data] as const,
  );
  const folder = memoryFolder("given", new Map(bytes));
  return await openVectorFolder(folder, { difference: "default", ...options });
}

/** Opens one fixture alone. */
export async function openOne(
  path: string,
  options: Partial<VectorFolderOptions> = {},
): Promise<VectorFolder> {
  return await openFiles([[path.slice(path.lastIndexOf("/") + 1), fixture(path)]], options);
}

/** All vectors at all layers are those expected, by `kind name`; a layer without one has none. */
export async function assertRows(
  folder: VectorFolder,
  expected: Readonly<Record<string, ExpectedRows>>,
): Promise<void> {
  const layers = Array.from({ length: L }, (_, layer) => layer);
  for (const { layer, vectors } of await folder.readLayers([...layers].reverse())) {
    const found = Object.fromEntries(
      vectors.map(({ kind, name, values }) => [`${kind} ${name}`, [...values]]),
    );
    const here = Object.entries(expected).flatMap(([name, rows]) => {
      const row = rows[layer] ?? null;
      return row === null ? [] : [[name, row] as const];
    });
    assert.ok(here.length > 0 || found !== null);
    assert.deepEqual(found, Object.fromEntries(here), `layer ${layer}`);
  }
}

/** How a folder says that it is read: row 0, roles and traits. */
export function reading({ rowZero, rolesAre, traitsAre }: VectorFolder) {
  return [rowZero, rolesAre, traitsAre].map((told) => told?.is ?? null);
}

/** A safetensors file of tensors of ones, by name and shape. */
export function tensors(
  shapes: Readonly<Record<string, readonly number[]>>,
  dtype = "F32",
): Uint8Array {
  return safetensorsBytes(
    Object.entries(shapes).map(([name, shape]) => {
      const values = new Float32Array(shape.reduce((n, it) => n * it, 1)).fill(1);
      return { name, dtype, shape, chunks: [new Uint8Array(values.buffer)] };
    }),
    { metadata: {} },
  );
}
