import { deepStrictEqual } from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import lock from "../deno.lock" with { type: "text" };
import testMap from "./import_map.json" with { type: "json" };

/** Packages of the tests alone: `deno task` fetches all that deno.lock names, before the first word of a command. */
const OF_TESTS = ["linkedom", "axe-core", "html-validate", "playwright-core"];

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
