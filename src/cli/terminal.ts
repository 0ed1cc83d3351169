/**
 * The two streams of the command line.
 *
 * @module
 */

import { diskFinding } from "../sources/folder/disk_finding.ts";
import { oneLine } from "../text/quote.ts";

/** Where a command writes. */
export interface Terminal {
  /** A line of result, on standard output. */
  print(line: string): void;
  /** Text as it is, on standard error. */
  writeError(text: string): void;
  /** True where standard error is a terminal that a line can be rewritten on. */
  readonly isTerminal: boolean;
  /** Characters that a line of it has now; left out where that cannot be told. */
  columns?(): number;
}

/** The process's own streams. No colour is ever written, so `NO_COLOR` asks for nothing more. */
export function processTerminal(): Terminal {
  return {
    print: (line) => {
      const cause = writeAll(Deno.stdout, `${line}\n`);
      if (cause === null) return;
      throw new Error(`Cannot write to standard output: ${diskFinding(cause)}`, { cause });
    },
    // A log that takes no more ends no run: there is nowhere left to say so.
    writeError: (text) => void writeAll(Deno.stderr, text),
    isTerminal: Deno.stderr.isTerminal(),
    columns: consoleColumns,
  };
}

/** The same streams, on which no name from a file can do more than be read: only line ends and the return of a progress line pass. */
export function guarded(terminal: Terminal): Terminal {
  const safe = (text: string) =>
    text.split(/([\n\r])/).map((part, i) => i % 2 === 1 ? part : oneLine(part)).join("");
  return {
    print: (line) => terminal.print(safe(line)),
    writeError: (text) => terminal.writeError(safe(text)),
    isTerminal: terminal.isTerminal,
    columns: () => terminal.columns?.() ?? Infinity,
  };
}

function consoleColumns(): number {
  try {
    return Deno.consoleSize().columns || Infinity;
  } catch {
    return Infinity; // there is none
  }
}

/** Writes all of the text; gives what went wrong, else null: a reader that has gone away is no error. */
function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): unknown {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
    return null;
  } catch (error) {
    return error instanceof Deno.errors.BrokenPipe ? null : error;
  }
}
