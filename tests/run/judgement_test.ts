import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { withPair } from "../cli/small_pair.ts";
import { commandWithout } from "../load_without.ts";

Deno.test("a run whose judgement cannot be loaded says so in one line, once, before a layer is done", () =>
  withPair(async ({ at }) => {
    const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
    const options = ["--device", "cpu", "--random", "0", "--out", at("site")];
    const run = (absent: string[]) =>
      commandWithout(["report", ...inputs, ...options, "--records", at("records")], absent);
    const { code, stderr } = await run(["run/conclude.ts"]);
    const lines = stderr.trimEnd().split("\n");
    deepEqual([code, lines.filter((line) => /deltascope:|rror|Layer/.test(line))], [1, [
      'deltascope: Cannot load the code that judges layers: Module not found "file:///absent/run/conclude.ts"; ' +
      "the same command goes on once it is there",
    ]]);
    match(lines.at(-1)!, /^deltascope: /);
    // Nothing of a site, nor of what it was to be built in, is left.
    const names = await Array.fromAsync(Deno.readDir(at(".")), ({ name }) => name);
    deepEqual(names.sort(), ["base", "instruct", "records", "vectors"]);
    const again = await run([]);
    deepEqual(again.code, 0, again.stderr);
  }));
