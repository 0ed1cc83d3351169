/**
 * What is kept of a run whose site could not be made: it may have taken hours.
 *
 * @module
 */

import { messageOf } from "../text/error_message.ts";
import { dirname, join } from "node:path";
import { callerFolder } from "../places.ts";
import type { Results } from "../results.ts";
import { shellWord } from "../text/quote.ts";

/** What a run measured, whatever became of its pages. */
export interface MeasuredRun {
  readonly results: Results;
  /** Binary files of the site by path; they lie beside the results, where `site` looks for them. */
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

/**
 * Runs `work` on what was measured, and if it fails keeps that in a folder of its own: beside `out`, else where the command was
 * typed, else among temporary files.
 *
 * @throws {Error} saying what failed, where the results are, and the command that renders them.
 */
export async function keepingResults<T>(
  { results, attachments }: MeasuredRun,
  { out, work }: { out: string; work: () => Promise<T> },
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const finding = messageOf(cause);
    const kept = await keep({ results, attachments }, [dirname(out), callerFolder()]);
    if (kept === null) {
      throw new Error(`${finding}; and the results could be kept nowhere`, { cause });
    }
    const left = kept.isWhole ? "" : ", though not every vector file beside them";
    throw new Error(
      `${finding}; the results are kept in ${kept.path}${left}: ` +
        `finish with deno task site --from ${shellWord(kept.path)} --out DIR`,
      { cause },
    );
  }
}

/** Null where no folder takes the results. */
async function keep(
  { results, attachments }: MeasuredRun,
  places: readonly string[],
): Promise<{ path: string; isWhole: boolean } | null> {
  const text = JSON.stringify(results);
  for (const dir of [...places, undefined]) {
    let folder: string | null = null;
    try {
      folder = await Deno.makeTempDir({
        prefix: "deltascope-kept-",
        ...dir === undefined ? {} : { dir },
      });
      const path = join(folder, "results.json");
      await Deno.writeTextFile(path, text);
      return { path, isWhole: await keepFiles(folder, attachments) };
    } catch {
      // No room or no right here: the next place may have it, and nothing half-written stays.
      if (folder !== null) await Deno.remove(folder, { recursive: true }).catch(() => {});
    }
  }
  return null;
}

/** Whether all could be written; the results alone are worth more than nothing. */
async function keepFiles(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<boolean> {
  try {
    for (const [path, bytes] of files) {
      await Deno.writeFile(join(folder, path.split("/").at(-1) ?? path), bytes);
    }
    return true;
  } catch {
    return false;
  }
}
