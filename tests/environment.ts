/** An environment of a test's own: test files that run at once share that of the process. */

import { homedir } from "node:os";
import { join } from "node:path";

/** Where Deno keeps packages: named for processes with a cache folder of their own, which would else fetch them all anew. */
export function denoFolder(): string {
  const caches = Deno.env.get("XDG_CACHE_HOME") ?? join(homedir(), ".cache");
  return Deno.env.get("DENO_DIR") ?? join(caches, "deno");
}

/** Runs `run` with the variable `name` set to `value`, or unset; only the code that this file imports sees it so. */
export async function withVariable<T>(
  name: string,
  value: string | undefined,
  run: () => T | Promise<T>,
): Promise<T> {
  const { get } = Deno.env;
  Deno.env.get = (asked) => asked === name ? value : get.call(Deno.env, asked);
  try {
    return await run();
  } finally {
    Deno.env.get = get;
  }
}

/** The same with several variables. */
export async function withVariables<T>(
  variables: Readonly<Record<string, string | undefined>>,
  run: () => T | Promise<T>,
): Promise<T> {
  const [[name, value] = [], ...others] = Object.entries(variables);
  if (name === undefined) return await run();
  return await withVariable(name, value, () => withVariables(Object.fromEntries(others), run));
}
