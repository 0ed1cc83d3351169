import { match, notStrictEqual, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  codeState,
  codeVersion,
  knownCodeState,
  knownWordsState,
  wordsState,
} from "../../src/run/code_version.ts";
import { VERSION } from "../../src/version.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const FILES = Object.fromEntries(
  [
    "kernels/a.wgsl",
    "kernels/a/a.wasm.base64",
    "src/compute/worker.js",
    "src/analyses/a/settle.ts",
    "src/analyses/a/measure/words.ts",
    "src/compute/a.ts",
    "src/random.ts",
    "deno.lock",
  ]
    .map((path) => [path, "1"]),
);

/** Pages, sentences and the command line. */
const BESIDE = Object.fromEntries(
  [
    "src/site/a.ts",
    "src/cli/a.ts",
    "src/text/a.ts",
    "src/analyses/a/words.ts",
    "src/analyses/a/words/b.ts",
    "src/analyses/a/view/c.ts",
  ].map((path) => [path, "1"]),
);

Deno.test("codeState() is another with every file that numbers depend on, and with no other", () =>
  withFolder({ ...FILES, ...BESIDE }, async (folder) => {
    const root = pathToFileURL(`${folder}/`);
    const first = codeState(root);
    equal(codeState(root), first);
    for (const path of Object.keys(FILES)) {
      await Deno.writeTextFile(join(folder, path), "2");
      notStrictEqual(codeState(root), first, path);
      await Deno.writeTextFile(join(folder, path), "1");
    }
    for (const path of Object.keys(BESIDE)) await Deno.writeTextFile(join(folder, path), "2");
    await Deno.writeTextFile(join(folder, "src/cli/b.ts"), "2");
    // What editors leave beside a file: a lock that leads nowhere, a copy.
    await Deno.symlink("user@host.1", join(folder, "src/compute/.#a.ts"));
    await Deno.writeTextFile(join(folder, "src/compute/a.ts~"), "");
    equal(codeState(root), first);
    await Deno.rename(join(folder, "src/compute/a.ts"), join(folder, "src/compute/b.ts"));
    notStrictEqual(codeState(root), first);
  }));

Deno.test("wordsState() is another with every file that sentences are made by, and with no other", () =>
  withFolder({ ...FILES, ...BESIDE }, async (folder) => {
    const root = pathToFileURL(`${folder}/`);
    const first = wordsState(root);
    const words = ["src/text/a.ts", "src/analyses/a/words.ts", "src/analyses/a/words/b.ts"];
    for (const path of Object.keys({ ...FILES, ...BESIDE })) {
      await Deno.writeTextFile(join(folder, path), "2");
      equal(wordsState(root) !== first, words.includes(path), path);
      await Deno.writeTextFile(join(folder, path), "1");
    }
    equal(wordsState(new URL("https://example.com/deltascope/")), VERSION);
    equal(knownWordsState(), wordsState());
  }));

Deno.test("codeVersion() is the version of a package, and of this checkout more than that", () => {
  match(codeVersion(), /^\d+\.\d+\.\d+, [0-9a-f]{64}, Deno \d+\.\d+\.\d+$/);
  equal(codeState(new URL("https://example.com/deltascope/")), VERSION);
  equal(`${codeState()}, Deno ${Deno.version.deno}`, codeVersion());
});

Deno.test("codeVersion() and knownCodeState() are of the code that was loaded, whatever becomes of the checkout", () => {
  const first = codeVersion();
  const read = Deno.readFileSync;
  Deno.readFileSync = () => {
    throw new Error("read again");
  };
  try {
    equal(codeVersion(), first);
    equal(`${knownCodeState()}, Deno ${Deno.version.deno}`, first);
  } finally {
    Deno.readFileSync = read;
  }
});
