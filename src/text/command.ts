/**
 * A command line that is published: its options, from text and to text.
 *
 * @module
 */

import { shellWord } from "./quote.ts";

/** A name without its dashes, and what it is set to; null where it takes no value. */
export type CommandOption = readonly [name: string, value: string | null];

/** What is run, and the options that it is run with. */
export interface Command {
  readonly program: string;
  readonly options: readonly CommandOption[];
}

/** A word as {@link shellWord} writes it: bare, in single quotes, or both in turn. */
const WORD = /(?:'[^']*'|\\.|\S)+/g;

/**
 * The options of a command.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { commandText, readCommand } from "./command.ts";
 * const text = "deno task report --base 'it'\\''s --here' --fresh";
 * const command = readCommand(text);
 * assert.deepEqual(command.options, [["base", "it's --here"], ["fresh", null]]);
 * assert.equal(commandText(command), text);
 * ```
 */
export function readCommand(text: string): Command {
  const program: string[] = [];
  const options: [name: string, value: string | null][] = [];
  for (const word of text.match(WORD) ?? []) {
    const option = options.at(-1);
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name !== undefined) options.push([name, value === undefined ? null : unquoted(value)]);
    else if (option === undefined) program.push(word);
    else option[1] = unquoted(word);
  }
  return { program: program.join(" "), options };
}

/** A command as a shell takes it, and as it is read: what begins with a dash would be an option of its own. */
export function commandText({ program, options }: Command): string {
  const words = options.map(([name, value]) =>
    value === null
      ? `--${name}`
      : `--${name}${value.startsWith("-") ? "=" : " "}${shellWord(value)}`
  );
  return [program, ...words].join(" ");
}

/** What the shell takes a word for. */
function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|\\(.)/g,
    (_, inQuotes?: string, escaped?: string) => inQuotes ?? escaped ?? "",
  );
}
