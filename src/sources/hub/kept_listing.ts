/**
 * What our cache knows of a repository without asking: the commit that a revision led to, and the files of a commit.
 *
 * @module
 */

import { sha256Hex } from "../../math/sha256.ts";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { HubFileInfo } from "./hub_file.ts";
import { type HubId, isCommit } from "./hub_id.ts";
import { keepFile } from "./keeping.ts";

/** The form of a listing; one of another form is not read. */
const FORMAT = "deltascope.hub-listing/1";
/** Bytes in the name of a file that every system takes. */
const MAX_NAME = 200;

/** Folder of a repository within our cache; a folder for each commit lies in it, by the commit's name. */
export function keptRepository(cacheFolder: string, { kind, repository }: HubId): string {
  return join(cacheFolder, `${kind}--${repository.replace("/", "--")}`);
}

/** The commit that the id's revision led to when it was last asked; null where it never was. */
export async function keptCommit(cacheFolder: string, id: HubId): Promise<string | null> {
  if (id.revision !== null && isCommit(id.revision)) return id.revision;
  const commit = (await text(refPath(cacheFolder, id)))?.trim() ?? "";
  return isCommit(commit) ? commit : null;
}

/** The files of a commit by path; null where they were never listed here. */
export async function keptListing(
  cacheFolder: string,
  id: HubId,
  commit: string,
): Promise<ReadonlyMap<string, HubFileInfo> | null> {
  try {
    const listing = JSON.parse(await text(listingPath(cacheFolder, id, commit)) ?? "null");
    if (listing?.format !== FORMAT) return null;
    const files: unknown[] = listing.files;
    return files.every(isInfo) ? new Map(files.map((info) => [info.path, info])) : null;
  } catch {
    return null; // it is asked for again
  }
}

function isInfo(value: unknown): value is HubFileInfo {
  const { path, sizeBytes, sha256, gitSha1 } = Object(value);
  const isHash = (hash: unknown) => hash === null || typeof hash === "string";
  const isSize = sizeBytes === null || Number.isSafeInteger(sizeBytes);
  return typeof path === "string" && isSize && isHash(sha256) && isHash(gitSha1);
}

/** Writes down what a revision led to, and the listing. */
export async function keepListing(
  cacheFolder: string,
  id: HubId,
  { commit, files }: { commit: string; files: ReadonlyMap<string, HubFileInfo> },
): Promise<void> {
  const listing = JSON.stringify({ format: FORMAT, files: [...files.values()] });
  await keepFile(listingPath(cacheFolder, id, commit), listing);
  await keepFile(refPath(cacheFolder, id), commit);
}

function refPath(cacheFolder: string, id: HubId): string {
  const name = encodeURIComponent(id.revision ?? "main");
  const short = name.length <= MAX_NAME ? name : sha256Hex(name);
  return join(keptRepository(cacheFolder, id), "refs", short);
}

function listingPath(cacheFolder: string, id: HubId, commit: string): string {
  return listingOf(join(keptRepository(cacheFolder, id), commit));
}

/** The listing of a commit by its folder. */
export function listingOf(commitFolder: string): string {
  return join(dirname(commitFolder), "listings", `${basename(commitFolder)}.json`);
}

async function text(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}
