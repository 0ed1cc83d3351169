/**
 * What is kept of the Hub: which commits of which repositories, how much of the disk they take, and their removal.
 *
 *     CACHE/KIND--ORG--NAME/COMMIT/...
 *     CACHE/KIND--ORG--NAME/listings/COMMIT.json
 *     CACHE/KIND--ORG--NAME/refs/...
 *
 * @module
 */

import { messageOf } from "../../text/error_message.ts";
import { basename, dirname, join } from "node:path";
import { cacheFolder } from "../folder/cache_folder.ts";
import { byCodePoint } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import { entriesOf, foldersIn, measure, measureFile, NOTHING } from "./disk_use.ts";
import { type HubId, parseHubId } from "./hub_id.ts";
import { listingOf } from "./kept_listing.ts";
import { type CommitHolder, holdersOf } from "./kept_marks.ts";

/** Two hyphens are in no org and no name. */
const REPOSITORY = /^(models|datasets)--([^-].*?)--(.+)$/;
/** What was begun to be removed has a name of its own, and is to be removed first. */
const COMMIT = /^([0-9a-f]{40})(\.removed-[0-9a-f-]{36})?$/;
const LISTING = /^([0-9a-f]{40})\.json$/;

/** A commit of which something is kept, be it only the listing of its files. */
export interface KeptCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** Its folder, which may not exist. */
  readonly path: string;
  /** What it takes on the disk with its listing, in bytes: of a file with holes what was fetched. */
  readonly allocatedBytes: number;
  /** When it was last used, in milliseconds since 1970; 0 for what was begun to be removed. */
  readonly usedMs: number;
  /** The running commands that read from there. */
  readonly holders: readonly CommitHolder[];
}

/** A repository of which something is kept. */
export interface KeptRepository {
  readonly kind: HubId["kind"];
  /** `org/name` */
  readonly id: string;
  /** The last used first. */
  readonly commits: readonly KeptCommit[];
}

/** What {@link removeKept} did. */
export interface Removal {
  readonly removed: readonly KeptCommit[];
  /** Left as they are, with who holds them. */
  readonly held: readonly KeptCommit[];
  readonly freedBytes: number;
}

/** Where what comes from the Hub is kept: a folder of the user's cache folder. It may not exist yet. */
export function keptFolder(): string {
  return join(cacheFolder(), "hub");
}

/**
 * The repositories of which something is kept below a folder such as {@link keptFolder} gives, by kind and id; none where it is
 * not there. What has no name of ours, and what is a link, is passed over.
 *
 * @throws {Error} of the disk, if a folder cannot be read.
 */
export async function listKept(cacheFolder: string): Promise<KeptRepository[]> {
  const repositories: KeptRepository[] = [];
  for (const name of await foldersIn(cacheFolder)) {
    const known = repositoryOf(name);
    if (known === null) continue;
    const folder = join(cacheFolder, name);
    const names = await commitNames(folder);
    const commits = await Promise.all(names.map((inner) => look(join(folder, inner))));
    commits.sort((a, b) => b.usedMs - a.usedMs || byCodePoint(a.commit, b.commit));
    if (commits.length > 0) repositories.push({ ...known, commits });
  }
  return repositories.sort((a, b) => byCodePoint(`${a.kind}/${a.id}`, `${b.kind}/${b.id}`));
}

/**
 * Removes commits, but none that a running command holds by now.
 *
 * @throws {Error} naming the path, if it is none of {@link listKept}, or the disk refuses.
 */
export async function removeKept(commits: readonly KeptCommit[]): Promise<Removal> {
  const removed: KeptCommit[] = [], held: KeptCommit[] = [];
  for (const commit of commits) {
    expectOurs(commit.path);
    const holders = await holdersOf(commit.path);
    if (holders.length > 0) {
      held.push({ ...commit, holders });
      continue;
    }
    const late = await remove(commit.path);
    if (late.length > 0) held.push({ ...commit, holders: late });
    else removed.push(commit);
  }
  const freedBytes = removed.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  return { removed, held, freedBytes };
}

function repositoryOf(name: string): Pick<KeptRepository, "kind" | "id"> | null {
  const [, kind, org, repository] = REPOSITORY.exec(name) ?? [];
  if (kind === undefined) return null;
  try {
    const id = parseHubId(`${kind}/${org}/${repository}`, "models");
    return id === null || id.revision !== null || id.folder !== ""
      ? null
      : { kind: id.kind, id: id.repository };
  } catch {
    return null; // no such id can be
  }
}

/** Of a repository: folders of commits, and commits of which there is a listing alone. */
async function commitNames(repository: string): Promise<string[]> {
  const names = new Set((await foldersIn(repository)).filter((name) => COMMIT.test(name)));
  for await (const { name } of entriesOf(join(repository, "listings"))) {
    const commit = LISTING.exec(name)?.[1];
    if (commit !== undefined) names.add(commit);
  }
  return [...names];
}

async function look(path: string): Promise<KeptCommit> {
  const [, commit = "", removal] = COMMIT.exec(basename(path)) ?? [];
  const files = await measure(path);
  const listing = removal === undefined ? await measureFile(listingOf(path)) : NOTHING;
  return {
    commit,
    path,
    allocatedBytes: files.allocatedBytes + listing.allocatedBytes,
    usedMs: removal === undefined ? Math.max(files.usedMs, listing.usedMs) : 0,
    holders: await holdersOf(path),
  };
}

function expectOurs(path: string): void {
  if (COMMIT.test(basename(path)) && repositoryOf(basename(dirname(path))) !== null) return;
  throw new Error(
    `Cannot remove ${shownName(path)}: expected the folder of a commit, KIND--ORG--NAME/COMMIT`,
  );
}

/** The folder, its listing, and what nothing is left to refer to. Gives who holds it after all, and then leaves it. */
async function remove(path: string): Promise<readonly CommitHolder[]> {
  try {
    const aside = await putAside(path);
    // Who came between the look and now is found there.
    const holders = aside === path ? [] : await holdersOf(aside);
    if (holders.length > 0) {
      await Deno.rename(aside, path);
      return holders;
    }
    await Deno.remove(aside, { recursive: true }).catch(unlessAbsent);
    await Deno.remove(listingOf(path)).catch(unlessAbsent);
    const repository = dirname(path);
    if ((await commitNames(repository)).length > 0) return [];
    for (const name of ["listings", "refs"]) {
      await Deno.remove(join(repository, name), { recursive: true }).catch(unlessAbsent);
    }
    await Deno.remove(repository).catch(() => {}); // where something else is in it, it stays
    return [];
  } catch (cause) {
    const finding = messageOf(cause);
    throw new Error(`Cannot remove ${shownName(path)}: ${finding}`, { cause });
  }
}

/** Under another name a run that begins meanwhile finds nothing there, rather than a part. */
async function putAside(path: string): Promise<string> {
  if (COMMIT.exec(basename(path))?.[2] !== undefined) return path;
  const aside = `${path}.removed-${crypto.randomUUID()}`;
  await Deno.rename(path, aside).catch(unlessAbsent);
  return aside;
}

/** Passes over that something is gone: another command may be clearing the same. */
export function unlessAbsent(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
