/**
 * Runs the command line and prints, as the last line, the clock (milliseconds since 1970) at the first read of weights: of a
 * megabyte or more.
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

// Loaded after the watch is set, and as late as the command itself would load it.
const { main } = await import("../../src/cli.ts");
const { processTerminal } = await import("../../src/cli/terminal.ts");
const code = await main(Deno.args, processTerminal());
Deno.stdout.writeSync(new TextEncoder().encode(`${firstRead}\n`));
Deno.exit(code);
