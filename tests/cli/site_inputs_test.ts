import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { safetensorsBytes } from "../../src/sources/safetensors/safetensors_writer.ts";
import { sampleResults } from "../site/sample_results.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import { runMain } from "./run_main.ts";

const RESULTS = sampleResults({ layers: [18], names: ["a"], isSynthetic: false });
/** The same measured again: another run. */
const ANOTHER = { ...RESULTS, run: { ...RESULTS.run, started: "2026-05-05T09:30:00.000Z" } };
const NAMES = ["directions", "vectors-layer-18", "draws-layer-18"].map((it) => `${it}.safetensors`);
const file = (byte: number) =>
  safetensorsBytes([{ name: "a", dtype: "U8", shape: [1], chunks: [Uint8Array.of(byte)] }]);

/** Every file of a folder by its path, as text that tells bytes apart. */
function contents(folder: string, below = ""): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(`${folder}/${below}`)].flatMap(({ name, isDirectory }) =>
      isDirectory
        ? Object.entries(contents(folder, `${below}${name}/`))
        : [[below + name, String(Deno.readFileSync(`${folder}/${below}${name}`))]]
    ),
  );
}

const COMMANDS = [["site", "--out"], ["publish", "--to"]] as const;

/** Hands on a site that has the files of vectors, and a copy of its results that has none, and another run's. */
function withSite(
  [command, option]: typeof COMMANDS[number],
  use: (
    folder: string,
    over: (from: string) => ReturnType<typeof runMain>,
  ) => Promise<void>,
): Promise<void> {
  return withFolder({
    "run/results.json": JSON.stringify(RESULTS),
    ...Object.fromEntries(NAMES.map((name, i) => [`run/${name}`, file(i)])),
    "copy/results.json": JSON.stringify(RESULTS),
    "another/results.json": JSON.stringify(ANOTHER),
  }, async (folder) => {
    const over = (from: string) =>
      runMain(command, "--from", `${folder}/${from}/results.json`, option, `${folder}/site`);
    const { code, stderr } = await over("run");
    strictEqual(code, 0, stderr);
    strictEqual(/replace|kept|Not beside/.test(stderr), false, stderr);
    await use(folder, over);
  });
}

for (const line of COMMANDS) {
  const [command, option] = line;

  Deno.test(`${command} keeps the vectors of its earlier site where a copy of the results has none, and says so`, () =>
    withSite(line, async (folder, over) => {
      const before = contents(`${folder}/site`);
      await Deno.writeFile(`${folder}/copy/${NAMES[0]}`, file(0)); // what is there, is taken from there
      const { code, stderr } = await over("copy");
      strictEqual(code, 0, stderr);
      deepStrictEqual(contents(`${folder}/site`), before);
      match(
        stderr,
        /^Not beside \S*copy\/results\.json, so kept of the same run's site in \S*site: vectors-layer-18\.safetensors and draws-layer-18\.safetensors$/m,
      );
      strictEqual(stderr.includes("replace the"), false, stderr);
    }));

  Deno.test(`${command} offers no vectors of another run that lie beside the results, and writes nothing`, () =>
    withSite(line, async (folder, over) => {
      const before = contents(`${folder}/site`);
      const metadata = { base: "another", layer: "18" };
      await Deno.writeFile(`${folder}/run/${NAMES[1]}`, safetensorsBytes([], { metadata }));
      const { code, stderr } = await over("run");
      strictEqual(code, 1, stderr);
      match(
        stderr,
        /^deltascope: Cannot use \S*run\/vectors-layer-18\.safetensors with \S*run\/results\.json: it is of another run \(not the same: base\); put back the one that came with the results, or move it away, and the site has none$/m,
      );
      deepStrictEqual(contents(`${folder}/site`), before);
    }));

  Deno.test(`${command} says whose place it takes before it draws a page, and takes no vectors of another run`, () =>
    withSite(line, async (folder, over) => {
      const said = (models: string) =>
        new RegExp(
          `^These results replace the site of another run in \\S*site \\(${models}\\): ` +
            `to keep it, give another ${option}\n`,
          "m",
        );
      const { code, stderr } = await over("another");
      strictEqual(code, 0, stderr);
      match(stderr, said("gemma-2-27b against gemma-2-27b-it, begun 2026-05-04T09:30:00\\.000Z"));
      strictEqual(stderr.search(/replace the/) < stderr.indexOf("Rendering"), true, stderr);
      strictEqual((await over("another")).stderr.includes("replace the"), false);
      const files = contents(`${folder}/site`);
      deepStrictEqual(NAMES.filter((name) => `data/${name}` in files), []);
      // Whose site it is cannot be told, which is no reason to pass over it.
      const results = `${folder}/site/data/results.json`;
      await Deno.writeTextFile(results, "{");
      match((await over("run")).stderr, said("its data/results\\.json cannot be read"));
      await Deno.remove(results);
      match((await over("another")).stderr, said("its data/results\\.json cannot be read"));
    }));

  Deno.test(`${command} keeps the vectors of its earlier site where its results were moved away or cannot be read`, () =>
    withSite(line, async (folder, over) => {
      const before = contents(`${folder}/site`);
      await Deno.rename(`${folder}/site/data/results.json`, `${folder}/copy/results.json`);
      const { code, stderr } = await over("copy");
      strictEqual(code, 0, stderr);
      deepStrictEqual(contents(`${folder}/site`), before);
      strictEqual(stderr.includes("replace the"), false, stderr);
      // Edited into something else they are kept aside, and the vectors in their place.
      await Deno.writeTextFile(`${folder}/site/data/results.json`, "{");
      const again = await over("copy");
      deepStrictEqual(contents(`${folder}/site`), before, again.stderr);
      match(again.stderr, /data\/results\.json of the earlier site had been changed by hand/);
    }));

  Deno.test(`${command} names the files of vectors that are nowhere, and none that a run without draws does not write`, () =>
    withSite(line, async (folder, over) => {
      await Deno.remove(`${folder}/site`, { recursive: true });
      await Deno.writeFile(`${folder}/copy/${NAMES[0]}`, file(0));
      match(
        (await over("copy")).stderr,
        /^Not beside \S*copy\/results\.json, so not in the site: vectors-layer-18\.safetensors, draws-layer-18\.safetensors; a report writes them beside its data\/results\.json$/m,
      );
      await Deno.remove(`${folder}/run/${NAMES[2]}`);
      const drawn = { ...RESULTS, options: { ...RESULTS.options, random: 0 } };
      await Deno.writeTextFile(`${folder}/run/results.json`, JSON.stringify(drawn));
      const { code, stderr } = await over("run");
      strictEqual(code, 0, stderr);
      strictEqual(stderr.includes("Not beside"), false, stderr);
    }));

  Deno.test({
    name: `${command} takes results from a pipe, beside which nothing lies`,
    ignore: Deno.build.os === "windows",
    fn: () =>
      withSite(line, async (folder, over) => {
        await Deno.remove(`${folder}/site`, { recursive: true });
        await Deno.remove(`${folder}/run/results.json`);
        const args = [`${folder}/run/results.json`];
        await new Deno.Command("mkfifo", { args }).output();
        const [{ code, stderr }] = await Promise.all([
          over("run"),
          Deno.writeTextFile(args[0]!, JSON.stringify(RESULTS)),
        ]);
        strictEqual(code, 0, stderr);
        const files = contents(`${folder}/site`);
        deepStrictEqual(NAMES.filter((name) => `data/${name}` in files), []);
        match(stderr, /^Not beside .* so not in the site: directions\.safetensors, /m);
      }),
  });

  Deno.test(`${command} says that it takes the place of a comparison`, () =>
    withSite(line, async (folder, over) => {
      const files = ["run", "another"].map((it) => `${folder}/${it}/results.json`);
      await Deno.remove(`${folder}/site`, { recursive: true });
      strictEqual((await runMain("compare", ...files, "--out", `${folder}/site`)).code, 0);
      const { code, stderr } = await over("run");
      strictEqual(code, 0, stderr);
      match(
        stderr,
        new RegExp(
          `^These results replace the comparison of two runs in \\S*site: to keep it, give another ${option}\nRendering`,
          "m",
        ),
      );
    }));
}
