/**
 * The layout of the public data set `lu-christina/assistant-axis-vectors`: `role_vectors/*.pt`, `trait_vectors/*.pt`,
 * `default_vector.pt` and `assistant_axis.pt`, each file one tensor `[L, C]`.
 *
 * Traits are taken as stored.
 *
 * @module
 */

import { UsageError } from "../../usage_error.ts";
import { expectReadable, type Folder } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import { unreadFiles } from "../folder/unread_files.ts";
import {
  DIFFERENCE_DEFAULT,
  DIFFERENCE_NONE,
  namedPlaces,
  unreadBesideTorch,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";

const ROLES = "role_vectors";
const TRAITS = "trait_vectors";
const DEFAULT_FILE = "default_vector.pt";
const AXIS_FILE = "assistant_axis.pt";

/** What the layout needs, for a message. */
export const AXIS_NEEDS = `${ROLES} or ${TRAITS} (axis layout)`;

/**
 * Recognises the layout by its folders of vectors; undefined where it has neither.
 *
 * @throws {Error} if `difference` names a key: the files of this layout have none.
 */
export async function findAxisLayout(
  folder: Folder,
  { difference }: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  const isRead = (name: string) => [ROLES, TRAITS, DEFAULT_FILE, AXIS_FILE].includes(name);
  expectReadable(folder, { path: "", listing: top, isRead });
  const { files, folders } = top;
  if (!folders.includes(ROLES) && !folders.includes(TRAITS)) return undefined;
  if (difference !== DIFFERENCE_DEFAULT && difference !== DIFFERENCE_NONE) {
    throw new UsageError(
      `Cannot subtract ${shownName(difference)} from the vectors of ${shownName(folder.name)}: ` +
        `${DEFAULT_FILE} holds one tensor; expected --difference ${DIFFERENCE_DEFAULT} or ${DIFFERENCE_NONE}`,
    );
  }
  const roles = await folder.list(ROLES);
  const traits = await folder.list(TRAITS);
  return {
    layout: "axis",
    roleKey: null,
    traitKey: null,
    vectors: [
      ...namedPlaces(roles, { kind: "role", folder: ROLES, keys: [] }),
      ...namedPlaces(traits, { kind: "trait", folder: TRAITS, keys: [] }),
    ],
    isTraitRawMean: false,
    difference: difference === DIFFERENCE_NONE
      ? null
      : { places: [{ path: DEFAULT_FILE, keys: [] }], label: DEFAULT_FILE },
    axis: files.includes(AXIS_FILE) ? { path: AXIS_FILE, keys: [] } : null,
    pcaPaths: [],
    unread: [
      ...unreadFiles(top, { folder: "", isRead, reason: "not part of the axis layout" }),
      ...unreadBesideTorch(folder, { listing: roles, inner: ROLES }),
      ...unreadBesideTorch(folder, { listing: traits, inner: TRAITS }),
    ],
  };
}
