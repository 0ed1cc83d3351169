/**
 * Records of other runs in a folder that is shared: they are named, and left where they are.
 *
 * @module
 */

import { recordedLayers } from "../measure/record_names.ts";
import { join } from "node:path";
import { type CachedRun, listRuns } from "../measure/old_records.ts";
import { isWithoutVectors, KEY_PARTS, type RunKeyParts } from "../run/run_key.ts";
import { layersText } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { list, plural } from "../text/words.ts";
import { ABOUT_FILE, readAbout } from "../measure/run_about.ts";

/** Runs that are named one by one. */
const MAX_NAMED = 3;
/** Digits of a key that tell it from others on sight. */
const SHORT_KEY = 8;

/** What differs, by the part of the key that does. */
const DIFFERENCES: Readonly<Record<keyof RunKeyParts, string>> = {
  code: "code or Deno",
  base: "files of base (their size, time or last bytes tell)",
  instruct: "files of instruct (their size, time or last bytes tell)",
  vectors: "vectors (the size or time of their files tells)",
  options: "options",
  directions: "directions",
  activations: "activations",
};

/** What cannot be read is not told of. */
function listed(folder: string): CachedRun[] {
  try {
    return listRuns(folder);
  } catch {
    return [];
  }
}

/** Which other runs have records in the folder and in what they differ, in a sentence; null where none has. */
export async function foreignNote(
  folder: string,
  { key, about }: { key: string; about: RunKeyParts | null },
): Promise<string | null> {
  const others = listed(folder)
    .filter(({ name, sizeBytes }) => name !== key && sizeBytes > 0)
    .sort((a, b) => b.usedMs - a.usedMs);
  if (others.length === 0) return null;
  const named = await Promise.all(
    others.slice(0, MAX_NAMED).map(async ({ name }) => {
      const layers = await layersIn(join(folder, name));
      const of = differences(about, await readAbout(join(folder, name, ABOUT_FILE)));
      return `${name.slice(0, SHORT_KEY)}${layers.length === 0 ? "" : ` (${layersText(layers)})`}${
        of.length === 0 ? "" : `, of ${list(of)}`
      }`;
    }),
  );
  const further = others.length - named.length;
  return `Records of ${plural(others.length, "other run", "other runs")} in ${
    shownName(folder)
  } are not taken and left where they are: ${named.join("; ")}${
    further === 0 ? "" : `; and ${further} more`
  }`;
}

/** Directions follow from the rest: they are told where nothing else differs. A comparison of weights and a report have no options in common. */
function differences(ours: RunKeyParts | null, theirs: Readonly<Record<string, unknown>> | null) {
  if (ours === null || theirs === null) return [];
  if (isWithoutVectors(ours) !== isWithoutVectors(theirs)) return ["another command"];
  const all = KEY_PARTS.filter((name) => ours[name] !== theirs[name]);
  const own = all.filter((name) => name !== "directions");
  return (own.length === 0 ? all : own).map((name, i) =>
    `${i === 0 ? "other " : ""}${DIFFERENCES[name]}`
  );
}

async function layersIn(path: string): Promise<number[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    const files = entries.filter(({ name }) => name.endsWith(".json"));
    return recordedLayers(files.map(({ name }) => name.slice(0, -".json".length)), ["layer"]);
  } catch {
    return []; // it is named all the same
  }
}
