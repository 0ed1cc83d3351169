import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { main } from "../../src/cli.ts";
import { withVariable, withVariables } from "../environment.ts";
import { faultsOf } from "../interruptions/site_state.ts";
import { withPair } from "./small_pair.ts";

/** What may become of a folder while a report is at it, as it has begun to render. */
const VANISHING = [
  { what: "the site itself", path: "there/site", isRefused: false },
  { what: "the folder around it", path: "there", isRefused: true },
] as const;

for (const { what, path, isRefused } of VANISHING) {
  Deno.test(`report does not lose what it measured where ${what} is removed meanwhile`, () =>
    withPair(async ({ at }) => {
      const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
      const options = ["--device", "cpu", "--random", "2", "--records", at("records")];
      const report = async (onText: (text: string) => void = () => {}) => {
        let stderr = "";
        const code = await main(
          ["report", ...inputs, ...options, "--out", at("there/site")],
          {
            print() {},
            writeError(text) {
              stderr += text;
              onText(text);
            },
            isTerminal: false,
          },
        );
        return { code, stderr };
      };
      await withVariable("INIT_CWD", at("."), async () => {
        equal((await report()).code, 0);
        const { code, stderr } = await report((text) => {
          if (text.startsWith("Rendering")) Deno.removeSync(at(path), { recursive: true });
        });
        equal(code, isRefused ? 1 : 0, stderr);
        if (isRefused) {
          match(
            stderr,
            /\ndeltascope: Cannot write the site to \S+: the folder of its lock was removed or moved meanwhile; the results are kept in \S+results\.json: finish with [^\n]+\n$/,
          );
        }
        equal((await report()).code, 0);
        deepEqual(await faultsOf(at("there/site"), []), []);
        const names = await Array.fromAsync(Deno.readDir(at("there")), ({ name }) => name);
        deepEqual(names.filter((name) => !name.startsWith("deltascope-kept-")), ["site"]);
      });
    }));
}

Deno.test("report removes the records of earlier runs also where its site could not be written", () =>
  withPair(async ({ at }) => {
    const old = at(`cache/deltascope/records/${"a".repeat(64)}`);
    await Deno.mkdir(old, { recursive: true });
    await Deno.writeTextFile(`${old}/layer-018.json`, "{}");
    const used = new Date(Date.now() - 31 * 86_400_000);
    await Deno.utime(old, used, used);
    const inputs = ["base", "instruct", "vectors"].flatMap((it) => [`--${it}`, at(it)]);
    let stderr = "";
    const code = await withVariables(
      { INIT_CWD: at("."), XDG_CACHE_HOME: at("cache") },
      () =>
        main(
          ["report", ...inputs, "--device", "cpu", "--random", "0", "--out", at("there/site")],
          {
            print() {},
            writeError(text) {
              stderr += text;
              if (text.startsWith("Rendering")) Deno.removeSync(at("there"), { recursive: true });
            },
            isTerminal: false,
          },
        ),
    );
    equal(code, 1, stderr);
    match(stderr, /\nRemoved the records of 1 earlier run, 2 bytes, from the cache: /);
    match(stderr, /\ndeltascope: Cannot write the site to .*; the results are kept in [^\n]+\n$/);
    const kept = await Array.fromAsync(Deno.readDir(at("cache/deltascope/records")));
    deepEqual(kept.map(({ name }) => name === "a".repeat(64)), [false]);
  }));
