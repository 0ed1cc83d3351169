/**
 * The layout of the public data set `lu-christina/assistant-axis-vectors`: `role_vectors/*.pt`, `trait_vectors/*.pt`,
 * `default_vector.pt` and `assistant_axis.pt`, each file one tensor `[L, C]`.
 *
 * Traits are taken as stored.
 *
 * @module
 */

import { expectReadable, type Folder } from "../folder/folder.ts";
import { unreadFiles } from "../folder/unread_files.ts";
import { torchRows } from "./torch_rows.ts";
import {
  DIFFERENCE_NONE,
  expectNoKey,
  expectNoKind,
  expectTorchFiles,
  OF_BLOCKS,
  torchVectors,
  unreadBesideTorch,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";

const ROLES = "role_vectors";
const TRAITS = "trait_vectors";
const DEFAULT_FILE = "default_vector.pt";
const AXIS_FILE = "assistant_axis.pt";

const CONTENT: VectorLayout["content"] = {
  role: { is: "raw", why: "as the axis layout has roles" },
  trait: { is: "difference", why: "as the axis layout has traits, which are taken as stored" },
};

/** What the layout needs, for a message. */
export const AXIS_NEEDS = `${ROLES} or ${TRAITS} (axis layout)`;

/**
 * Recognises the layout by its folders of vectors; undefined where it has neither.
 *
 * @throws {UsageError} if `difference` names a key or a kind is declared: neither has anything to choose here.
 */
export async function findAxisLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  const isRead = (name: string) => [ROLES, TRAITS, DEFAULT_FILE, AXIS_FILE].includes(name);
  expectReadable(folder, { path: "", listing: top, isRead });
  const { files, folders } = top;
  if (!folders.includes(ROLES) && !folders.includes(TRAITS)) return undefined;
  expectNoKind(folder, options, "axis");
  expectNoKey(folder, options, `${DEFAULT_FILE} holds one tensor`);
  const roles = await folder.list(ROLES);
  const traits = await folder.list(TRAITS);
  expectTorchFiles(folder, { listing: roles, inner: ROLES });
  expectTorchFiles(folder, { listing: traits, inner: TRAITS });
  return {
    layout: "axis",
    roleKey: null,
    traitKey: null,
    vectors: [
      ...torchVectors(folder, { listing: roles, inner: ROLES, kind: "role", keys: [] }),
      ...torchVectors(folder, { listing: traits, inner: TRAITS, kind: "trait", keys: [] }),
    ],
    content: CONTENT,
    rowZero: OF_BLOCKS,
    isByLayer: false,
    difference: options.difference === DIFFERENCE_NONE
      ? null
      : { rows: [torchRows(folder, { path: DEFAULT_FILE, keys: [] })], label: DEFAULT_FILE },
    axis: files.includes(AXIS_FILE) ? torchRows(folder, { path: AXIS_FILE, keys: [] }) : null,
    pcaFiles: [],
    unread: [
      ...unreadFiles(top, { folder: "", isRead, reason: "not part of the axis layout" }),
      ...unreadBesideTorch(folder, { listing: roles, inner: ROLES }),
      ...unreadBesideTorch(folder, { listing: traits, inner: TRAITS }),
    ],
  };
}
