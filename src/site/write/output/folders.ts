/**
 * The folder that a command writes to: where it really is, and which folders are never written to.
 *
 * @module
 */

import { basename, dirname, join, relative, resolve } from "node:path";
import { isAddress, placeOf, specialFolder } from "../../../places.ts";
import { exists } from "../../../sources/folder/path_state.ts";
import { shownName } from "../../../text/quote.ts";
import { UsageError } from "../../../usage_error.ts";

/** Nobody who types such a name wants a folder. */
const PAGE_NAME = /[^/\\]\.html?$/i;

/** Where a site is to go, in the words of whoever asked. */
export interface OutTarget {
  /** As typed. */
  readonly out: string;
  /** The option that messages name, such as `--out`. */
  readonly option: string;
}

/** A folder that was asked for and where it lies. */
export interface OutFolder extends OutTarget {
  /** Absolute, without symbolic links, so that what is written to is the folder and not a link to it. */
  readonly folder: string;
}

/**
 * Finds the folder, which may not exist yet.
 *
 * @throws {UsageError} if it is the root, the home folder, the working directory or a folder around it, no path of a folder, or that of a page to be made.
 */
export async function findOutFolder(target: OutTarget): Promise<OutFolder> {
  if (isAddress(target.out)) throw refusal(target, "expected a path, found a URL");
  const found = { ...target, folder: await realFolder(target) };
  const special = specialFolder(found.folder);
  if (special !== null) throw refusal(found, `it ${special}`);
  if (exists(found.folder)) {
    if (!(await Deno.stat(found.folder)).isDirectory) {
      throw refusal(found, "expected a folder, found a file");
    }
  } else if (PAGE_NAME.test(target.out)) {
    throw refusal(
      found,
      "it is the name of one file, which report --single-file writes beside the site, and deno task site --single-file of its results",
    );
  }
  return found;
}

/** A refusal that tells which option to give another folder. */
export function refusal({ out, option }: OutTarget, why: string, cause?: unknown): UsageError {
  return new UsageError(
    `Cannot write the site to ${shownName(out)}: ${why}; give ${option} a folder of its own`,
    { cause },
  );
}

async function realFolder(target: OutTarget): Promise<string> {
  const absolute = resolve(placeOf(target.out));
  for (let ancestor = absolute;; ancestor = dirname(ancestor)) {
    if (exists(ancestor)) {
      const real = await Deno.realPath(ancestor).catch((cause) => {
        const name = shownName(basename(ancestor));
        throw refusal(target, `${name} is a symbolic link that leads nowhere`, cause);
      });
      return join(real, relative(ancestor, absolute));
    }
    if (dirname(ancestor) === ancestor) return absolute;
  }
}
