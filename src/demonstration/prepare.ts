/**
 * Making the demonstration's files, once for each version of them.
 *
 * @module
 */

import { demonstrationFolder } from "../sources/folder/cache_folder.ts";
import { join, relative } from "node:path";
import { writeCheckpoint } from "./checkpoints.ts";
import { DEMONSTRATION_VERSION } from "./parameters.ts";
import { writePersonaFolder } from "./persona_files.ts";
import { makePersonas, plantedDirection } from "./personas.ts";

/** Where the demonstration's inputs lie. */
export interface Demonstration {
  readonly base: string;
  readonly instruct: string;
  readonly vectors: string;
}

/** What {@link prepareDemonstration} is told. */
export interface DemonstrationOptions {
  /** Folder that will hold the folder `demonstration`; made where it is missing. */
  readonly cacheFolder: string;
  /** Called with a line of text before anything is made; not called where everything is there already. */
  readonly onProgress?: (text: string) => void;
}

/** Lists every file with its size in bytes, so that a folder which lost one is made again. */
const MARKER = "complete.json";

/**
 * The folders of a synthetic Gemma-2-shaped pair and its persona vectors, about 80 MB: those made earlier by the same version where
 * they are complete, else made anew. Always the same bytes. A second process waits for the first.
 *
 * @throws {Error} if the files cannot be written.
 */
export async function prepareDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const folder = demonstrationFolder(options.cacheFolder);
  // Nothing need be written then: a complete one of this version is never replaced.
  if (await isComplete(folder)) return parts(folder);
  await Deno.mkdir(options.cacheFolder, { recursive: true });
  const lock = await Deno.open(`${folder}.lock`, { create: true, write: true });
  try {
    await lockIfPossible(lock);
    if (!await isComplete(folder)) {
      options.onProgress?.("Making the synthetic demonstration: 80 MB in the cache folder, once");
      await make(folder);
    }
  } finally {
    lock.close(); // unlocks
  }
  return parts(folder);
}

/** The names appear in the report. */
function parts(folder: string): Demonstration {
  return {
    base: join(folder, "synthetic-base"),
    instruct: join(folder, "synthetic-instruct"),
    vectors: join(folder, "synthetic-personas"),
  };
}

async function make(folder: string): Promise<void> {
  const unfinished = `${folder}.new`;
  await removeIfPresent(unfinished);
  try {
    await write(unfinished);
    await removeIfPresent(folder);
    await Deno.rename(unfinished, folder);
  } catch (error) {
    // A disk that it filled has the room again; on one that turned read only it stays for the next run to clear away.
    await removeIfPresent(unfinished).catch(() => {});
    throw error;
  }
}

async function write(folder: string): Promise<void> {
  const { base, instruct, vectors } = parts(folder);
  for (const path of [base, instruct, vectors]) await Deno.mkdir(path, { recursive: true });

  const personas = makePersonas();
  const pca = await writePersonaFolder(vectors, personas);
  const pc1 = pca.components[0]!;
  const directions = { pc1, planted: plantedDirection(personas) };
  await writeCheckpoint(base, { model: "base", directions });
  await writeCheckpoint(instruct, { model: "instruct", directions });

  const marker = { version: DEMONSTRATION_VERSION, files: await fileSizes(folder) };
  await Deno.writeTextFile(join(folder, MARKER), `${JSON.stringify(marker, null, 2)}\n`);
}

/** Some network file systems have no locks; going on without one only matters to two first runs at once. */
async function lockIfPossible(file: Deno.FsFile): Promise<void> {
  try {
    await file.lock(true);
  } catch {
    // The reason makes no difference.
  }
}

/** True where the marker is of this version and every file it lists has its size. */
async function isComplete(folder: string): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await Deno.readTextFile(join(folder, MARKER)));
    const expected = { version: DEMONSTRATION_VERSION, files: await fileSizes(folder) };
    return JSON.stringify(marker) === JSON.stringify(expected);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Sizes in bytes of all files below `folder` but the marker, by path relative to it, in order. */
async function fileSizes(folder: string): Promise<Record<string, number>> {
  const sizes: [string, number][] = [];
  const visit = async (path: string) => {
    for await (const entry of Deno.readDir(path)) {
      const child = join(path, entry.name);
      if (entry.isDirectory) await visit(child);
      else if (entry.name !== MARKER) {
        sizes.push([relative(folder, child), (await Deno.stat(child)).size]);
      }
    }
  };
  await visit(folder);
  return Object.fromEntries(sizes.sort(([a], [b]) => a < b ? -1 : 1));
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
