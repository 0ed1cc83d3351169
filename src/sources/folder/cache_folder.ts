/**
 * Where files that can be made again are kept between runs.
 *
 * @module
 */

import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { readVariable } from "../../places.ts";

/**
 * The user's cache folder of deltascope: `$XDG_CACHE_HOME/deltascope` where that is set to an absolute path, else
 * `~/.cache/deltascope`, on macOS `~/Library/Caches/deltascope`, on Windows `%LocalAppData%\deltascope`. It may not exist yet.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cacheFolder } from "./cache_folder.ts";
 * assert(cacheFolder().endsWith("deltascope"));
 * ```
 */
export function cacheFolder(): string {
  return join(cacheHome(), "deltascope");
}

/** Where runs write their records down unless they are told another folder. */
export function recordsFolder(): string {
  return join(cacheFolder(), "records");
}

/** Where the demonstration's inputs lie, which a run without inputs makes. */
export function demonstrationFolder(within = cacheFolder()): string {
  return join(within, "demonstration");
}

function cacheHome(): string {
  const xdg = readVariable("XDG_CACHE_HOME");
  // The XDG specification: relative paths are to be ignored.
  if (xdg !== undefined && isAbsolute(xdg)) return xdg;
  switch (Deno.build.os) {
    case "darwin":
      return join(homedir(), "Library", "Caches");
    case "windows":
      return readVariable("LOCALAPPDATA") ?? join(homedir(), "AppData", "Local");
    default:
      return join(homedir(), ".cache");
  }
}
