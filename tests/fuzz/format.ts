/** What the fuzzer asks of a format: files near valid ones, our reading, and the verdict of a reader that shares no code with ours. */

import type { Random } from "./random.ts";

/** What the independent reader says of a file; `value` is compared as JSON with what our reader gives. */
export type Judgement =
  /** As its writers write it: it has to be accepted. */
  | { readonly is: "valid"; readonly value: unknown }
  /** Within the grammar and of a kind that no writer writes: it may be refused, and if it is accepted, with this value. */
  | { readonly is: "odd"; readonly why: string; readonly value?: unknown }
  | { readonly is: "broken"; readonly why: string };

/** A kind of file that the project reads. */
export interface Format {
  readonly name: string;
  /** A refusal has to name it. */
  readonly fileName: string;
  /** A file with some mutations; at times with none. */
  make(random: Random): Uint8Array<ArrayBuffer>;
  /** What our reader gives. @throws {Error} the refusal. */
  read(bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
  judge(bytes: Uint8Array<ArrayBuffer>): Judgement;
}

/** What an independent reader throws at the first broken rule. */
export class Broken extends Error {}

/** @throws {Broken} with the rule, unless it holds. */
export function rule(holds: boolean, text: string): asserts holds {
  if (!holds) throw new Broken(text);
}

/** The verdict of a reader that throws {@link Broken}. */
export function judged(
  read: () => { value: unknown; odd?: string | undefined },
): Judgement {
  try {
    const { value, odd } = read();
    return odd === undefined ? { is: "valid", value } : { is: "odd", why: odd, value };
  } catch (error) {
    if (error instanceof Broken) return { is: "broken", why: error.message };
    throw error;
  }
}

/** Bytes as text that can be compared. */
export function hex(bytes: Uint8Array): string {
  return bytes.toHex();
}
