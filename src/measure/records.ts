/**
 * Results of one layer, written down, so that a run that ends early goes on where it was.
 *
 * @module
 */

/** Results by name, for instance `layer-018`; what is read is equal to what was written, to the last bit. */
export interface Records {
  /** What was written under a name by a run of the same key; null where nothing was, or it cannot be used. */
  read(name: string): Promise<unknown>;
  /** Takes a value of plain objects, arrays, maps, typed arrays, numbers, strings, booleans and null. */
  write(name: string, value: unknown): Promise<void>;
}

/** The name of what the pass over a layer gave. */
export function layerRecord(layer: number): string {
  return `layer-${String(layer).padStart(3, "0")}`;
}

/** The name of what a decomposed layer's weights gave once the peaks were known. */
export function focusRecord(layer: number): string {
  return `focus-${String(layer).padStart(3, "0")}`;
}

/** Records that last as long as the process. */
export function memoryRecords(): Records {
  const values = new Map<string, unknown>();
  return {
    read: (name) => Promise.resolve(values.get(name) ?? null),
    write: (name, value) => {
      values.set(name, value);
      return Promise.resolve();
    },
  };
}

/** The value of a record, made and written where there is none. */
export async function recorded<T>(
  records: Records,
  name: string,
  make: () => Promise<T>,
): Promise<T> {
  const known = await records.read(name);
  if (known !== null) return known as T;
  const made = await make();
  await records.write(name, made);
  return made;
}
