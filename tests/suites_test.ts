import { deepStrictEqual } from "node:assert/strict";
import { SUITES } from "./suites/suites.ts";

Deno.test("every suite has a file that the runner finds, so that no test is left out", async () => {
  const files = await Array.fromAsync(
    Deno.readDir(new URL("suites/", import.meta.url)),
    ({ name }) => name,
  );
  const registered = await Promise.all(
    files.filter((name) => name.endsWith("_test.ts")).map(async (name) => {
      const text = await Deno.readTextFile(new URL(`suites/${name}`, import.meta.url));
      return /registerTests\("(\w+)"\)/.exec(text)?.[1];
    }),
  );
  deepStrictEqual(registered.sort(), SUITES.toSorted());
});
