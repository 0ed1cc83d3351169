/**
 * What Mesa asks of the environment on Linux: without `XDG_RUNTIME_DIR` it complains on standard error, once an adapter.
 *
 * @module
 */

import { join } from "node:path";
import { cacheFolder } from "../sources/folder/cache_folder.ts";

/**
 * Gives this process an `XDG_RUNTIME_DIR` where it has none: a folder of the user's that nobody else may enter. It has to be called
 * before an adapter is asked for, and does nothing where it may not, as the complaint is harmless.
 */
export function provideRuntimeFolder(): void {
  if (Deno.build.os !== "linux") return;
  try {
    const given = Deno.env.get("XDG_RUNTIME_DIR");
    if (given !== undefined && isFolder(given)) return;
    const folder = join(cacheFolder(), "runtime");
    makeOwn(folder);
    Deno.env.set("XDG_RUNTIME_DIR", folder);
  } catch {
    // No right to the variable or to the folder: Mesa works without.
  }
}

/** What may not be written is taken as an earlier run left it. */
function makeOwn(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true });
    Deno.chmodSync(folder, 0o700);
  } catch (error) {
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
