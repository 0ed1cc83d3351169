/**
 * The cache of the Hub's own tools as it lies on the disk. It is read and never written to, so it may belong to somebody else.
 *
 * @module
 */

import { join } from "node:path";
import { type Folder, type FolderListing, subfolder, unreadableError } from "../folder/folder.ts";
import { localFolder } from "../folder/local_folder.ts";
import { decodeUtf8, parseStrictJson } from "../folder/strict_json.ts";
import { shownName } from "../../text/quote.ts";
import { type HubId, hubLabel, isCommit } from "./hub_id.ts";

/** What the cache has of an id. */
export interface CachedSnapshot {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** What was downloaded of the id's folder; it holds no file that was not, or only in part. */
  readonly folder: Folder;
  /** Folders that were downloaded, where the id's is none of them; null where it is there, or the id names none. */
  readonly otherFolders: readonly string[] | null;
  /**
   * Whether every file of the id's folder is there, hidden ones too, by the cache's own listing of the commit; null where it has
   * no listing.
   */
  readonly isWhole: boolean | null;
}

/** Sizes of a commit's files by path, in bytes; null where the listing does not tell one. */
type Sizes = ReadonlyMap<string, number | null>;

/** The version of `trees/COMMIT.json` that is known here. */
const TREE_VERSION = 1n;
/** Far above a listing of half a million files. */
const MAX_TREE_BYTES = 100_000_000;
/** A commit and white space. */
const MAX_REF_BYTES = 256;
const NOTHING: FolderListing = { files: [], folders: [], unreadable: [] };

/**
 * The snapshot that the cache has of an id, whole or in part; null where it has none. What cannot be read counts as not there.
 *
 * @param cacheRoot The cache, `.../huggingface/hub`, which may not exist.
 * @throws {Error} naming it, if the repository is in the cache and its folder may not be read.
 */
export async function cachedSnapshot(
  cacheRoot: string,
  id: HubId,
): Promise<CachedSnapshot | null> {
  const repository = join(cacheRoot, `${id.kind}--${id.repository.replace("/", "--")}`);
  if (!await isRepository(repository)) return null;
  const commit = await commitOf(repository, id.revision);
  if (commit === null) return null;
  const snapshot = join(repository, "snapshots", commit);
  if ((await stateAt(snapshot))?.isDirectory !== true) return null;
  const sizes = await readTree(join(repository, "trees", `${commit}.json`));
  const whole = snapshotFolder(snapshot, sizes);
  const folder = id.folder === "" ? whole : subfolder(whole, id.folder);
  const isThere = (await stateAt(join(snapshot, id.folder)))?.isDirectory === true;
  return {
    commit,
    otherFolders: isThere ? null : (await listed(whole, "")).folders,
    folder: { ...folder, label: hubLabel(id, commit), name: id.typed },
    isWhole: sizes === null ? null : await hasAll(snapshot, { sizes, folder: id.folder }),
  };
}

/** @throws {Error} if the folder is there and may not be entered: to say that nothing was downloaded would be wrong. */
async function isRepository(path: string): Promise<boolean> {
  if ((await stateAt(path))?.isDirectory !== true) return false;
  try {
    return (await Deno.stat(join(path, "snapshots"))).isDirectory;
  } catch (error) {
    if (!(error instanceof Deno.errors.PermissionDenied)) return false;
    throw unreadableError(shownName(path), {
      finding: "permission denied",
      advice: "its owner must allow it to be read",
    });
  }
}

/** The commit that a revision stands for in the cache; null where the cache does not tell. */
async function commitOf(repository: string, revision: string | null): Promise<string | null> {
  if (revision !== null && isCommit(revision)) return revision;
  const ref = await readText(join(repository, "refs", revision ?? "main"), MAX_REF_BYTES);
  const commit = ref?.trim() ?? "";
  if (isCommit(commit)) return commit;
  return revision === null ? await onlyCommit(repository) : null;
}

/** A repository that was fetched by commit alone, or copied in part, has no refs: of one snapshot there is no doubt. */
async function onlyCommit(repository: string): Promise<string | null> {
  if (await stateAt(join(repository, "refs")) !== null) return null;
  const { folders } = await listed(localFolder(join(repository, "snapshots")), "");
  const [commit, ...others] = folders.filter(isCommit);
  return commit === undefined || others.length > 0 ? null : commit;
}

/**
 * What the cache has in the place of an id that it has not: other revisions of the repository, or of one that is spelled so but for
 * case, and one of that name of the other kind, each as an id that is found there.
 */
export async function nearSnapshots(cacheRoot: string, id: HubId): Promise<string[]> {
  const wanted = id.repository.replace("/", "--").toLowerCase();
  const { folders } = await listed(localFolder(cacheRoot), "");
  const near: string[] = [];
  for (const folder of folders) {
    const [, kind, rest = ""] = /^(models|datasets)--(.*)$/s.exec(folder) ?? [];
    if (kind === undefined || rest.toLowerCase() !== wanted) continue;
    const name = `${kind === id.kind ? "" : `${kind}/`}${rest.replace("--", "/")}`;
    const repository = localFolder(join(cacheRoot, folder));
    const commits = new Set((await listed(repository, "snapshots")).folders.filter(isCommit));
    for (const ref of (await listed(repository, "refs")).files) {
      const commit = (await readText(repository.pathOf(`refs/${ref}`), MAX_REF_BYTES))?.trim();
      if (commit === undefined || !commits.delete(commit)) continue;
      near.push(ref === "main" ? name : `${name}@${ref}`);
    }
    near.push(...[...commits].map((commit) => `${name}@${commit}`));
  }
  return near;
}

/** The files of a snapshot that are there in full. */
function snapshotFolder(path: string, sizes: Sizes | null): Folder {
  const inner = localFolder(path);
  const isThere = (file: string) => isWholeFile(inner.pathOf(file), sizes?.get(file) ?? null);
  return {
    ...inner,
    async list(at) {
      const { files, folders } = await listed(inner, at);
      const areThere = await Promise.all(
        files.map((name) => isThere(at === "" ? name : `${at}/${name}`)),
      );
      return { files: files.filter((_, i) => areThere[i]), folders, unreadable: [] };
    },
    async open(file) {
      const shown = inner.pathOf(file);
      const isFolder = (await stateAt(shown))?.isDirectory === true; // which the inner folder refuses by name
      if (isFolder || await isThere(file)) return await inner.open(file);
      throw new Error(`Cannot open ${shownName(shown)}: no such file`);
    },
  };
}

/** Whether every file of the listing that lies in a folder of the snapshot is there in full. */
async function hasAll(
  snapshot: string,
  { sizes, folder }: { sizes: Sizes; folder: string },
): Promise<boolean> {
  const start = folder === "" ? "" : `${folder}/`;
  for (const [path, sizeBytes] of sizes) {
    if (!path.startsWith(start)) continue;
    if (!await isWholeFile(join(snapshot, path), sizeBytes)) return false;
  }
  return true;
}

/** Whether a file, links followed, is there and has the size that it should have, in bytes; null: any. */
async function isWholeFile(path: string, sizeBytes: number | null): Promise<boolean> {
  const state = await stateAt(path);
  return state !== null && state.isFile && (sizeBytes === null || state.size === sizeBytes);
}

/** The commit's listing; null where there is none, or none that is understood. */
async function readTree(path: string): Promise<Sizes | null> {
  const text = await readText(path, MAX_TREE_BYTES);
  if (text === null) return null;
  try {
    const tree = parseStrictJson(text);
    const files = tree instanceof Map && tree.get("format_version") === TREE_VERSION
      ? tree.get("files")
      : null;
    if (!(files instanceof Map)) return null;
    return new Map(
      [...files].map(([file, entry]) => [file, entry instanceof Map ? sizeOf(entry) : null]),
    );
  } catch {
    return null; // cut short, or no JSON
  }
}

/** The size of the content; of a large file `lfs_size` says it for certain. */
function sizeOf(entry: ReadonlyMap<string, unknown>): number | null {
  const size = entry.get("lfs_size") ?? entry.get("size");
  return typeof size === "bigint" ? Number(size) : null;
}

async function listed(folder: Folder, path: string): Promise<FolderListing> {
  try {
    return await folder.list(path);
  } catch {
    return NOTHING;
  }
}

/** Null where there is no such file, none that can be read, or a larger one. */
async function readText(path: string, maxBytes: number): Promise<string | null> {
  const state = await stateAt(path);
  if (state === null || !state.isFile || state.size > maxBytes) return null;
  try {
    return decodeUtf8(await Deno.readFile(path));
  } catch {
    return null;
  }
}

/** What lies at a path, links followed; null where nothing does, or nothing that may be looked at. */
async function stateAt(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch {
    return null;
  }
}
