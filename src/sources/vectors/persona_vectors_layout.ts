/**
 * What persona_vectors and its forks save: `TRAIT_response_avg_diff.pt`, `TRAIT_prompt_avg_diff.pt` and `TRAIT_prompt_last_diff.pt`,
 * each a bare tensor `[L + 1, C]` out of `hidden_states`, the mean where the trait shows less the mean where it does not.
 *
 * @module
 */

import { byCodePoint, expectReadable, type Folder } from "../folder/folder.ts";
import { unreadFiles } from "../folder/unread_files.ts";
import type { StoredRows } from "./stored_rows.ts";
import { torchRows } from "./torch_rows.ts";
import {
  expectNoKey,
  type NamedRows,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";
import type { Content, RowZero, Told } from "./vectors.ts";

/** A trait, and which tokens were averaged. */
const FILE = /^(.+)_(prompt_avg|response_avg|prompt_last)_diff\.pt$/;
/** In the order in which they are taken unasked: the makers steer with the first. */
const KEYS = ["response_avg", "prompt_avg", "prompt_last"] as const;
/** What such a name says. */
export const DIFFERENCE: Told<Content> = { is: "difference", why: "file names that end in _diff" };
/** What it says of row 0. */
export const WITH_EMBEDDING: Told<RowZero> = {
  is: "embedding",
  why: "file names that end in _diff, made out of hidden_states",
};

/** What the layout needs, for a message. */
export const PERSONA_VECTORS_NEEDS = `files TRAIT_${KEYS[0]}_diff.pt (persona_vectors' layout)`;

/**
 * Recognises the layout by the names of its files; undefined where none has such a name. The key chooses among the three files of
 * a trait.
 *
 * @throws {UsageError} if `difference` names a key: nothing is subtracted here.
 */
export async function findPersonaVectorsLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  const isRead = (name: string) => FILE.test(name);
  expectReadable(folder, { path: "", listing: top, isRead });
  const keysOf = new Map<string, string[]>();
  for (const fileName of top.files) {
    const [, name, key] = FILE.exec(fileName) ?? [];
    if (name !== undefined && key !== undefined) {
      keysOf.set(name, [...keysOf.get(name) ?? [], key]);
    }
  }
  if (keysOf.size === 0) return undefined;
  expectNoKey(folder, options, "they are differences already");
  const kind = options.kind === "role" ? "role" : "trait";
  const key = (kind === "role" ? options.roleKey : options.traitKey) ??
    KEYS.find((key) => [...keysOf.values()].some((keys) => keys.includes(key)))!;
  const vectors = [...keysOf].sort(([a], [b]) => byCodePoint(a, b)).map(
    ([name, keys]): NamedRows => ({
      kind,
      name,
      rows: keys.includes(key)
        ? torchRows(folder, { path: `${name}_${key}_diff.pt`, keys: [] })
        : missingRows({ path: `${name}_${keys[0]}_diff.pt`, key, keys }),
    }),
  );
  return {
    layout: "persona_vectors",
    roleKey: kind === "role" ? key : null,
    traitKey: kind === "trait" ? key : null,
    vectors,
    content: { role: DIFFERENCE, trait: DIFFERENCE },
    rowZero: WITH_EMBEDDING,
    isByLayer: false,
    difference: null,
    axis: null,
    pcaFiles: [],
    unread: unreadFiles(top, {
      folder: "",
      isRead,
      reason: "not part of persona_vectors' layout",
    }),
  };
}

/** A trait whose file of the key is not there. */
function missingRows(
  { path, key, keys }: { path: string; key: string; keys: readonly string[] },
): StoredRows {
  const reason = `no file of ${key}; it has ${keys.join(", ")}`;
  return {
    path,
    label: path,
    look: () => Promise.resolve({ shape: undefined, reason }),
    read: () => Promise.reject(new Error(`Cannot read ${path}: ${reason}`)),
  };
}
