import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import { HUB_ENVIRONMENT } from "../src/sources/hub/hub_settings.ts";
import { wordsOf } from "./report_permissions.ts";

const TASKS: Readonly<Record<string, { readonly command: string }>> = config.tasks;

/** Tasks of who works on deltascope: they start browsers, servers and PyTorch. */
const OF_DEVELOPERS = [
  "bench",
  "drill",
  "fuzz",
  "interfaces",
  "assemble",
  "test",
  "check",
  "ok",
];

/** Where the cache lies, and what a GPU driver asks. */
const CACHE = ["XDG_CACHE_HOME", "LOCALAPPDATA"];
const DRIVER = ["XDG_RUNTIME_DIR", "DENO_WEBGPU_BACKEND"];
const THE_HUB = "huggingface.co:443,*.hf.co:443";
/** What tells where the cache of the Hub's tools lies. */
const HUB_CACHE = ["HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"];

/** Flags of V8 by processor, and that of the others in their place: what these files hold is asked of them below. */
const HOST_FLAGS =
  "$(cat kernels/cpu/flags/$PROCESSOR_ARCHITECTURE 2>/dev/null || cat kernels/cpu/flags/$(uname -m) 2>/dev/null || echo --quiet)";
/** Tasks that multiply. */
const COMPUTING = ["report", "verify"];

/** What each task of a user may do. Inputs and outputs lie anywhere, so that reading and writing cannot name a folder. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  report: {
    read: null,
    write: null,
    sys: "homedir,hostname,statfs",
    net: THE_HUB,
    env: names(...CACHE, ...DRIVER, ...HUB_ENVIRONMENT),
  },
  site: { read: null, write: null, sys: "homedir,hostname", env: names() },
  compare: { read: null, write: null, sys: "homedir,hostname", env: names() },
  publish: { read: null, write: null, sys: "homedir,hostname", env: names() },
  // Neither writes: what is served or verified stays as it is.
  serve: { read: null, net: "127.0.0.1", env: names() },
  verify: {
    read: null,
    sys: "homedir,hostname",
    env: names(...CACHE, ...DRIVER, ...HUB_CACHE),
  },
  vectors: {
    read: null,
    write: null,
    sys: "homedir,hostname,statfs",
    net: THE_HUB,
    env: names(...CACHE, ...HUB_ENVIRONMENT),
  },
  weights: {
    read: null,
    write: null,
    sys: "homedir,hostname,statfs",
    net: THE_HUB,
    env: names(...CACHE, ...HUB_ENVIRONMENT),
  },
  cache: {
    read: null,
    write: null,
    sys: "homedir,hostname,statfs",
    net: THE_HUB,
    env: names(...CACHE, ...HUB_ENVIRONMENT),
  },
};

/** Names of the environment, of which the folder where a command was typed is always one. */
function names(...others: readonly string[]): string {
  return [...new Set(["INIT_CWD", ...others])].sort().join(",");
}

/** The permissions of a command: null where one has no bounds. */
function allowedBy(command: string): Record<string, string | null> {
  return Object.fromEntries(
    wordsOf(command).filter((word) => word.startsWith("--allow-")).map((word) => {
      const [name = "", ...values] = word.slice("--allow-".length).split("=");
      const value = values.length === 0 ? null : values.join("=");
      return [name, name === "env" ? value?.split(",").sort().join(",") ?? null : value];
    }),
  );
}

Deno.test("every task is a user's or a developer's", () => {
  deepEqual(Object.keys(TASKS).sort(), [...Object.keys(ALLOWED), ...OF_DEVELOPERS].sort());
});

for (const [name, allowed] of Object.entries(ALLOWED)) {
  Deno.test(`the task ${name} may do what it needs, by name, and nothing else`, () => {
    const given = TASKS[name]!.command;
    equal(given.includes(HOST_FLAGS), COMPUTING.includes(name));
    const command = given.replace(HOST_FLAGS, "--quiet");
    deepEqual(allowedBy(command), allowed);
    // No other way to a permission: neither all of them nor a short form.
    const words = wordsOf(command);
    const [flags, [script, subcommand, ...rest]] = [
      words.slice(2, words.indexOf("src/cli.ts")),
      words.slice(words.indexOf("src/cli.ts")),
    ];
    deepEqual(words.slice(0, 2), ["deno", "run"]);
    deepEqual([script, subcommand, rest], ["src/cli.ts", name, []]);
    deepEqual(
      flags.filter((flag) => !flag.startsWith("--allow-")),
      ["--quiet", "--no-prompt", "--frozen"],
    );
  });
}

Deno.test("flags by processor ask V8 for wider registers, and for no permission", async () => {
  const folder = new URL("../kernels/cpu/flags/", import.meta.url);
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    names.push(name);
    equal(
      await Deno.readTextFile(new URL(name, folder)),
      name === "ARM64" ? "--quiet\n" : "--quiet --v8-flags=--experimental-wasm-revectorize\n",
    );
  }
  // As uname and Windows call the one processor whose Deno knows it, and as Windows calls the other, where uname may say anything.
  deepEqual(names.sort(), ["AMD64", "ARM64", "x86_64"]);
  for (const name of ["test", "bench"]) ok(TASKS[name]!.command.includes(HOST_FLAGS), name);
});

Deno.test("no shell takes a word of a task for names of files, as that of earlier Denos does with a star", () => {
  for (const [name, { command }] of Object.entries(TASKS)) {
    const open = command.split(" ").filter((word) => /[*?[]/.test(word) && !/^'[^']*'$/.test(word));
    deepEqual(open, [], name);
  }
});

Deno.test("no task of a user may start a program or load a library of the system", () => {
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    for (const never of ["run", "ffi", "import", "all"]) {
      equal(never in allowed, false, `${name} ${never}`);
    }
  }
});

Deno.test("what Deno runs or checks in any task has its packages by a lock file that it may not change", () => {
  for (const [name, { command }] of Object.entries(TASKS)) {
    for (const part of command.split(" && ")) {
      if (!/^deno (?:run|test|check) /.test(part)) continue;
      ok(part.includes(" --frozen"), `${name}: ${part}`);
    }
  }
  deepEqual(config.lock, { path: "deno.lock" });
});
