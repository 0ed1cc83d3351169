/**
 * The manifest of a site: the files that deltascope wrote into the folder, each with its digest. Only these are ever replaced or
 * removed; whatever else lies in the folder is its owner's.
 *
 * @module
 */

import { join } from "node:path";
import * as v from "valibot";
import { sha256Hex } from "../../../math/sha256.ts";
import { PATHS } from "../../kit/paths.ts";
import { resultsText } from "../results_text.ts";

/** The file beside its fellows; the manifest does not name itself. */
export const MANIFEST_PATH = PATHS.manifest;

const SCHEMA = "deltascope.manifest/1";
/** Of any version: an earlier or later deltascope wrote these files too. */
const ANY_SCHEMA = /^deltascope\.manifest\/\d+$/;

/** A path within the folder and nowhere else, whoever wrote it there. */
export const InnerPath = v.pipe(
  v.string(),
  v.check((path) => path.split("/").every((part) => !/^\.{0,2}$|[\\:\0]/.test(part))),
);
const Manifest = v.object({
  schema: v.pipe(v.string(), v.regex(ANY_SCHEMA)),
  files: v.array(v.object({ path: InnerPath, bytes: v.number(), sha256: v.string() })),
});

/** SHA-256 of each file by its path. */
export type Digests = ReadonlyMap<string, string>;

/** The manifest's own text. The same files give the same bytes. */
export function manifestText(files: ReadonlyMap<string, string | Uint8Array>): string {
  const entries = [...files].map(([path, content]) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    return { path, bytes: bytes.byteLength, sha256: sha256Hex(bytes) };
  });
  entries.sort((a, b) => a.path < b.path ? -1 : 1);
  return `${resultsText({ schema: SCHEMA, files: entries })}\n`;
}

/**
 * What the manifest in `folder` names; null where there is none that can be believed.
 *
 * @throws {Deno.errors.PermissionDenied} if there may be one that nobody lets us read.
 */
export async function readManifest(folder: string): Promise<Digests | null> {
  try {
    const text = await Deno.readTextFile(join(folder, MANIFEST_PATH));
    const { files } = v.parse(Manifest, JSON.parse(text));
    return new Map(files.map(({ path, sha256 }) => [path, sha256]));
  } catch (error) {
    // Without it whatever has a name of ours would be taken for ours.
    if (error instanceof Deno.errors.PermissionDenied) throw error;
    return null; // absent, or edited into something else
  }
}

/** What became of a file of ours. */
export type Standing = "as written" | "changed" | "unreadable";

/**
 * Whether a file is still what was written, line ends apart: git may have turned those. It is read in one call, as files are written:
 * of hundreds that are small the time is mostly that of waiting for one another. What is no file any more is not read: a pipe would
 * keep everything waiting.
 */
export function standingOf(path: string, sha256: string): Standing {
  if (!Deno.lstatSync(path).isFile) return "changed";
  try {
    const bytes = Deno.readFileSync(path);
    return isDigestOf(bytes, sha256) ? "as written" : "changed";
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return "unreadable";
    throw error;
  }
}

/** Whether bytes have this digest, or have it with the line ends that git may have turned. */
export function isDigestOf(bytes: Uint8Array, sha256: string): boolean {
  return sha256Hex(bytes) === sha256 || sha256Hex(withoutReturns(bytes)) === sha256;
}

/** The bytes with every CR LF as LF. */
function withoutReturns(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => !(byte === 13 && bytes[i + 1] === 10));
}
