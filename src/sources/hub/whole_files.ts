/**
 * Files of a repository that come whole: fetched side by side, held against their hash, and kept.
 *
 * @module
 */

import { readFile, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { isVectorFile } from "../folder/file_names.ts";
import { byCodePoint } from "../folder/folder.ts";
import { Turns } from "../folder/turns.ts";
import { expectContent } from "./hub_bytes.ts";
import { HubFile, type HubFileInfo } from "./hub_file.ts";
import type { HubRepository } from "./hub_repository.ts";
import { keepFile } from "./keeping.ts";
import { shownName } from "../../text/quote.ts";

/** Hundreds of files of vectors are read one after the other: fetched side by side, their latencies are waited for side by side. */
const AT_ONCE = 8;
/** What is no shard is held whole: a tokenizer has some megabytes, a file of vectors less. */
const MAX_WHOLE_BYTES = 2 ** 30;

/** Fetches whole files. */
export class WholeFiles {
  readonly #repository: HubRepository;
  readonly #kept: string;
  readonly #onFetched: (nBytes: number) => void;
  readonly #makeRoom: (nBytes: number) => Promise<void>;
  /** Whether there is room for all vectors, which is asked once, before the first of them moves. */
  #room: Promise<void> | null = null;
  /** Files of one kind in one folder, in the order in which they are read. */
  #groups: ReadonlyMap<string, HubFileInfo[]> | null = null;
  readonly #fetches = new Map<string, Promise<void>>();
  readonly #turns = new Turns(AT_ONCE);

  constructor(
    repository: HubRepository,
    { kept, onFetched, makeRoom }: {
      kept: string;
      onFetched: (nBytes: number) => void;
      /** Sees to it that so many bytes find room on the disk. */
      makeRoom: (nBytes: number) => Promise<void>;
    },
  ) {
    this.#repository = repository;
    this.#kept = kept;
    this.#onFetched = onFetched;
    this.#makeRoom = makeRoom;
  }

  /** Until a file is on the disk; those after it of the same kind in its folder are begun. @throws {Error} if it is refused, or was changed. */
  async fetch(info: HubFileInfo): Promise<void> {
    const fetching = this.#begin(info);
    for (const next of this.#after(info)) this.#begin(next).catch(() => {}); // said when it is read
    await fetching;
  }

  #begin(info: HubFileInfo): Promise<void> {
    const known = this.#fetches.get(info.path);
    if (known !== undefined) return known;
    const begun = this.#turns.run(() => this.#fetch(info));
    this.#fetches.set(info.path, begun);
    begun.catch(() => this.#fetches.delete(info.path)); // tried again by who reads it next
    return begun;
  }

  /** Vectors are read file after file, all of one kind in a folder; in a model files of the same names are weights. */
  #isVectors(path: string): boolean {
    return this.#repository.id.kind === "datasets" && isVectorFile(path);
  }

  /** Of vectors alone: of other files one is read and not the next. */
  #after(info: HubFileInfo): HubFileInfo[] {
    if (!this.#isVectors(info.path)) return [];
    // Sorted once: every one of hundreds of files asks, some of them several times.
    const group = (this.#groups ??= groupsOf(this.#repository.files.values())).get(groupOf(info));
    const at = group?.indexOf(info) ?? -1;
    return at === -1 ? [] : group!.slice(at + 1, at + AT_ONCE);
  }

  /** For all vectors of the folder that the id names, of which all are read. @throws {Error} in one line, if there is none. */
  async #roomForVectors(): Promise<void> {
    const { id, files } = this.#repository;
    let nBytes = 0;
    for (const { path, sizeBytes } of files.values()) {
      const isRead = this.#isVectors(path) &&
        (id.folder === "" || path.startsWith(`${id.folder}/`));
      const there = isRead ? await stat(join(this.#kept, path)).catch(() => null) : null;
      if (isRead && there === null) nBytes += sizeBytes ?? 0;
    }
    await this.#makeRoom(nBytes);
  }

  async #fetch(info: HubFileInfo): Promise<void> {
    const place = join(this.#kept, info.path);
    const { id, commit } = this.#repository;
    const where = `${id.repository}@${commit.slice(0, 8)}`;
    if (await isKept(place, info, where)) return;
    const { offlineBy } = this.#repository.settings;
    if (this.#isVectors(info.path) && offlineBy === null) {
      this.#room ??= this.#roomForVectors();
      await this.#room.catch((error) => {
        this.#room = null; // asked again by who reads the next one
        throw error;
      });
    }
    const file = new HubFile(this.#repository, info);
    const sizeBytes = await file.size();
    if (sizeBytes > MAX_WHOLE_BYTES) {
      throw new Error(
        `Cannot read ${
          shownName(info.path)
        } of ${where}: expected at most ${MAX_WHOLE_BYTES} bytes, found ${sizeBytes}`,
      );
    }
    const bytes = new Uint8Array(sizeBytes);
    await file.read(0, bytes);
    this.#onFetched(bytes.byteLength);
    expectContent(bytes, info, where);
    await keepFile(place, bytes, { isSynced: true });
  }
}

/** Whether a file was fetched before, and is what it was: a commit does not change, but a disk may. */
async function isKept(place: string, info: HubFileInfo, where: string): Promise<boolean> {
  try {
    const bytes = await readFile(place);
    expectContent(bytes, info, where);
    return bytes.byteLength === (info.sizeBytes ?? bytes.byteLength);
  } catch {
    return false; // it is fetched again
  }
}

function groupsOf(files: Iterable<HubFileInfo>): ReadonlyMap<string, HubFileInfo[]> {
  const groups = Map.groupBy(files, groupOf);
  for (const group of groups.values()) group.sort((a, b) => byCodePoint(a.path, b.path));
  return groups;
}

function groupOf({ path }: HubFileInfo): string {
  return `${dirname(path)}/*${extname(path)}`;
}
