/**
 * Stack, marks and memo of the pickle machine.
 *
 * @module
 */

import { type ByteCursor, cursorOf } from "../folder/byte_cursor.ts";
import type { PickleValue } from "./pickle_values.ts";

/** Containers open at once; nested dicts and lists need one a level. */
const MAX_OPEN_MARKS = 100;

/** All that changes while a pickle is read. */
export interface PickleMachine {
  readonly cursor: ByteCursor;
  readonly stack: PickleValue[];
  /** Height of the stack at each open MARK. */
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
}

/** A machine at the start of `bytes`. */
export function newMachine(bytes: Uint8Array): PickleMachine {
  return { cursor: cursorOf(bytes), stack: [], marks: [], memo: new Map() };
}

/** Puts a value on top of the stack. */
export function push({ stack }: PickleMachine, value: PickleValue): void {
  stack.push(value);
}

/**
 * Takes the last `n` values off the stack, first to last.
 *
 * @throws {RangeError} if fewer lie above the last open mark.
 */
export function popMany({ stack, marks }: PickleMachine, n: number): PickleValue[] {
  if (stack.length - (marks.at(-1) ?? 0) < n) throw new RangeError("the stack is empty");
  return stack.splice(stack.length - n, n);
}

/** Takes one value off the stack. @throws {RangeError} as {@link popMany}. */
export function pop(machine: PickleMachine): PickleValue {
  return popMany(machine, 1)[0] ?? null;
}

/** The value on top, which stays there; undefined where none lies above the last open mark. */
export function top({ stack, marks }: PickleMachine): PickleValue | undefined {
  return stack.length > (marks.at(-1) ?? 0) ? stack.at(-1) : undefined;
}

/** Marks the height of the stack. @throws {RangeError} if too many marks are open. */
export function openMark({ stack, marks }: PickleMachine): void {
  if (marks.length >= MAX_OPEN_MARKS) {
    throw new RangeError(`expected at most ${MAX_OPEN_MARKS} open marks`);
  }
  marks.push(stack.length);
}

/** Takes the values since the last mark, which is closed. @throws {RangeError} if no mark is open. */
export function popMark({ stack, marks }: PickleMachine): PickleValue[] {
  const height = marks.pop();
  if (height === undefined) throw new RangeError("expected an open mark");
  return stack.splice(height);
}

/**
 * Remembers the value on top under a number.
 *
 * @throws {RangeError} if the number is taken: picklers use each once, and two readers could disagree on the second.
 */
export function memoize(machine: PickleMachine, index: number): void {
  const value = top(machine);
  if (value === undefined) throw new RangeError("the stack is empty");
  if (machine.memo.has(index)) throw new RangeError(`memo entry ${index} is set twice`);
  machine.memo.set(index, value);
}

/** The value remembered under a number. @throws {RangeError} if there is none. */
export function recall({ memo }: PickleMachine, index: number): PickleValue {
  const value = memo.get(index);
  if (value === undefined) throw new RangeError(`memo entry ${index} is not set`);
  return value;
}
