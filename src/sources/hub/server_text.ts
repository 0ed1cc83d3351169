/**
 * Words of a server as they may be shown: it may repeat what it was sent.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";

const MAX_SHOWN = 300;

/**
 * Text of a server without the token, and without the queries of addresses, which may be signed.
 *
 * @param token That was sent; null where none was.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { serverText } from "./server_text.ts";
 * const text = serverText("hf_me may not see http://x/y?Signature=z", "hf_me");
 * assert(text === "[token] may not see http://x/y");
 * ```
 */
export function serverText(text: string, token: string | null): string {
  const clean = (token === null ? text : text.replaceAll(token, "[token]"))
    .replace(/\bhf_\w+/g, "[token]")
    .replace(/(https?:\/\/[^\s?#]*)[?#]\S*/gi, "$1")
    .trim();
  return shownName(clean.length > MAX_SHOWN ? `${clean.slice(0, MAX_SHOWN)} ...` : clean);
}
