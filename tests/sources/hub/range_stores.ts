/** Stores of ranges that tests open, fill and look into. */

import { deepStrictEqual } from "node:assert/strict";
import { join } from "node:path";
import { openRangeStore, type RangeStore } from "../../../src/sources/hub/range_store.ts";
import type { StoredObject } from "../../../src/sources/hub/range_journal.ts";
import { withFolder } from "../temporary_folder.ts";

export const MIB = 2 ** 20;
export const OF: StoredObject = { sizeBytes: 1000, identity: '"a1b2"' };
export const HEADER = '{"format":"deltascope.ranges/1","sizeBytes":1000,"identity":"\\"a1b2\\""}\n';

/** Runs `body` with a path at which nothing is, in a folder that is to be made. */
export function withPath(body: (path: string) => Promise<void>): Promise<void> {
  return withFolder({}, (folder) => body(join(folder, "new", "shard.bin")));
}

/** Opens, uses and closes a store. */
export async function using<T>(
  path: string,
  use: (store: RangeStore) => Promise<T> | T,
  of: StoredObject = OF,
): Promise<T> {
  const store = await openRangeStore(path, of);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** What lies at a place: never zero, which a hole is, and another for places that are near. */
export function bytesAt(offset: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => 1 + (offset + i) % 251);
}

export function writeAt(store: RangeStore, start: number, end: number): Promise<void> {
  return store.write(start, bytesAt(start, end - start));
}

export async function checkAt(store: RangeStore, start: number, end: number): Promise<void> {
  const into = new Uint8Array(end - start);
  await store.read(start, into);
  deepStrictEqual(into, bytesAt(start, end - start));
}

/** What is held, as `[start, end]`. */
export function heldBy(store: RangeStore): [number, number][] {
  const held: [number, number][] = [];
  let from = 0;
  for (const { start, end } of store.missing({ start: 0, end: store.sizeBytes })) {
    if (start > from) held.push([from, start]);
    from = end;
  }
  if (from < store.sizeBytes) held.push([from, store.sizeBytes]);
  return held;
}

/** Ranges that one who opens the store now is told of. */
export function heldAt(path: string, of = OF): Promise<[number, number][]> {
  return using(path, heldBy, of);
}

/** Puts another function in place of a method of files while `body` runs. */
export async function withMethod<K extends "syncData" | "truncate" | "write">(
  name: K,
  make: (method: Deno.FsFile[K]) => Deno.FsFile[K],
  body: () => Promise<void>,
): Promise<void> {
  const method = Deno.FsFile.prototype[name];
  Deno.FsFile.prototype[name] = make(method);
  try {
    await body();
  } finally {
    Deno.FsFile.prototype[name] = method;
  }
}
