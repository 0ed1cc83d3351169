import { deepStrictEqual, strictEqual } from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import lock from "../deno.lock" with { type: "text" };
import pinned from "./dependencies.txt" with { type: "text" };
import testMap from "./import_map.json" with { type: "json" };

/** Packages of the tests alone: `deno task` fetches all that deno.lock names, before the first word of a command. */
const OF_TESTS = ["assemblyscript", "axe-core", "html-validate", "linkedom", "playwright-core"];

Deno.test("deno.json and deno.lock name no package that only tests need", () => {
  const named = Object.keys({ ...config.imports, ...JSON.parse(lock).npm });
  deepStrictEqual(named.filter((name) => OF_TESTS.some((it) => name.startsWith(it))), []);
});

Deno.test("the tests' import map has the packages of deno.json, and those of tests besides", () => {
  const { "pure-rand/": _, ...imports } = testMap.imports as Record<string, string>;
  const others = Object.fromEntries(
    Object.entries(imports).filter(([name]) => !OF_TESTS.includes(name)),
  );
  deepStrictEqual(others, config.imports);
});

Deno.test("deno.lock has the packages of tests/dependencies.txt, direct ones and those that they bring, and no other", () => {
  const known = new Set(pinned.trimEnd().split("\n"));
  const found = new Set(Object.keys(JSON.parse(lock).npm));
  const changes = [
    ...Array.from(found.difference(known), (name) => `+ ${name}`),
    ...Array.from(known.difference(found), (name) => `- ${name}`),
  ];
  strictEqual(
    changes.join("\n"),
    "",
    "The packages that deltascope runs have changed. If that was decided, look at what each of them does, and write them down: " +
      "jq -r '.npm | keys[]' deno.lock > tests/dependencies.txt",
  );
});

Deno.test("every package of deno.json is of one exact version, from npm, and in deno.lock", () => {
  const { specifiers } = JSON.parse(lock);
  for (const specifier of Object.values(config.imports)) {
    const [, name, version] =
      /^npm:((?:@[^/]+\/)?[^@/]+)@(\d+\.\d+\.\d+)(?:\/.*)?$/.exec(specifier) ??
        [];
    strictEqual(specifiers[`npm:${name}@${version}`], version, specifier);
  }
});
