/**
 * JSON files as Python's tools write them: strict but for what Python's `json` writes outside of the standard.
 *
 * @module
 */

import type { ByteSource } from "./bytes.ts";
import type { Folder } from "./folder.ts";
import { describePlaceholder } from "./placeholder.ts";
import { decodeUtf8, parsePythonJson, type PythonJson, type WantedJson } from "./strict_json.ts";

/** What a JSON file may be at most. */
export interface JsonLimits {
  readonly maxBytes: number;
  /** What of its value is wanted; left out: all of it, in a file so small that it costs nothing. */
  readonly wanted?: WantedJson;
}

/** Of a `config.json` or `adapter_config.json`: real ones have some kilobytes, and all of it is looked at. */
const CONFIG_LIMITS: JsonLimits = { maxBytes: 1_000_000 };

/** What to do about one that is broken: most were fetched, and some edited. */
const BROKEN_ADVICE = "fetch the file again, or mend it there";

/**
 * The value that a JSON file of a folder holds; `where` names the file in messages.
 *
 * @throws {Error} if the file is missing, too large, not UTF-8 or not JSON.
 */
export async function readJsonFile(
  folder: Folder,
  { path, where, limits: { maxBytes, wanted } = CONFIG_LIMITS }: {
    path: string;
    where: string;
    limits?: JsonLimits;
  },
): Promise<PythonJson> {
  const source = await folder.open(path);
  try {
    if (source.sizeBytes > maxBytes) {
      throw new RangeError(
        `Cannot read ${where}: expected at most ${maxBytes} bytes, found ${source.sizeBytes}; this may be another file`,
      );
    }
    const json = await readJsonText(source, {
      where,
      parse: (text) => parsePythonJson(text, wanted),
      advice: BROKEN_ADVICE,
    });
    // An answer of the Hub's may be JSON itself.
    const isAnswer = json.value instanceof Map && [...json.value.keys()].join() === "error";
    const placeholder = isAnswer ? await describePlaceholder(source) : null;
    if (placeholder !== null) throw new Error(`Cannot read ${where}: found ${placeholder}`);
    return json;
  } finally {
    source.close();
  }
}

/**
 * What `parse` makes of the whole text of a JSON file; `where` names the file in messages.
 *
 * @param options.advice What to do about a file that is broken and no placeholder, as it reads after a semicolon.
 * @throws {SyntaxError} saying what stands in the file's place, that it is not UTF-8, or what `parse` has against it.
 */
export async function readJsonText<T>(
  source: ByteSource,
  { where, parse, advice }: { where: string; parse: (text: string) => T; advice: string },
): Promise<T> {
  const bytes = new Uint8Array(source.sizeBytes);
  await source.read(0, bytes);
  try {
    return parse(decodeUtf8(bytes));
  } catch (cause) {
    if (!(cause instanceof TypeError || cause instanceof SyntaxError)) throw cause;
    const placeholder = await describePlaceholder(source);
    if (placeholder !== null) {
      throw new SyntaxError(`Cannot read ${where}: expected JSON, found ${placeholder}`, { cause });
    }
    const finding = cause instanceof SyntaxError ? cause.message : "it is not UTF-8";
    throw new SyntaxError(`Cannot read ${where}: ${finding}; ${advice}`, { cause });
  }
}
