/**
 * What a folder holds before a site is written into it: files of ours, and files of its owner's.
 *
 * @module
 */

import { join } from "node:path";
import { ANALYSES } from "../../../analyses/index.ts";
import { isSitePath, PATHS, SITE_FOLDERS } from "../../kit/paths.ts";
import { exists } from "../../../sources/folder/path_state.ts";
import { PROBE_INSIDE } from "../../../sources/folder/tried_place.ts";
import { type OutFolder, refusal } from "./folders.ts";
import { shownName } from "../../../text/quote.ts";
import { type Digests, MANIFEST_PATH, readManifest } from "./manifest.ts";

/** The schema of any version: a site of an earlier or later deltascope may be replaced too. */
const ANY_SCHEMA = /^deltascope\.(?:results|comparison)\/\d+$/;
/** What hosts and repositories keep in a folder that is to become a site. */
const BESIDE_A_SITE = /^(?:CNAME|\.nojekyll|\.gitkeep|README.*)$/i;
/** What systems leave in a folder that somebody looked into: it is empty all the same. */
const OF_SYSTEMS = /^(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/i;
/** What a repository holds that was just made at a host, beside those: what makes it one, and what its form offers to begin with. */
const OF_REPOSITORIES = /^(?:\.git|\.gitattributes|\.gitignore|LICENSE.*)$/i;
/** The page that a host shows for a path that is not there; `publish` alone writes it. */
export const NOT_FOUND_PATH = "404.html";
/** An empty mark whose presence is all that counts: the owner's does as well as ours. */
export const NO_JEKYLL_PATH = ".nojekyll";
/** Names that a message shows. */
const MAX_SHOWN = 3;

/** The files of a folder. */
export interface Holdings {
  /** Files of ours with the digest that was written, null where an earlier version kept none. */
  readonly ours: ReadonlyMap<string, string | null>;
  /** Everything else, folders that hold nothing of it left out; a link counts as a file. */
  readonly owners: readonly string[];
}

/**
 * Lists what is there; nothing for a folder that is absent.
 *
 * @throws {Deno.errors.PermissionDenied} if part of it may not be read or entered.
 */
export async function holdingsOf(folder: string): Promise<Holdings> {
  const paths = await listFiles(folder);
  const manifest = await readManifest(folder);
  const isEarlier = manifest === null && await isSite(folder);
  const ours = new Map(paths.flatMap((path): [string, string | null][] => {
    const digest = digestIn(manifest, path);
    if (digest !== undefined) return [[path, digest]];
    // Before manifests a site was told by its results, and its files by their names.
    return isEarlier && isWrittenPath(path) ? [[path, null]] : [];
  }));
  return { ours, owners: paths.filter((path) => !ours.has(path)) };
}

function digestIn(manifest: Digests | null, path: string): string | null | undefined {
  return manifest !== null && path === MANIFEST_PATH ? null : manifest?.get(path);
}

/**
 * Passes if a site may be written among these files.
 *
 * @param options.isWritten Which paths may be written to.
 * @param options.isPublished Whether a repository that holds nothing yet will do, as one of a host's pages.
 * @throws {UsageError} if the folder is neither a site nor nearly empty, or a file of the owner's is where one of ours would go.
 */
export function refuseOthersFiles(
  found: OutFolder,
  { ours, owners }: Holdings,
  { isWritten, isPublished }: { isWritten: (path: string) => boolean; isPublished: boolean },
): void {
  const strange = owners.filter((path) =>
    !BESIDE_A_SITE.test(path) && !OF_SYSTEMS.test(path) &&
    !(isPublished && OF_REPOSITORIES.test(path))
  );
  if (ours.size === 0 && strange.length > 0) {
    const others = isPublished
      ? ".gitkeep, README, LICENSE, .gitignore and .gitattributes"
      : ".gitkeep and README";
    throw refusal(
      found,
      `expected an absent or empty folder, an earlier site, or nothing but CNAME, .nojekyll, ${others}, ` +
        `found ${listed(strange)}`,
    );
  }
  const inTheWay = owners.filter((path) => isInTheWay(path, isWritten));
  if (inTheWay.length > 0) {
    throw refusal(
      found,
      `${listed(inTheWay)} ${
        inTheWay.length === 1 ? "is" : "are"
      } not deltascope's and would be overwritten; move it away`,
    );
  }
}

/** Whether a site or a comparison of any version may write this path. */
export function isWrittenPath(path: string): boolean {
  return isSitePath(path) || path === NOT_FOUND_PATH ||
    ANALYSES.some(({ schema }) => schema?.paths?.includes(path));
}

/** Names for a message, safe and few. */
export function listed(paths: readonly string[]): string {
  const more = paths.length - MAX_SHOWN;
  return paths.slice(0, MAX_SHOWN).map(shownName).join(", ") +
    (more > 0 ? ` and ${more} more` : "");
}

/** Compared without case: on many disks `Index.html` is `index.html`. */
function isInTheWay(path: string, isWritten: (path: string) => boolean): boolean {
  const lower = path.toLowerCase();
  if (lower === NO_JEKYLL_PATH) return false;
  // A file where one of ours or a folder of ours would go; a folder where a file of ours would.
  return isWritten(lower) || SITE_FOLDERS.includes(lower) ||
    lower.split("/").some((_, i, parts) => i > 0 && isWritten(parts.slice(0, i).join("/")));
}

/** A site of one run, or a comparison of two. */
async function isSite(folder: string): Promise<boolean> {
  for (const path of [PATHS.results, PATHS.comparison]) {
    try {
      const { schema } = JSON.parse(await Deno.readTextFile(join(folder, path)));
      if (ANY_SCHEMA.test(schema)) return true;
    } catch (error) {
      if (error instanceof Deno.errors.PermissionDenied) throw error;
      // absent, or no JSON: not one of ours
    }
  }
  return false;
}

/** Paths below the folder, `/` between names. Links are not followed; of a folder whose name begins with a dot only the name is given. */
async function listFiles(folder: string, below = ""): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
      const path = `${below}${name}`;
      // A folder that may be listed and not entered gives names alone; a name that is no UTF-8 is there all the same.
      if (paths.length === 0) exists(join(folder, path));
      if (name === PROBE_INSIDE || (below === "" && name === WORK_INSIDE)) continue;
      if (isDirectory && !name.startsWith(".")) {
        const inner = await listFiles(folder, `${path}/`);
        // An empty folder of the owner's counts too where a file would go.
        paths.push(...inner.length === 0 && isWrittenPath(path) ? [path] : inner);
      } else paths.push(path);
    }
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (!(error instanceof NotFound || error instanceof NotADirectory)) throw error;
  }
  return paths.sort();
}

/** Name of the work folder where it has to lie inside the site's own. */
export const WORK_INSIDE = ".deltascope";
