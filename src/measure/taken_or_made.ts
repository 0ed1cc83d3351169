/**
 * Results that are taken from records, or made and written down.
 *
 * @module
 */

import type { Records } from "./records.ts";

/** Time between two looks at what another process is making. */
const LOOK_AGAIN_MS = 500;

/** Resolves when it is worth a look whether other processes have got further. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}

/** What is written down, and how it comes about. */
export interface Recorded<T> {
  readonly name: string;
  /** What it is computed from, in short. */
  readonly of: string;
  make(): Promise<T>;
}

/** What was written of the same thing before; else it is made, and written down. Null while another process makes it. */
export async function takenOrMade<T>(
  records: Records,
  { name, of, make }: Recorded<T>,
): Promise<T | null> {
  const known = await records.read(name, of);
  if (known !== null) return known as T;
  const claim = await records.claim(name);
  if (claim === null) return null;
  try {
    // Whoever had it before may have written it down meanwhile.
    const others = await records.read(name, of);
    if (others !== null) return others as T;
    const made = await make();
    await records.write(name, of, made);
    return made;
  } finally {
    claim.release();
  }
}

/** What `take` gives of each layer, in their order; those that other processes are at come last, when these have written them down. */
export async function takenInTurns<T>(
  layers: readonly number[],
  /** Null while another process makes it. */
  take: (layer: number) => Promise<T | null>,
): Promise<T[]> {
  const results = new Map<number, T>();
  while (results.size < layers.length) {
    const before = results.size;
    for (const layer of layers) {
      if (results.has(layer)) continue;
      const result = await take(layer);
      if (result !== null) results.set(layer, result);
    }
    if (results.size === before) await pause();
  }
  return layers.map((layer) => results.get(layer)!);
}
