/**
 * `deno task cache clear`: removes what is kept of repositories, of earlier runs, or all of it.
 *
 * @module
 */

import { join } from "node:path";
import { listRuns } from "../measure/old_records.ts";
import { cacheFolder, demonstrationFolder, recordsFolder } from "../sources/folder/cache_folder.ts";
import { measure } from "../sources/hub/disk_use.ts";
import { parseHubId } from "../sources/hub/hub_id.ts";
import {
  type KeptCommit,
  keptFolder,
  type KeptRepository,
  listKept,
  removeKept,
  unlessAbsent,
} from "../sources/hub/kept.ts";
import type { CommitHolder } from "../sources/hub/kept_marks.ts";
import { quote, shownName } from "../text/quote.ts";
import { bytesText, list, plural } from "../text/words.ts";
import { UsageError } from "../usage_error.ts";
import { readArguments } from "./arguments.ts";
import { SHORT_COMMIT } from "./cache_list.ts";
import type { Terminal } from "./terminal.ts";

const CHOICES = "ids (org/name, or org/name@commit), --records, or --all for everything";
/** A commit, or the beginning of one. */
const COMMIT_BEGINNING = /^[0-9a-f]{4,40}$/i;

/** Removes what the arguments name, once all of it was found, and prints what was freed. */
export async function clearCache(args: readonly string[], terminal: Terminal): Promise<void> {
  const { flags, files: ids } = readArguments(args, {
    values: [],
    flags: ["records", "all"],
    files: { most: Infinity, what: "ids (org/name)" },
  });
  const isAll = flags.has("all");
  if (ids.length === 0 && flags.size === 0) {
    throw new UsageError(`Cannot clear the cache without being told of what: expected ${CHOICES}`);
  }
  if (isAll && ids.length > 0) {
    throw new UsageError(`Cannot clear ${shownName(ids[0]!)} and --all: give one of them`);
  }
  const kept = await listKept(keptFolder());
  const chosen = isAll
    ? kept.flatMap(({ commits }) => commits)
    : [...new Set(ids.flatMap((id) => commitsOf(id, kept)))];
  let freedBytes = 0;
  for (const repository of kept) {
    const commits = chosen.filter((commit) => repository.commits.includes(commit));
    freedBytes += await removeCommits(repository, commits, terminal);
  }
  if (isAll || flags.has("records")) freedBytes += await removeRecords(terminal);
  if (isAll) freedBytes += await removeDemonstration(terminal);
  terminal.print(`Freed ${bytesText(freedBytes)} in ${shownName(cacheFolder())}`);
}

/** Gives how many bytes were freed. */
async function removeCommits(
  { kind, id }: KeptRepository,
  commits: readonly KeptCommit[],
  terminal: Terminal,
): Promise<number> {
  const { removed, held, freedBytes } = await removeKept(commits);
  const nameOf = ({ commit }: KeptCommit) =>
    shownName(`${kind}/${id}@${commit.slice(0, SHORT_COMMIT)}`);
  for (const commit of removed) {
    terminal.print(`Removed ${nameOf(commit)}, ${bytesText(commit.allocatedBytes)}`);
  }
  for (const commit of held) {
    terminal.print(
      `Left ${nameOf(commit)}: a running command reads it (${
        list(commit.holders.map(holderText))
      }); clear it once that has ended`,
    );
  }
  return freedBytes;
}

/** Gives how many bytes were freed. A run that misses its records computes them anew. */
async function removeRecords(terminal: Terminal): Promise<number> {
  const folder = recordsFolder();
  const runs = listRuns(folder);
  for (const { name } of runs) {
    await Deno.remove(join(folder, name), { recursive: true }).catch(unlessAbsent);
  }
  const nBytes = runs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (runs.length > 0) {
    terminal.print(
      `Removed the records of ${plural(runs.length, "run", "runs")}, ${bytesText(nBytes)}`,
    );
  }
  return nBytes;
}

/** Gives how many bytes were freed. A run without inputs makes them anew. */
async function removeDemonstration(terminal: Terminal): Promise<number> {
  const folder = demonstrationFolder();
  const { allocatedBytes } = await measure(folder);
  if (allocatedBytes === 0) return 0;
  await Deno.remove(folder, { recursive: true }).catch(unlessAbsent);
  terminal.print(`Removed the demonstration's inputs, ${bytesText(allocatedBytes)}`);
  return allocatedBytes;
}

/** What an id stands for. @throws {UsageError} if it is ill-formed or stands for several; {Error} if it is not kept. */
function commitsOf(typed: string, kept: readonly KeptRepository[]): readonly KeptCommit[] {
  const id = parseHubId(typed, "models");
  if (id === null) throw new UsageError(`Cannot clear ${shownName(typed)}: expected ${CHOICES}`);
  if (id.folder !== "") {
    throw new UsageError(
      `Cannot clear ${shownName(typed)}: found a folder of a repository, expected ${CHOICES}`,
    );
  }
  const isKindSaid = typed.startsWith(`${id.kind}/`);
  const [found, second] = kept.filter((it) =>
    it.id === id.repository && (!isKindSaid || it.kind === id.kind)
  );
  if (found === undefined) throw notKept(typed, kept.map((it) => `${it.kind}/${it.id}`));
  if (second !== undefined) {
    throw new UsageError(
      `Cannot clear ${shownName(typed)}: a model and a data set have that id; ` +
        `put models/ or datasets/ before it`,
    );
  }
  return id.revision === null ? found.commits : commitsFrom(typed, id.revision, found);
}

function commitsFrom(typed: string, revision: string, { commits }: KeptRepository): KeptCommit[] {
  if (!COMMIT_BEGINNING.test(revision)) {
    throw new UsageError(
      `Cannot clear ${shownName(typed)}: expected a commit after @, or 4 of its digits or more, ` +
        `found ${quote(revision)}`,
    );
  }
  const found = commits.filter(({ commit }) => commit.startsWith(revision.toLowerCase()));
  if (found.length === 0) {
    throw notKept(typed, commits.map(({ commit }) => `@${commit.slice(0, SHORT_COMMIT)}`));
  }
  if (new Set(found.map(({ commit }) => commit)).size > 1) {
    throw new UsageError(
      `Cannot clear ${shownName(typed)}: several commits begin so, ` +
        `${list(found.map(({ commit }) => commit))}; write more digits`,
    );
  }
  return found;
}

function notKept(typed: string, there: readonly string[]): Error {
  return new Error(
    `Cannot clear ${shownName(typed)}: it is not kept in ${shownName(keptFolder())}; there ${
      there.length === 0
        ? "is nothing"
        : `${there.length === 1 ? "is" : "are"} ${list(there.map(shownName))}`
    }`,
  );
}

function holderText({ pid, host }: CommitHolder): string {
  return `process ${pid}${host === null ? "" : ` on ${shownName(host)}`}`;
}
