/**
 * Runs the command line and prints, as the last line, the clock (milliseconds since 1970) at the first read of weights: of a
 * megabyte or more, or the first job of a thread of the CPU engine, which reads its tile itself.
 *
 * @module
 */

const WEIGHT_READ_BYTES = 1 << 20;

let firstRead: number | null = null;
const { read } = Deno.FsFile.prototype;
Deno.FsFile.prototype.read = function (into: Uint8Array) {
  if (into.byteLength >= WEIGHT_READ_BYTES) firstRead ??= Date.now();
  return read.call(this, into);
};

const { notify } = Atomics;
Atomics.notify = (...job: [array: never, index: number, count?: number]) => {
  firstRead ??= Date.now();
  return notify(...job);
};

// Loaded after the watches are set, and as late as the command itself would load it.
const { main } = await import("../../src/cli.ts");
const { processTerminal } = await import("../../src/cli/terminal.ts");
const code = await main(Deno.args, processTerminal());
Deno.stdout.writeSync(new TextEncoder().encode(`${firstRead}\n`));
Deno.exit(code);
