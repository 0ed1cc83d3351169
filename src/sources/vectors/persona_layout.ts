/**
 * The persona layout: `roles_240/vectors/*.pt`, `roles_240/pca/*.pt`, `roles_240/default_vectors.pt` and
 * `traits_240/vectors/*.pt`, each vector file a dict of tensors `[L, C]` by key.
 *
 * @module
 */

import { expectReadable, type Folder, type FolderListing } from "../folder/folder.ts";
import { shownName } from "../../text/quote.ts";
import { type UnreadFile, unreadFiles } from "../folder/unread_files.ts";
import { withTorchFile } from "../torch/layered_tensor.ts";
import { readPcaFile } from "./pca_file.ts";
import { torchRows } from "./torch_rows.ts";
import {
  DIFFERENCE_DEFAULT,
  DIFFERENCE_NONE,
  expectNoKind,
  expectTorchFiles,
  OF_BLOCKS,
  torchFiles,
  torchVectors,
  unreadBesideTorch,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";

const DEFAULT_FILE = "default_vectors.pt";
const DEFAULT_DICT = "activations";
const DEFAULT_KEY = "default_1";
/** Keys of role and trait files where none are asked. */
const ROLE_KEY = "pos_all";
const TRAIT_KEY = "pos_neg_50";
/** The questions asked of each role; folders of another number are accepted where this one is missing. */
const USUAL_NUMBER = "240";

/** Folders of roles and of traits. */
const NUMBERED = /^(roles|traits)_\d+$/;

/** Trait keys that hold plain means of activations; the others are contrasts, whose shared mean is gone. */
const RAW_MEAN_KEYS: ReadonlySet<string> = new Set(["pos_70", "pos_40_70"]);

/** What the layout needs, for a message. */
export const PERSONA_NEEDS = "roles_240 or traits_240 with a folder vectors (persona layout)";

/**
 * Recognises the layout by its folders of vectors; undefined where it has neither.
 *
 * @throws {Error} if there are several folders of one kind and none of the usual number.
 */
export async function findPersonaLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  expectReadable(folder, {
    path: "",
    listing: top,
    isRead: (name) => NUMBERED.test(name),
  });
  const roles = numberedFolder(top.folders, { kind: "roles", folder });
  const traits = numberedFolder(top.folders, { kind: "traits", folder });
  const roleFiles = await listInner(folder, `${roles}/vectors`);
  const traitFiles = await listInner(folder, `${traits}/vectors`);
  expectTorchFiles(folder, { ...roleFiles, inner: `${roles}/vectors` });
  expectTorchFiles(folder, { ...traitFiles, inner: `${traits}/vectors` });
  if (isEmpty(roleFiles.listing) && isEmpty(traitFiles.listing)) return undefined;

  expectNoKind(folder, options, "persona");
  const { difference } = options;
  const [roleKey, traitKey] = [options.roleKey ?? ROLE_KEY, options.traitKey ?? TRAIT_KEY];
  const pca = await listInner(folder, `${roles}/pca`);
  const key = difference === DIFFERENCE_DEFAULT ? DEFAULT_KEY : difference;
  return {
    layout: "persona",
    roleKey,
    traitKey,
    vectors: [
      ...torchVectors(folder, {
        listing: roleFiles.listing,
        inner: `${roles}/vectors`,
        kind: "role",
        keys: [roleKey],
      }),
      ...torchVectors(folder, {
        listing: traitFiles.listing,
        inner: `${traits}/vectors`,
        kind: "trait",
        keys: [traitKey],
      }),
    ],
    content: {
      role: { is: "raw", why: "as the persona layout has roles" },
      trait: RAW_MEAN_KEYS.has(traitKey)
        ? { is: "raw", why: `key ${traitKey}, which holds means` }
        : { is: "difference", why: `key ${shownName(traitKey)}, which holds contrasts` },
    },
    rowZero: OF_BLOCKS,
    isByLayer: false,
    difference: difference === DIFFERENCE_NONE ? null : {
      rows: [
        torchRows(folder, { path: `${roles}/${DEFAULT_FILE}`, keys: [DEFAULT_DICT, key] }),
      ],
      label: `${DEFAULT_DICT}.${key}`,
      dict: DEFAULT_DICT,
    },
    axis: null,
    pcaFiles: torchFiles(pca.listing.files).map((fileName) => {
      const path = `${roles}/pca/${fileName}`;
      return {
        path,
        paths: [path],
        read: () => withTorchFile({ folder, path }, (file) => readPcaFile(file, fileName)),
      };
    }),
    unread: [
      ...unreadFiles(top, {
        folder: "",
        isRead: (name) => NUMBERED.test(name),
        reason: "not part of the persona layout",
      }),
      ...unreadNumbered(top, { roles, traits }),
      ...await unreadAround(folder, { inner: roles, parts: ["vectors", "pca", DEFAULT_FILE] }),
      ...await unreadAround(folder, { inner: traits, parts: ["vectors"] }),
      ...roleFiles.unread,
      ...pca.unread,
      ...traitFiles.unread,
    ],
  };
}

/** Other folders of roles or of traits, which are some of the layout and not those that are read. */
function unreadNumbered(
  { files, folders }: FolderListing,
  { roles, traits }: { roles: string; traits: string },
): UnreadFile[] {
  const others = folders.filter((name) => NUMBERED.test(name) && name !== roles && name !== traits);
  return [
    ...files.filter((name) => NUMBERED.test(name))
      .map((path) => ({ path, reason: "not part of the persona layout" })),
    ...others.map((name) => ({
      path: `${name}/`,
      reason: `${
        name.startsWith("roles") ? roles : traits
      } is read; give a folder that holds ${name} without it to have that one`,
    })),
  ];
}

/** A folder of which every `.pt` file is read. */
async function listInner(folder: Folder, inner: string) {
  const listing = await folder.list(inner);
  return { listing, unread: unreadBesideTorch(folder, { listing, inner }) };
}

/** What lies in the folder of roles or of traits beside its parts. */
async function unreadAround(
  folder: Folder,
  { inner, parts }: { inner: string; parts: readonly string[] },
): Promise<UnreadFile[]> {
  const listing = await folder.list(inner);
  const isRead = (name: string) => parts.includes(name);
  expectReadable(folder, { path: inner, listing, isRead });
  return unreadFiles(listing, { folder: inner, isRead, reason: "not part of the persona layout" });
}

function isEmpty({ files }: FolderListing): boolean {
  return files.length === 0;
}

/** The folder `roles_240`, else the only one like `roles_120`; its usual name where there is none. */
function numberedFolder(
  folders: readonly string[],
  { kind, folder }: { kind: "roles" | "traits"; folder: Folder },
): string {
  const usual = `${kind}_${USUAL_NUMBER}`;
  const found = folders.filter((name) => new RegExp(`^${kind}_\\d+$`).test(name));
  if (found.includes(usual)) return usual;
  if (found.length > 1) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected ${usual} or one other folder like it, found ${
        found.join(", ")
      }; give a folder that holds one of them`,
    );
  }
  return found[0] ?? usual;
}
