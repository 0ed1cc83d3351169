/**
 * Which code computes: numbers that other code wrote down are not taken for its own.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../version.ts";

/** Folders of what numbers depend on. */
const FOLDERS = ["kernels/", "src/"];
/** What may change beside them: pages, sentences, the command line. */
const OTHERS = /^src\/(?:cli|site|library|text|analyses\/[^/]+\/(?:words|view))(?:\/|\.ts$)/;
/** Of these what sentences on the numbers are made by. */
const WORDS = /^src\/(?:text|analyses\/[^/]+\/words)(?:\/|\.ts$)/;
/** The packages and their versions. */
const LOCK = "deno.lock";
const CODE = /^[^.].*\.(ts|js|wgsl|base64|json)$/;

/** The root of the checkout, or of the package. */
const ROOT = new URL("../../", import.meta.url);

/** Of this process: what computes is the code that was loaded, whatever becomes of the checkout while a run lasts. */
let own: string | null = null;
let ownWords: string | null = null;

/** The state of the code and the version of Deno. @throws {Error} if the checkout cannot be read. */
export function codeVersion(): string {
  return `${own ??= codeState()}, Deno ${Deno.version.deno}`;
}

/**
 * The version of deltascope, and of a checkout the SHA-256 of the files that numbers depend on, since one version is many states
 * there.
 *
 * @param root Of the checkout, or of a package.
 * @throws {Error} if the checkout cannot be read.
 */
export function codeState(root: URL = ROOT): string {
  return stateOf(root, (files) => [...files.filter((file) => !OTHERS.test(file)), LOCK].sort());
}

/** The version, and of a checkout the SHA-256 of what sentences are made by; of what numbers depend on {@link codeState} tells. */
export function wordsState(root: URL = ROOT): string {
  return stateOf(root, (files) => files.filter((file) => WORDS.test(file)).sort());
}

function stateOf(root: URL, taken: (files: readonly string[]) => string[]): string {
  if (root.protocol !== "file:") return VERSION;
  const base = fileURLToPath(root);
  const hash = createHash("sha256");
  // Some hundreds of small files: to wait for each takes several times as long as to read it.
  for (const file of taken(FOLDERS.flatMap((folder) => filesOf(base, folder)))) {
    const bytes = Deno.readFileSync(join(base, file));
    hash.update(JSON.stringify([file, bytes.length])).update(bytes);
  }
  return `${VERSION}, ${hash.digest("hex")}`;
}

/** The state of the code; null where the checkout may not be read, as by a program that has no need to. */
export function knownCodeState(): string | null {
  return orNull(() => own ??= codeState());
}

/** The same of what sentences are made by: of the checkout as it is when this is asked for first, at the beginning of a run. */
export function knownWordsState(): string | null {
  return orNull(() => ownWords ??= wordsState());
}

function orNull(state: () => string): string | null {
  try {
    return state();
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

/** Paths of the code below a folder, from the root down; hidden files, as editors leave them, are none. */
function filesOf(root: string, folder: string): string[] {
  const files: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(join(root, folder))) {
    if (isDirectory) files.push(...filesOf(root, `${folder}${name}/`));
    else if (CODE.test(name)) files.push(`${folder}${name}`);
  }
  return files;
}
