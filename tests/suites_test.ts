import { deepStrictEqual } from "node:assert/strict";
import { SUITES } from "./suites/suites.ts";

Deno.test("every suite has a file that the runner finds, so that no test is left out", async () => {
  const files = await Array.fromAsync(
    Deno.readDir(new URL("suites/", import.meta.url)),
    ({ name }) => /^\d_(\w+)_test\.ts$/.exec(name)?.[1] ?? null,
  );
  deepStrictEqual(files.filter((name) => name !== null).sort(), SUITES.toSorted());
});
