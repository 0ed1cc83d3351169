/**
 * The lines that put a prepared folder on a host. They are typed by the user: nothing is sent from here.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { placeOf } from "../places.ts";
import { exists } from "../sources/folder/path_state.ts";
import { shellWord, shownName } from "../text/quote.ts";

/** Front matter by which a Space knows that it is to serve the files as they are. */
const FRONT_MATTER = ["---", "title: deltascope", "sdk: static", "---"];
const IS_STATIC = /^---\r?\n(?:(?!---).*\r?\n)*?sdk:[ \t]*static[ \t]*\r?\n/;

/**
 * For GitHub Pages, from within the folder: that may be the root of its repository, and have any name. Repositories of models ignore
 * `data/` or `*.csv`: without force the site would go out in part, and git would say nothing. What the owner ignores stays so.
 *
 * @param paths Of the files of the site.
 */
export async function pagesLines(to: string, paths: Iterable<string>): Promise<string[]> {
  const isHeld = await isInRepository(placeOf(to));
  const ours = new Set(Array.from(paths, (path) => path.split("/", 1)[0]!));
  return [
    `Wrote ${shownName(to)}${
      isHeld
        ? ". To publish it, in the repository that holds it:"
        : ", which is in no git repository: clone yours and give --to a folder of it, or make this one:"
    }`,
    `  cd ${folderWord(to)}`,
    ...isHeld ? [] : ["  git init"],
    "  git add .",
    `  git add --force ${[...ours].sort().join(" ")}`,
    '  git commit -m "Publish a deltascope run"',
    ...isHeld ? ["  git push"] : ["  git remote add origin URL", "  git push -u origin HEAD"],
    // A comment, so that all lines can be pasted.
    "  # once, on GitHub: Settings, Pages, Deploy from a branch: this one, and / (root) or /docs, wherever this folder is",
  ];
}

/** For a static Space of the Hugging Face Hub. A README that lies in the folder is the owner's, and is never written over. */
export async function spaceLines(to: string, space: string): Promise<string[]> {
  const readme = await readmeIn(placeOf(to));
  const front = FRONT_MATTER.map((line) => line.includes(" ") ? `'${line}'` : line).join(" ");
  return [
    `Wrote ${
      shownName(to)
    }. To publish it as the static Space ${space}, logged in with hf auth login:`,
    `  cd ${folderWord(to)}`,
    ...readme === null
      ? [`  printf '%s\\n' ${front} > README.md`]
      : IS_STATIC.test(readme)
      ? []
      : ["  (first put sdk: static between lines of --- at the top of README.md)"],
    `  hf upload ${space} . . --repo-type space`,
  ];
}

/** Whether git would find its own folder there or in one around it; of a work tree or a submodule that is a file. */
async function isInRepository(folder: string): Promise<boolean> {
  const real = await Deno.realPath(folder);
  for (let around = real;; around = dirname(around)) {
    if (exists(join(around, ".git"))) return true;
    if (dirname(around) === around) return false;
  }
}

/** Null where there is none; of one that cannot be read nothing is known. */
async function readmeIn(folder: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(join(folder, "README.md"));
  } catch (cause) {
    return cause instanceof Deno.errors.NotFound ? null : "";
  }
}

/** As typed by the user, on the user's own terminal: nothing of it is written to the site. */
function folderWord(to: string): string {
  return shellWord(resolve(placeOf(to)));
}
