/**
 * Files of vectors at the top of a folder, all of one form, or one such file alone: the form follows from the extension, what each
 * vector is from its name.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import { list } from "../../text/words.ts";
import {
  isAdapterFile,
  isCheckpointFile,
  isVectorFolder,
  type VECTOR_EXTENSIONS,
} from "../folder/file_names.ts";
import { isReportData } from "../folder/own_files.ts";
import { expectReadable, type Folder } from "../folder/folder.ts";
import { type UnreadFile, unreadFiles } from "../folder/unread_files.ts";
import { namedLayout } from "./named_layout.ts";
import type { FoundVectors, ReadForm } from "./vector_form.ts";
import type { VectorFolderOptions, VectorLayout } from "./vector_layout.ts";

/** Each loads only what it needs. */
const FORMS: readonly {
  readonly extension: typeof VECTOR_EXTENSIONS[number];
  readonly load: () => Promise<ReadForm>;
}[] = [
  {
    extension: ".safetensors",
    load: async () => (await import("./forms/safetensors_form.ts")).readSafetensorsForm,
  },
  { extension: ".pt", load: async () => (await import("./forms/torch_form.ts")).readTorchForm },
  { extension: ".npy", load: async () => (await import("./forms/npy_form.ts")).readNpyForm },
  { extension: ".npz", load: async () => (await import("./forms/npz_form.ts")).readNpzForm },
  { extension: ".csv", load: async () => (await import("./forms/csv_form.ts")).readCsvForm },
  { extension: ".gguf", load: async () => (await import("./forms/gguf_form.ts")).readGgufForm },
];

/** What the layout needs, for a message. */
export const FILES_NEEDS = `${
  list(FORMS.map(({ extension }) => extension)).replace(" and ", " or ")
} files of vectors by name`;

/** A part of another layout, which is read with the folder that it lies in. */
const PART = /^(role_vectors|trait_vectors)$/;

/**
 * Recognises files by their extension; undefined where there are none, or they are a checkpoint.
 *
 * @throws {Error} if there are files of several forms, or one is broken.
 * @throws {UsageError} naming what has to be declared.
 */
export async function findFilesLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  if (PART.test(folder.label) || await isPersonaPart(folder)) return undefined;
  const read = await readFiles(folder);
  return read && namedLayout(folder, read.found, { options, unread: read.unread });
}

/** A folder of roles or of traits in the persona layout, whose vectors lie one deeper. */
async function isPersonaPart(folder: Folder): Promise<boolean> {
  return isVectorFolder(folder.label) && (await folder.list("")).folders.includes("vectors");
}

/**
 * What files of one form hold, whatever it is of; undefined where there are none, or they are a checkpoint.
 *
 * @throws {Error} if there are files of several forms, or one is broken.
 */
export async function readFiles(
  folder: Folder,
): Promise<{ found: FoundVectors; unread: UnreadFile[] } | undefined> {
  const top = await folder.list("");
  // Weights of a model are no vectors, whatever lies beside them.
  const isOther = (name: string) => isCheckpointFile(name) || isAdapterFile(name);
  if (top.files.some(isOther) || isReportData(top.files)) return undefined;
  const forms = FORMS.flatMap((form) => {
    const fileNames = top.files.filter((name) => name.endsWith(form.extension));
    return fileNames.length === 0 ? [] : [{ ...form, fileNames }];
  });
  const [form, ...others] = forms;
  if (form === undefined) return undefined;
  if (others.length > 0) {
    throw new Error(
      `Cannot open persona vectors ${shownName(folder.name)}: expected files of one form, found ${
        list(forms.map(({ extension }) => extension))
      }; give one of the files, or move the others`,
    );
  }
  const { fileNames, extension } = form;
  const isRead = (name: string) => name.endsWith(extension);
  expectReadable(folder, { path: "", listing: top, isRead });
  const read = await form.load();
  return {
    found: await read(folder, fileNames),
    unread: unreadFiles({ ...top, files: top.files.filter((name) => !isRead(name)) }, {
      folder: "",
      isRead: () => false,
      reason: `only ${extension} files are read here`,
    }),
  };
}
