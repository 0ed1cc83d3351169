/**
 * One record as a file holds it, with a checksum of itself and one of the vectors beside it: what is not whole is refused.
 *
 * @module
 */

import { sha256Hex } from "../math/sha256.ts";
import type { DeviceDescription } from "../compute/engine.ts";

/** The engine that computed a record. */
export type RecordEngine = Pick<DeviceDescription, "kind" | "name">;

/** What a record says beside its value. */
export interface RecordBody {
  readonly schema: string;
  readonly key: string;
  readonly name: string;
  readonly engine: RecordEngine;
  /** What it was computed from, in short. */
  readonly of: string;
  /** SHA-256 of the file of vectors; null where there is none. */
  readonly vectors: string | null;
  readonly value: unknown;
}

/** `{"sha256":"...","record":{...}}`, the checksum being of the text of the record. */
export function withChecksum(body: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(body);
  return new TextEncoder().encode(`${prefixOf(sha256Hex(bytes))}${body}}`);
}

function prefixOf(checksum: string): string {
  return `{"sha256":"${checksum}","record":`;
}

/** Null where there is no such file. @throws {Error} if it is not whole. */
export async function readBody(path: string): Promise<RecordBody | null> {
  const bytes = await readIfThere(path);
  if (bytes === null) return null;
  const start = prefixOf("0".repeat(64)).length;
  const body = bytes.subarray(start, -1);
  const prefix = new TextDecoder().decode(bytes.subarray(0, start));
  if (prefix !== prefixOf(sha256Hex(body))) throw new Error("its checksum does not hold");
  return JSON.parse(new TextDecoder().decode(body));
}

/** Null where a record has none. @throws {Error} if they are not those of the checksum. */
export async function readVectors(
  path: string,
  checksum: string | null,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (checksum === null) return null;
  const bytes = await readIfThere(path);
  if (bytes === null) throw new Error("its vectors are missing");
  if (sha256Hex(bytes) !== checksum) throw new Error("the checksum of its vectors does not hold");
  return bytes;
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return null;
    throw error;
  }
}
