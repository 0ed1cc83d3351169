/** Files that torch.save wrote (tests/oracle/torch_fixtures.py), and archives around pickles put together by hand. */

import assert from "node:assert/strict";
import { openTorchFile, type TorchFile } from "../../src/sources/torch/torch_file.ts";
import { storedZip } from "../../src/demonstration/zip_writer.ts";
import { memoryBytes } from "./memory_bytes.ts";

const FOLDER = new URL("../testdata/torch/", import.meta.url);

/** Path of a fixture file or folder. */
export function fixturePath(name: string): string {
  return decodeURIComponent(new URL(name, FOLDER).pathname);
}

export function readFixture(name: string): Uint8Array<ArrayBuffer> {
  return Deno.readFileSync(fixturePath(name));
}

export function readJsonFixture<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(fixturePath(name)));
}

/** Base names without extension of the `.pt` files of a fixture folder. */
export function fixtureNames(folder: string): string[] {
  return [...Deno.readDirSync(fixturePath(folder))]
    .filter(({ name }) => name.endsWith(".pt"))
    .map(({ name }) => name.slice(0, -".pt".length))
    .sort();
}

/** Opens bytes as a `.pt` file called x.pt. */
export function openBytes(bytes: Uint8Array): Promise<TorchFile> {
  return openTorchFile(memoryBytes(bytes, "x.pt"));
}

export function openFixture(name: string): Promise<TorchFile> {
  return openTorchFile(memoryBytes(readFixture(name), name.slice(name.lastIndexOf("/") + 1)));
}

/** Bytes of a pickle from text (one byte a character), opcodes and byte strings. */
export function pickleBytes(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => {
    if (typeof part === "number") return [part];
    if (typeof part === "string") return Array.from(part, (character) => character.charCodeAt(0));
    return [...part];
  }));
}

/** Start of a pickle of protocol 2. */
export const PROTO_2 = "\x80\x02";

/** A text of up to 255 bytes as protocol 2 spells it. */
export function text(value: string): string {
  return `X${String.fromCharCode(value.length)}\0\0\0${value}`;
}

/** A `.pt` archive around a pickle. */
export function torchArchive(
  pickle: Uint8Array,
  storages: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  return storedZip([
    { name: "x/data.pkl", data: pickle },
    ...Object.entries(storages).map(([key, data]) => ({ name: `x/data/${key}`, data })),
    { name: "x/version", data: new TextEncoder().encode("3\n") },
  ]);
}

/** All files of a fixture folder by their name from there down. */
export function fixtureFiles(folder: string, prefix = ""): Record<string, Uint8Array> {
  const files: Record<string, Uint8Array> = {};
  for (const { name, isDirectory } of Deno.readDirSync(fixturePath(folder))) {
    if (isDirectory) Object.assign(files, fixtureFiles(`${folder}/${name}`, `${prefix}${name}/`));
    else files[prefix + name] = readFixture(`${folder}/${name}`);
  }
  return files;
}

/** Rows of each tensor by file, as torch reads them. */
export type ExpectedRows = Readonly<
  Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>
>;

/** One row of the file that an oracle read, as float32. */
export function expectedRow(
  expected: ExpectedRows,
  folder: string,
  file: string,
  layer: number,
): Float32Array {
  const row = expected[folder]?.[file]?.[layer];
  assert.ok(row, `${folder}/${file}`);
  return Float32Array.from(row);
}
