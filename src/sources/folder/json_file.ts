/**
 * JSON files as Python's tools write them: strict but for what Python's `json` writes outside of the standard.
 *
 * @module
 */

import type { Folder } from "./folder.ts";
import { describePlaceholder } from "./placeholder.ts";
import { decodeUtf8, parsePythonJson, type PythonJson } from "./strict_json.ts";

/** Far above any real `config.json` or index. */
const MAX_JSON_BYTES = 100_000_000;

/**
 * The value that a JSON file of a folder holds; `where` names the file in messages.
 *
 * @throws {Error} if the file is missing, too large, not UTF-8 or not JSON.
 */
export async function readJsonFile(
  folder: Folder,
  { path, where }: { path: string; where: string },
): Promise<PythonJson> {
  const source = await folder.open(path);
  try {
    if (source.sizeBytes > MAX_JSON_BYTES) {
      throw new RangeError(
        `Cannot read ${where}: expected at most ${MAX_JSON_BYTES} bytes, found ${source.sizeBytes}`,
      );
    }
    const bytes = new Uint8Array(source.sizeBytes);
    await source.read(0, bytes);
    return parsePythonJson(decodeUtf8(bytes));
  } catch (cause) {
    const isText = cause instanceof TypeError || cause instanceof SyntaxError;
    const placeholder = isText ? await describePlaceholder(source) : null;
    if (placeholder !== null) {
      throw new SyntaxError(`Cannot read ${where}: expected JSON, found ${placeholder}`, { cause });
    }
    if (cause instanceof TypeError) {
      throw new SyntaxError(`Cannot read ${where}: it is not UTF-8`, { cause });
    }
    if (cause instanceof SyntaxError) {
      throw new SyntaxError(`Cannot read ${where}: ${cause.message}`, { cause });
    }
    throw cause;
  } finally {
    source.close();
  }
}
