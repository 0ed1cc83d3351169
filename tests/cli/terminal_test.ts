import assert from "node:assert/strict";
import { guarded, processTerminal } from "../../src/cli/terminal.ts";
import { runMain } from "./run_main.ts";

Deno.test("guarded() lets line ends and the return of a progress line pass, and nothing else that a terminal obeys", () => {
  const written: string[] = [];
  const terminal = guarded({
    print: (line) => void written.push(line),
    writeError: (text) => void written.push(text),
    isTerminal: true,
  });
  terminal.print("a\n\x1b[31mb\u202e");
  terminal.writeError("\rprogress \x07\n");
  assert.deepEqual(written, ["a\n\\u{1b}[31mb\\u{202e}", "\rprogress \\u{7}\n"]);
  assert.equal(terminal.isTerminal, true);
});

Deno.test("main() ends a refusal on one line, whatever was typed", async () => {
  const { code, stderr } = await runMain("report", "--device", "\x1b[31mred\nrow");
  assert.equal(code, 2);
  assert.match(stderr, /^deltascope: Cannot use --device \\u\{1b\}\[31mred\\u\{a\}row: /);
  assert.equal(stderr.split("\n").length, 2);
});

Deno.test("processTerminal() ends a command whose result cannot be written, and none whose log cannot", () => {
  const { stdout, stderr } = Deno;
  const writes = [stdout.writeSync, stderr.writeSync] as const;
  const full = () => {
    throw new Error("No space left on device (os error 28)");
  };
  const terminal = processTerminal();
  [stdout.writeSync, stderr.writeSync] = [full, full];
  try {
    terminal.writeError("Layer 18 done\n");
    assert.throws(() => terminal.print("Wrote x"), {
      message: "Cannot write to standard output: no space is left on its disk",
    });
  } finally {
    [stdout.writeSync, stderr.writeSync] = writes;
  }
});
