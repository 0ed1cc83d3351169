/**
 * What the key of a run is made of, written down beside its records for whoever wonders why it is another.
 *
 * @module
 */

import { join } from "node:path";
import { writeWhole } from "./write_whole.ts";

const ABOUT_SCHEMA = "deltascope.run/1";

/** Its name in the folder of a run. */
export const ABOUT_FILE = "run.json";

/** Writes it where there is none; without it nothing is missed but a reason. */
export async function writeAbout(
  path: string,
  about: Readonly<Record<string, string>>,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ schema: ABOUT_SCHEMA, ...about }));
  await writeWhole(join(path, ABOUT_FILE), bytes, { isNew: true }).catch(() => {});
}

/** What a key is made of; null where the file does not say. */
export async function readAbout(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const about: unknown = JSON.parse(await Deno.readTextFile(path));
    const isKnown = Object(about).schema === ABOUT_SCHEMA;
    return isKnown ? about as Record<string, unknown> : null;
  } catch {
    return null;
  }
}
