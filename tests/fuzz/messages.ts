/** What a refusal may not be: several lines, the engine's own words, or silent about what it is of. */

import { oneLine } from "../../src/text/quote.ts";

/** Words of V8, Deno, zlib and packages, which say nothing to a user. */
const ENGINE_WORDS =
  /Unexpected (token|end|number|string|identifier)|is not valid JSON|[Ii]nvalid code point|Maximum call stack|[Ii]nvalid (typed )?(array|string) (buffer )?length|[Aa]llocation failed|out of (bounds|memory)|bounds of the DataView|is not (a function|iterable|a constructor|defined)|Cannot (read|set) propert|Cannot (mix|convert) |BigInt|\bundefined\b|\[object|(Range|Type|Syntax|Reference)Error|ERR_|Z_DATA|invalid (distance|block|stored|bit length|literal|code lengths|window)|incorrect (header|data)|null prototype|not well-formed|Invalid time|The encoded data|byte length of/;
const MAX_UNITS = 2_000;

/** What is wrong with a refusal; null where nothing is. */
export function faultOfMessage(
  message: string,
  { fileName, isNaNTold }: { fileName: string; isNaNTold: boolean },
): string | null {
  if (oneLine(message) !== message) return `refused on several lines: ${JSON.stringify(message)}`;
  if (message.length > MAX_UNITS) return `refused in ${message.length} characters`;
  // What is quoted is of the file.
  const ours = message.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  const engine = ENGINE_WORDS.exec(ours)?.[0];
  if (/\bNaN\b/.test(ours) && !isNaNTold) return `refused in the engine's words (NaN): ${message}`;
  if (engine !== undefined) return `refused in the engine's words (${engine}): ${message}`;
  if (!/^(Cannot|Expected) /.test(message)) return `refused in no words of ours: ${message}`;
  return message.includes(fileName) ? null : `refused without the name of the file: ${message}`;
}
