/**
 * Looks into every file of a layout before a vector is read: which ones have the key asked, and that all shapes agree.
 *
 * Shape letters: C hidden size; R rows.
 *
 * @module
 */

import { UsageError } from "../../usage_error.ts";
import { fileNameOf, type Folder, isPresent } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import { shownName, shownShape } from "../../text/quote.ts";
import { list } from "../../text/words.ts";
import { shownUnread, type UnreadFile } from "../folder/unread_files.ts";
import { mappedInTurns } from "../folder/turns.ts";
import { FILES_AT_ONCE, type Looked, type Saying, type StoredRows } from "./stored_rows.ts";
import { isLikeDefault } from "./default_names.ts";
import { describeNone, stemOf } from "./vector_form.ts";
import { DIFFERENCE_NONE, type NamedRows, type VectorLayout } from "./vector_layout.ts";
import type { FileSaying, SkippedFile } from "./vectors.ts";

/** What the files of a layout hold. */
export interface VectorSurvey {
  readonly used: readonly SurveyedRows[];
  readonly skipped: readonly SkippedFile[];
  /** Files with keys that are neither read nor of the layout. */
  readonly unread: readonly UnreadFile[];
  /** What the files that are used say of themselves. */
  readonly sayings: readonly FileSaying[];
  readonly nRows: number; // R, the largest where files number their rows
  readonly hiddenSize: number; // C
}

/** A vector that is used, and which rows below R it has not. */
export interface SurveyedRows extends NamedRows {
  readonly absentRows: readonly number[];
}

/** The shape that all vectors must have, and where it was found first. */
interface SharedShape {
  readonly label: string;
  readonly shape: readonly number[]; // [R, C]
}

/**
 * Looks at every vector and reads none; the default is looked for where it is subtracted from any.
 *
 * @throws {Error} naming the file, if one is broken or has another shape than the first, if the default vector is missing
 * though it is to be subtracted, or if no file can be used at all.
 */
export async function surveyLayout(
  folder: Folder,
  layout: VectorLayout,
  { isSubtracted }: { isSubtracted: boolean },
): Promise<VectorSurvey> {
  const found: (NamedRows & { looked: Looked & { shape: readonly number[] } })[] = [];
  const unread: UnreadFile[] = [];
  const sayings: FileSaying[] = [];
  const skipped: SkippedFile[] = [];
  let shared: SharedShape | undefined;
  const all = await mappedInTurns(layout.vectors, {
    most: FILES_AT_ONCE,
    work: async (vector) => ({ vector, looked: await vector.rows.look() }),
  });
  for (const { vector, looked } of all) {
    const { rows, kind, name } = vector;
    if (looked.shape === undefined) {
      skipped.push({ kind, name, reason: looked.reason });
      continue;
    }
    shared = agree(shared, { label: rows.label, shape: looked.shape }, layout);
    found.push({ ...vector, looked });
    unread.push(...unreadKeys(rows, looked));
    sayings.push(...sayingsOf(rows, looked));
  }
  if (shared === undefined) throw new Error(describeNothing(folder, { layout, skipped }));
  if (layout.difference !== null && isSubtracted) {
    for (const rows of layout.difference.rows) {
      const looked = await expectDefault(folder, layout, { ...layout.difference, rows });
      shared = agree(shared, { label: rows.label, shape: looked.shape }, layout);
      unread.push(...unreadKeys(rows, looked));
      sayings.push(...sayingsOf(rows, looked));
    }
  }
  if (layout.axis !== null) {
    const { shape } = await layout.axis.look();
    agree(shared, { label: layout.axis.label, shape: shape ?? [] }, layout);
  }
  const [, hiddenSize = 0] = shared.shape;
  const nRows = Math.max(...found.map(({ looked }) => looked.shape[0] ?? 0));
  const used = found.map(({ looked: { shape: [R = 0], absent = [] }, ...vector }) => ({
    ...vector,
    absentRows: [...absent, ...Array.from({ length: nRows - R }, (_, i) => R + i)],
  }));
  return { used, skipped, unread, sayings, nRows, hiddenSize };
}

function unreadKeys({ path }: StoredRows, { unreadKeys }: { unreadKeys?: string }): UnreadFile[] {
  return unreadKeys === undefined
    ? []
    : [{ path, reason: `keys that are not read: ${unreadKeys}` }];
}

function sayingsOf(
  { path }: StoredRows,
  { says = [] }: { says?: readonly Saying[] },
): FileSaying[] {
  return says.map((saying) => ({ path, ...saying }));
}

/** One row more in one file than in another. */
const EMBEDDING_ADVICE =
  "; the one with a row more likely has the embedding as row 0, as hidden_states of transformers gives it: save it without, as tensor[1:].clone()";

/** Rows of one file are columns of another. */
const TURNED_ADVICE =
  "; one of the two is likely turned around: save that as tensor.T.contiguous()";

/** Where files number their rows, only C is one and the same. */
function agree(
  shared: SharedShape | undefined,
  found: SharedShape,
  { isByLayer }: Pick<VectorLayout, "isByLayer">,
): SharedShape {
  if (found.shape.length !== 2) {
    throw new RangeError(
      `Cannot use ${shownName(found.label)}: expected rows [L, C], found ${
        shownShape(found.shape)
      }${
        found.shape.length === 1
          ? ", a vector that does not say of which layer it is; --vector-layer N does, and --layers N looks at that layer"
          : ""
      }`,
    );
  }
  if (shared === undefined) return found;
  const [rows = 0, C = 0] = found.shape;
  const [otherRows = 0, otherC = 0] = shared.shape;
  if (C === otherC && (isByLayer || rows === otherRows)) return shared;
  const advice = Math.abs(rows - otherRows) === 1 && C === otherC
    ? EMBEDDING_ADVICE
    : rows === otherC && C === otherRows
    ? TURNED_ADVICE
    : "";
  const [expected, actual] = isByLayer
    ? [`vectors of ${otherC} entries`, String(C)]
    : [`shape ${shownShape(shared.shape)}`, shownShape(found.shape)];
  throw new RangeError(
    `Cannot use ${shownName(found.label)}: expected ${expected} as in ${
      shownName(shared.label)
    }, found ${actual}${advice}`,
  );
}

async function expectDefault(
  folder: Folder,
  layout: Pick<VectorLayout, "vectors" | "unread">,
  { rows, label, dict }: { rows: StoredRows; label: string; dict?: string },
) {
  const advice = `give --difference ${DIFFERENCE_NONE} to leave the roles raw`;
  const form = dict === undefined
    ? ""
    : `the file is to hold a dict ${dict} of tensors [L, C], of which --difference KEY takes one`;
  if (!await isPresent(folder, rows.path)) {
    const others = likelyDefaultFiles(layout);
    const first = others.length === 0
      ? ""
      : `where ${someNames(others)} is that, save it there${form && ` (${form})`}, else `;
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected ${rows.path}, the default vector to subtract, found none; ${first}${advice}`,
    );
  }
  const looked = await rows.look();
  if (looked.shape === undefined) {
    throw new UsageError(
      `Cannot open persona vectors ${shownName(folder.name)}: expected ${
        shownName(label)
      } in ${rows.path}, the default vector to subtract, found ${looked.reason}; ${advice}${
        form && `; ${form}`
      }`,
    );
  }
  return looked;
}

/** Files that hold the default vector by their names, and lie elsewhere or are called otherwise than the layout has it. */
function likelyDefaultFiles(
  { vectors, unread }: Pick<VectorLayout, "vectors" | "unread">,
): string[] {
  return [...unread, ...vectors.map(({ rows }) => rows)].map(({ path }) => path)
    .filter((path) =>
      !path.endsWith("/") && isLikeDefault(stemOf(fileNameOf(path)), { isBesideDefault: false })
    );
}

/** What lies beside files that hold no vector and tell nothing of why. */
function besideVectors({ noVectors, unread }: VectorLayout): string {
  const tellsNone = (noVectors?.unread ?? []).length === 0 && unread.length > 0;
  return tellsNone ? ` beside what is not read (${shownUnread(unread)})` : "";
}

const TWO_ROLES_ADVICE =
  "a report needs vectors of two roles at least, beside which --input FILE runs any other";

function describeNothing(
  folder: Folder,
  { layout, skipped }: { layout: VectorLayout; skipped: readonly SkippedFile[] },
): string {
  const [first] = skipped;
  const others = [
    ...layout.pcaFiles.length > 0 ? ["principal components"] : [],
    ...layout.difference === null ? [] : ["a default vector"],
    ...layout.axis === null ? [] : ["an assistant axis"],
  ];
  const finding = first === undefined
    ? ["persona", "axis"].includes(layout.layout)
      ? "no .pt file in them"
      : others.length > 0
      ? `${list(others)} alone${besideVectors(layout)}; ${TWO_ROLES_ADVICE}`
      : describeNone(layout.noVectors ?? { unread: [] }) + besideVectors(layout)
    : `none of its ${skipped.length} files has the key asked (${
      shownName(layout.layout === "persona" ? `${first.name}.pt` : first.name)
    }: ${first.reason})`;
  return `Cannot open persona vectors ${
    shownName(folder.name)
  }: expected role or trait vectors of the ${layout.layout} layout, found ${finding}`;
}
