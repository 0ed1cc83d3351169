/**
 * The folder of the site on disk: what may be replaced, and replacing it so that a failure leaves the earlier site in place.
 *
 * The new site is built in `OUT.new` beside `OUT`; then `OUT` becomes `OUT.old`, `OUT.new` becomes `OUT`, and `OUT.old` is
 * deleted. What a killed run leaves behind is recognised: a folder that is being built or deleted holds {@link MARKER} from
 * its first file to its last, and a folder without it is ours only if it is empty or a finished site.
 *
 * @module
 */

import { homedir } from "node:os";
import {
  basename,
  dirname,
  isAbsolute,
  join,
  parse,
  relative,
  resolve,
  sep as SEPARATOR,
} from "node:path";
import { UsageError } from "../usage_error.ts";
import { PATHS } from "./paths.ts";

/** Marks a folder that is being built or deleted: ours, and of no value. */
const MARKER = ".deltascope-unfinished";
/** The schema of any version: a site of an earlier or later deltascope may be replaced too. */
const ANY_SCHEMA = /^deltascope\.(?:results|comparison)\/\d+$/;

/**
 * Makes `out` ready for a site before any work is done: puts back an earlier site that a killed command left as `OUT.old`, and
 * refuses a folder that must not be replaced.
 *
 * @throws {UsageError} as {@link checkOutFolder} does.
 */
export async function prepareOutFolder(out: string): Promise<void> {
  refuseSpecialFolder(out, await realFolder(out));
  await recoverOutFolder(out);
  await checkOutFolder(out);
}

/** Where only `OUT.old` is left of an earlier site, gives it its name back. */
export async function recoverOutFolder(out: string): Promise<void> {
  const folder = await realFolder(out);
  const old = `${folder}.old`;
  if (await exists(folder) || !await isSite(old) || await exists(join(old, MARKER))) return;
  await Deno.rename(old, folder);
}

/**
 * Checks that `out` may be replaced by a site: it is absent, empty or an earlier site, and what stands beside it as `OUT.new`
 * and `OUT.old` is ours.
 *
 * @throws {UsageError} if `out` is the root, the home folder, the working directory or a folder around it, a file, a folder
 * that holds anything else or a repository; or if no folder can be made there.
 */
export async function checkOutFolder(out: string): Promise<void> {
  const folder = await realFolder(out);
  refuseSpecialFolder(out, folder);
  if (!await isAbsentOrEmpty(out, folder)) {
    if (await exists(join(folder, ".git"))) {
      throw refusal(out, "replacing it would delete the repository whose .git it holds");
    }
    if (!await isSite(folder)) {
      throw refusal(
        out,
        `expected an absent or empty folder or an earlier site, found a folder without a ${PATHS.results} of deltascope`,
      );
    }
  }
  for (const beside of [`${folder}.new`, `${folder}.old`]) {
    if (!await isOurs(beside)) {
      throw refusal(out, `${basename(beside)} beside it is not deltascope's; move it away`);
    }
  }
  await refuseReadOnly(out, folder);
}

/**
 * Writes the files, by path from the root of the site, as the folder `out`. Until all are written, and if anything fails, an
 * earlier site stays as it is.
 *
 * @throws {UsageError} as {@link checkOutFolder} does. @throws {Error} if a file cannot be written.
 */
export async function writeSite(
  files: ReadonlyMap<string, string | Uint8Array>,
  out: string,
): Promise<void> {
  await checkOutFolder(out);
  const folder = await realFolder(out);
  const [fresh, old] = [`${folder}.new`, `${folder}.old`];
  for (const leftover of [fresh, old]) {
    if (await exists(leftover)) await discard(leftover);
  }
  await Deno.mkdir(fresh, { recursive: true });
  try {
    await Deno.writeTextFile(join(fresh, MARKER), "");
    for (const [path, content] of files) {
      await Deno.mkdir(dirname(join(fresh, path)), { recursive: true });
      if (typeof content === "string") await Deno.writeTextFile(join(fresh, path), content);
      else await Deno.writeFile(join(fresh, path), content);
    }
    await Deno.remove(join(fresh, MARKER));
    await swapFolders({ fresh, folder, old });
  } catch (cause) {
    await discard(fresh).catch(() => {}); // the first failure is the one to tell
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot write the site to ${out}: ${why}`, { cause });
  }
  if (await exists(old)) await discard(old);
}

/** `folder` becomes `old` and `fresh` becomes `folder`; if the second step fails, the first is undone. */
export async function swapFolders(
  { fresh, folder, old }: { fresh: string; folder: string; old: string },
): Promise<void> {
  const hasEarlier = await exists(folder);
  if (hasEarlier) await Deno.rename(folder, old);
  try {
    await Deno.rename(fresh, folder);
  } catch (error) {
    if (hasEarlier) await Deno.rename(old, folder);
    throw error;
  }
}

/** Deletes a folder of ours, its marker last, so that what a kill leaves of it is still known as ours. */
async function discard(folder: string): Promise<void> {
  await Deno.writeTextFile(join(folder, MARKER), "");
  for await (const { name } of Deno.readDir(folder)) {
    if (name !== MARKER) await Deno.remove(join(folder, name), { recursive: true });
  }
  await Deno.remove(folder, { recursive: true });
}

/** The absolute path of `out` without symbolic links, so that what is renamed is the folder and not a link to it. */
async function realFolder(out: string): Promise<string> {
  const absolute = resolve(out);
  for (let ancestor = absolute;; ancestor = dirname(ancestor)) {
    if (await exists(ancestor)) {
      const real = await Deno.realPath(ancestor).catch((cause) => {
        throw refusal(out, `${basename(ancestor)} is a symbolic link that leads nowhere`, cause);
      });
      return join(real, relative(ancestor, absolute));
    }
    if (dirname(ancestor) === ancestor) return absolute;
  }
}

function refuseSpecialFolder(out: string, folder: string): void {
  if (parse(folder).root === folder) throw refusal(out, "it is the root of the disk");
  if (folder === realOrSame(homedir())) throw refusal(out, "it is the home folder");
  const cwd = realOrSame(Deno.cwd());
  if (cwd === folder) throw refusal(out, "it is the working directory");
  const way = relative(folder, cwd);
  if (way !== ".." && !way.startsWith(`..${SEPARATOR}`) && !isAbsolute(way)) {
    throw refusal(out, "it holds the working directory");
  }
}

async function isAbsentOrEmpty(out: string, folder: string): Promise<boolean> {
  if (!await exists(folder)) return true;
  if (!(await Deno.stat(folder)).isDirectory) {
    throw refusal(out, "expected a folder, found a file");
  }
  return await isEmpty(folder);
}

/** True for what may be deleted beside `OUT`: nothing, an empty folder, one with the marker, an earlier site. */
async function isOurs(folder: string): Promise<boolean> {
  if (!await exists(folder)) return true;
  if (!(await Deno.lstat(folder)).isDirectory) return false;
  return await isEmpty(folder) || await exists(join(folder, MARKER)) || await isSite(folder);
}

async function isEmpty(folder: string): Promise<boolean> {
  for await (const _ of Deno.readDir(folder)) return false;
  return true;
}

/** A site of one run, or a comparison of two. */
async function isSite(folder: string): Promise<boolean> {
  for (const path of [PATHS.results, PATHS.comparison]) {
    try {
      const { schema } = JSON.parse(await Deno.readTextFile(join(folder, path)));
      if (ANY_SCHEMA.test(schema)) return true;
    } catch {
      // absent, unreadable or no JSON: not one of ours
    }
  }
  return false;
}

/** Tells now, not after hours of work, that the folder around `out` cannot be written to. */
async function refuseReadOnly(out: string, folder: string): Promise<void> {
  let parent = dirname(folder);
  while (!await exists(parent)) parent = dirname(parent);
  try {
    await Deno.remove(await Deno.makeTempDir({ dir: parent, prefix: ".deltascope-" }));
  } catch (cause) {
    throw refusal(out, `no folder can be made in ${basename(parent) || parent}`, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    // A path through a file does not exist either.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}

function realOrSame(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path; // a home folder need not exist
  }
}

function refusal(out: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`Cannot write the site to ${out}: ${why}; give --out a folder of its own`, {
    cause,
  });
}
