/**
 * The one HTML file of a whole report, written in one go and over nothing but an earlier one.
 *
 * @module
 */

import { dirname, join, parse } from "node:path";
import { isAddress, isWithin, placeOf } from "../places.ts";
import { reasonAt } from "../sources/folder/disk_errors.ts";
import { writeWhole } from "../measure/write_whole.ts";
import { diskFinding, NAME_TOO_LONG } from "../sources/folder/disk_finding.ts";
import { isLink } from "../sources/folder/path_state.ts";
import { isNameTooLong } from "../sources/folder/system_error.ts";
import { tryFolder } from "../sources/folder/tried_place.ts";
import { removeUnfinishedOf, unfinishedPath } from "../sources/folder/unfinished_file.ts";
import type { Results } from "../results.ts";
import { SINGLE_FILE_MARK, standingOfFile } from "../site/write/single_file/mark.ts";
import { shownName } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";

/** Bytes within which the mark of an earlier file stands. */
const HEAD_BYTES = 1024;

/** For instance `These results replace the file of another run`, then `to keep it, give another --out`. */
export interface ReplacedWords {
  readonly replaced: string;
  readonly advice: string;
}

/** A place for the file that was found fit. */
export interface SingleFile {
  /** Says where the file of another run makes way, which does not hold all of `own`, as files of this run alone do; `words` say what replaces what. */
  tellReplaced(own: readonly string[], words: ReplacedWords): Promise<void>;
  /** Writes the whole text or nothing; of an earlier file what its owner has changed is kept beside it. @throws {Error} if the disk takes none. */
  write(text: string): Promise<void>;
}

/** Passes if the file is none of the folder of the site, whose pages it could be. @throws {UsageError} */
export function expectFileApart(singleFile: string, out: string): void {
  if (isAddress(singleFile) || isAddress(out)) return;
  if (!isWithin(placeOf(out), placeOf(singleFile))) return;
  throw new UsageError(
    `Cannot use --single-file ${shownName(singleFile)}: it lies in the folder of the site, ${
      shownName(out)
    }, which has pages of its own; give it a place beside that`,
  );
}

/**
 * Looks at the place before any work is done for it; `option` is how messages call it, and `say` hears of an earlier file that is kept.
 *
 * @throws {UsageError} if something else would be overwritten, no file can be made there, or the name is not that of a page.
 */
export async function openSingleFile(
  out: string,
  { say, option = "--out" }: { say: (text: string) => void; option?: string },
): Promise<SingleFile> {
  const refuse = (why: string) => new UsageError(`Cannot use ${option} ${shownName(out)}: ${why}`);
  if (isAddress(out)) throw refuse("expected a path, found a URL");
  const typed = placeOf(out);
  if (!/[^/\\]\.html?$/i.test(typed)) {
    const stem = out.replace(/\.[^./\\]*$|[/\\]+$/, "") || "report";
    throw refuse(
      `expected the name of one file that ends in .html, such as ${shownName(`${stem}.html`)}`,
    );
  }
  // As of the folder of a site, what is written is the file and not the link to it.
  const place = !isLink(typed) ? typed : await Deno.realPath(typed).catch(() => {
    throw refuse("it is a symbolic link that leads nowhere; remove it");
  });
  const head = await headOf(place).then(async (head) => {
    // It has a longer name until it is whole: that shows after the work otherwise.
    await headOf(unfinishedPath(place));
    return head;
  }).catch((cause) => {
    throw refuse(
      cause instanceof Deno.errors.NotADirectory
        ? "a file is where its folder would be"
        : cause instanceof Deno.errors.IsADirectory
        ? "it is a folder; give it the name of a file in there"
        : isNameTooLong(cause)
        ? `${NAME_TOO_LONG}; give it a shorter one`
        : "it is no file, or cannot be read",
    );
  });
  if (head !== null && !head.includes(SINGLE_FILE_MARK)) {
    throw refuse("it is not a file of deltascope's and would be overwritten; move it away");
  }
  const folder = dirname(place);
  await tryFolder(folder).catch((cause) => {
    throw refuse(`no file can be made in ${shownName(folder)}: ${reasonAt(folder, cause)}`);
  });
  return {
    async tellReplaced(own, { replaced, advice }) {
      const earlier = await earlierFile(place);
      // One that was changed is kept.
      if (earlier?.standing !== "as written") return;
      if (own.every((text) => earlier.text.includes(text))) return;
      say(`${replaced}, ${shownName(out)}: ${advice}`);
    },

    async write(text) {
      try {
        await Deno.mkdir(dirname(place), { recursive: true });
        await removeUnfinishedOf(place);
        const kept = await keptOf(place);
        try {
          // A copy: the file itself stays in its place until the new one takes that, however this ends.
          if (kept !== null) await Deno.copyFile(place, kept.path);
          await writeWhole(place, new TextEncoder().encode(text));
        } catch (cause) {
          if (kept !== null) await Deno.remove(kept.path).catch(() => {});
          throw cause;
        }
        if (kept !== null) say(`${shownName(out)} ${kept.why} ${shownName(kept.path)}`);
      } catch (cause) {
        throw new Error(`Cannot write ${shownName(out)}: ${diskFinding(cause)}`, { cause });
      }
    },
  };
}

/**
 * Writes all pages of a report into the file.
 *
 * @throws {Error} if the disk takes none.
 */
export async function writePages(
  file: SingleFile,
  results: Results,
  { attachments, onPage }: {
    /** Files of vectors, by their path in a site. */
    attachments: ReadonlyMap<string, Uint8Array>;
    onPage?: (done: number, total: number) => void;
  },
): Promise<void> {
  const { renderSingleFile } = await import("../site/write/single_file/single_file.ts");
  await file.write(renderSingleFile(results, attachments, onPage === undefined ? {} : { onPage }));
}

/** What there is of an earlier write; null where there is nothing. */
async function earlierFile(place: string) {
  const bytes = await Deno.readFile(place).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  });
  return bytes && { text: new TextDecoder().decode(bytes), standing: standingOfFile(bytes) };
}

/** Where an earlier file is to be kept, and why; null where there is none, or it is as it was written. */
async function keptOf(place: string): Promise<{ path: string; why: string } | null> {
  const standing = (await earlierFile(place))?.standing ?? "as written";
  if (standing === "as written") return null;
  const { dir, name, ext } = parse(place);
  return {
    path: join(dir, `${name}.changed-${crypto.randomUUID().slice(0, 8)}${ext}`),
    why: standing === "changed"
      ? "had been changed by hand: the changed file is kept in"
      : "may hold changes of yours, as it is of an earlier version, without a digest: it is kept in",
  };
}

/** How the file begins; null where there is none. @throws {Error} if it cannot be read. */
async function headOf(place: string): Promise<string | null> {
  try {
    // A pipe would keep everything waiting.
    const { isFile, isDirectory } = await Deno.stat(place);
    if (isDirectory) throw new Deno.errors.IsADirectory();
    if (!isFile) throw new Error("expected a file");
    using file = await Deno.open(place);
    const bytes = new Uint8Array(HEAD_BYTES);
    const nBytes = await file.read(bytes) ?? 0;
    return new TextDecoder().decode(bytes.subarray(0, nBytes));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}
