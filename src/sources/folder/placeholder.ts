/**
 * Small files that stand where a large one should: what tools and servers leave behind when the file itself was not fetched.
 *
 * @module
 */

import type { ByteSource } from "./bytes.ts";
import { quote } from "../../text/quote.ts";

/** Longest placeholder; every real weight or vector file of that size is no text. */
const MAX_BYTES = 4096;
const MAX_PAGE_BYTES = 4 * 2 ** 20;
const LFS_START = "version https://git-lfs";
const LINK_TEXT = /^(\.\.?[/\\])[^\s<>{}"]*$/;
const PAGE_START = /^\s*<(!doctype|html|\?xml|head)/i;
/** What the Hub says of a file that it does not give; curl and wget write that down under the file's name. */
const ANSWER =
  /^\s*(?:\{\s*"error":|Repository not found\b|Access to (?:model|dataset) \S+ is restricted|Invalid (?:username|credentials))/i;
/** What it says where it has no file of that name: of no account. */
const NO_ENTRY = /^\s*(?:\{\s*"error":\s*")?Entry not found\b/i;
const MAX_QUOTED = 60;
const AGAIN = "log in where the files are gated and download again";
const LOOK = "look up the file's name on the repository's page and download again";

/**
 * Says what stands in a file's place, as it reads after "found"; null where nothing of the kind does.
 *
 * @throws {Error} if the file cannot be read.
 */
export async function describePlaceholder(source: ByteSource): Promise<string | null> {
  const { sizeBytes } = source;
  if (sizeBytes === 0) return "an empty file; the download may have failed";
  if (sizeBytes > MAX_PAGE_BYTES) return null;
  const bytes = new Uint8Array(Math.min(sizeBytes, MAX_BYTES));
  await source.read(0, bytes);
  const text = new TextDecoder().decode(bytes);
  if (sizeBytes <= MAX_BYTES && text.startsWith(LFS_START)) {
    return `a Git LFS pointer of ${sizeBytes} bytes; fetch the file with \`git lfs pull\` or \`hf download\``;
  }
  if (sizeBytes <= MAX_BYTES && LINK_TEXT.test(text.trim())) {
    return `the text of a link, ${
      quote(text.trim())
    }, whose target did not come along; copy with cp -rL, or copy the whole models-- folder`;
  }
  if (PAGE_START.test(text)) {
    return `a web page, likely an error of the server; ${AGAIN}`;
  }
  if (sizeBytes > MAX_BYTES) return null;
  const advice = NO_ENTRY.test(text) ? LOOK : ANSWER.test(text) ? AGAIN : null;
  if (advice !== null) {
    return `what a server answered in its place, ${
      quote(text.trim().slice(0, MAX_QUOTED))
    }; ${advice}`;
  }
  return null;
}
