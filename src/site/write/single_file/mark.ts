/**
 * The line in the head of the one file by which a later run knows it, and whether its owner has changed it since.
 *
 * @module
 */

import { isDigestOf } from "../output/manifest.ts";
import { sha256Hex } from "../../../math/sha256.ts";

/** How the line begins in a file of any version: a later one may take its place. */
export const SINGLE_FILE_MARK = '<meta name="generator" content="deltascope, one file';

/** The line as it is rendered, and as earlier versions wrote it. */
export const BARE_MARK = `${SINGLE_FILE_MARK}">`;

/** The same with the digest of the whole text, in which it is bare. */
const DIGEST = new RegExp(`${SINGLE_FILE_MARK}, sha256 ([0-9a-f]{64})">`);

/** A line of the head by which whoever expects results knows a comparison of weights, which has none. */
export const WEIGHTS_MARK = '<meta name="subject" content="comparison of weights">';

/** The text with its digest in its mark, the first that it holds. The same text gives the same. */
export function withDigest(html: string): string {
  const sha256 = sha256Hex(html);
  return html.replace(BARE_MARK, `${SINGLE_FILE_MARK}, sha256 ${sha256}">`);
}

/** Whether a file is still what was written, line ends apart; untold where an earlier version wrote no digest. */
export function standingOfFile(bytes: Uint8Array): "as written" | "changed" | "untold" {
  // An editor's byte order mark is a change like any other.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const sha256 = DIGEST.exec(text)?.[1];
  if (sha256 === undefined) return "untold";
  const bare = new TextEncoder().encode(text.replace(DIGEST, BARE_MARK));
  return isDigestOf(bare, sha256) ? "as written" : "changed";
}
