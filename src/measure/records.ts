/**
 * Results of one layer, written down, so that a run that ends early goes on where it was.
 *
 * @module
 */

/** Results by name, for instance `layer-018`; what is read is equal to what was written, to the last bit, but for properties that are undefined. */
export interface Records {
  /**
   * What was written under a name of the same thing; null where nothing was, or it cannot be used.
   *
   * @param of What it was computed from, in short.
   */
  read(name: string, of: string): Promise<unknown>;
  /** Takes a value of plain objects, arrays, maps, float arrays, numbers, strings, booleans and null. */
  write(name: string, of: string, value: unknown): Promise<void>;
  /** Makes a record this process's to make, until it is let go; null while another one that lives is at it. */
  claim(name: string): Promise<RecordClaim | null>;
}

/** A record that this process alone makes. */
export interface RecordClaim {
  release(): void;
}

/** The claim of whoever has nobody beside it. */
export const UNCONTESTED: RecordClaim = { release() {} };

/** Records that last as long as the process. */
export function memoryRecords(): Records {
  const values = new Map<string, unknown>();
  const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);
  return {
    read: (name, of) => Promise.resolve(values.get(keyOf(name, of)) ?? null),
    write: (name, of, value) => {
      values.set(keyOf(name, of), value);
      return Promise.resolve();
    },
    claim: () => Promise.resolve(UNCONTESTED),
  };
}
