import { match, ok, strictEqual as equal } from "node:assert/strict";
import { V8_FLAGS } from "../host_flags.ts";

/** What the process says that computes all forms of products with these flags of V8. */
async function productsWith(v8Flags: readonly string[]): Promise<string> {
  const script = new URL("./products_of_all_forms.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--no-prompt", "--frozen", "--allow-read"],
      ...["--import-map=tests/import_map.json", "--lock=tests/deno.lock"],
      ...(v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.join(",")}`]),
      script,
    ],
    cwd: new URL("../..", import.meta.url),
  }).output();
  equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** Whether the processor is known to have registers of 256 bits for integers too. */
function hasWideRegisters(): boolean {
  return Deno.build.os === "linux" && /\bavx2\b/.test(Deno.readTextFileSync("/proc/cpuinfo"));
}

/** Has V8 make its best code of every kernel at once, as it otherwise does of what has run for a while. */
const BEST_CODE = ["--no-liftoff", "--no-wasm-lazy-compilation"];

Deno.test({
  name:
    "sums that V8 joins in wider registers are the same numbers to the bit, and it does join them",
  ignore: V8_FLAGS.length === 0,
  async fn() {
    const flags = V8_FLAGS.map((it) => it.replace(/^--v8-flags=/, ""));
    const wide = await productsWith([...BEST_CODE, ...flags, "--trace-wasm-revectorize"]);
    const narrow = await productsWith(BEST_CODE);
    match(narrow, /^products [0-9a-f]{64}\n$/);
    equal(/^products .*$/m.exec(wide)?.[0], narrow.trim());
    // Both forms of the product, each of which has 8 sums and 16 multiply-adds of eight lanes in its loop.
    const joined = Array.from(
      wide.matchAll(/Decided to vectorize, (\d+) revectorizable nodes/g),
      ([, n]) => Number(n),
    );
    const nProducts = joined.filter((n) => n >= 3 * 16).length;
    ok(nProducts >= 2 || !hasWideRegisters(), `nodes joined: ${joined.join(", ")}`);
  },
});
