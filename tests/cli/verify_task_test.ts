import { doesNotMatch, match, strictEqual as equal } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { denoFolder, withVariables } from "../environment.ts";
import { STORIES, testOnStories } from "../stories.ts";
import { VERIFY_PERMISSIONS } from "../report_permissions.ts";
import { startFakeHub } from "../sources/hub/fake_hub.ts";
import { pairRepositories } from "../sources/hub/pair_repositories.ts";
import { readFiles, withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";
import { withPair } from "./small_pair.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `verify` in a process that may do what the task may, which is neither to write nor to use the network. */
async function task(args: readonly string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...VERIFY_PERMISSIONS, "src/cli.ts", "verify", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", DENO_DIR: denoFolder(), ...env },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("the task verify needs no more than it may, on folders", () =>
  withPair(async ({ at, report }) => {
    equal((await report("--random", "2")).code, 0);
    const inputs = ["base", "instruct", "vectors"].flatMap((name) => [`--${name}`, at(name)]);
    const results = at("site/data/results.json");
    const { code, stdout, stderr } = await task([results, ...inputs, "--hash"], {
      XDG_CACHE_HOME: at("cache"),
      XDG_RUNTIME_DIR: at("site"),
    });
    equal(code, 0, stderr);
    match(stdout, /^Verified layer/);
    doesNotMatch(stderr, /--allow-/);
    // Of the demonstration it says what to do first: it may not make it.
    const text = await Deno.readTextFile(results);
    await Deno.writeTextFile(
      results,
      text.replace('"is_synthetic": false', '"is_synthetic": true'),
    );
    const without = await task([results], { XDG_CACHE_HOME: at("empty") });
    equal(without.code, 2);
    match(
      without.stderr,
      /^deltascope: Cannot open the demonstration: it is not in .*empty\/deltascope, and may not be made there from here; run deno task report first, or give --base, --instruct and --vectors$/m,
    );
  }));

testOnStories(
  "the task verify takes of ids what an earlier report fetched, without the network and without writing",
  async () => {
    const repositories = await pairRepositories((part) => readFiles(STORIES[part]));
    const ids = ["--base", "org/base", "--instruct", "org/tuned", "--vectors", "org/vectors"];
    await withFolder({}, async (folder) => {
      const caches = { HF_HOME: `${folder}/hf`, XDG_CACHE_HOME: `${folder}/cache` };
      {
        await using hub = await startFakeHub(repositories);
        await withVariables({ HF_ENDPOINT: hub.endpoint, ...caches }, async () => {
          const { code, stderr } = await runMain(
            "report",
            ...ids,
            ...["--device", "cpu", "--random", "2", "--layers", "1,3", "--out", `${folder}/site`],
          );
          equal(code, 0, stderr);
        });
      }
      const results = `${folder}/site/data/results.json`;
      const { code, stdout, stderr } = await task(
        [results, ...ids, "--layers", "3", "--device", "cpu", "--hash"],
        caches,
      );
      equal(code, 0, stderr);
      match(
        stdout,
        /^Verified layer 3 of org\/base@b{40} and org\/tuned@1{40}: [\d,]+ numbers agree with /,
      );
      // Of a shard that was read by range there is no whole to hash.
      match(stdout, /; weights of base (?:not verified|verified)/);
    });
  },
);
