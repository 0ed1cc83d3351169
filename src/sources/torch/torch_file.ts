/**
 * A `.pt` file as `torch.save` writes it (torch 1.6 and later): its pickle as inert values, its tensors left on disk.
 *
 * @module
 */

import type { ByteSource } from "../folder/bytes.ts";
import { findGlobal } from "./pickle_globals.ts";
import { describeValue, isKind, type PickleValue, type StorageRecord } from "./pickle_values.ts";
import { describeFormat, type FileFormat } from "../folder/file_formats.ts";
import { quote, shownName } from "../../text/quote.ts";
import { bytesPerStorageElement, STORAGE_DTYPES } from "./torch_tensor.ts";
import { unpickle } from "./unpickler.ts";
import { openZip, type ZipArchive, type ZipEntry } from "./zip.ts";
import { expectLocalHeaders, readEntry } from "./zip_entry.ts";

/** numpy arrays lie inside the pickle: a PCA of 500 vectors of a 70B model takes some 50 MB in protocol 2. */
const MAX_PICKLE_BYTES = 128 * 2 ** 20;
const MAX_BYTEORDER_BYTES = 16;

/** An opened `.pt` file. Closing the byte source ends its use. */
export interface TorchFile {
  /** What messages call the file. */
  readonly label: string;
  readonly archive: ZipArchive;
  /** What was saved. */
  readonly value: PickleValue;
}

/**
 * Reads directory and pickle of a `.pt` file; `label` is what messages call it.
 *
 * @throws {Error} if the file is of another kind, is damaged, or names anything that deltascope does not know.
 *
 * @example
 * ```ts ignore
 * import { openFileBytes } from "../folder/file_bytes.ts";
 * import { openTorchFile } from "./torch_file.ts";
 * const source = await openFileBytes("role_vectors/bard.pt");
 * const { value } = await openTorchFile(source);
 * source.close();
 * ```
 */
export async function openTorchFile(
  source: ByteSource,
  label = shownName(source.name),
): Promise<TorchFile> {
  let archive: ZipArchive;
  try {
    archive = await openZip(source, label);
  } catch (cause) {
    const found = source.sizeBytes === 0
      ? "an empty file"
      : await describeFormat(source, OTHER_FORMATS);
    if (found === null) throw cause;
    throw new Error(`Cannot read ${label}: expected a file of torch.save, found ${found}`, {
      cause,
    });
  }
  const { root, pickle } = findPickle(archive);
  await expectLittleEndian(archive, archive.entries.get(`${root}byteorder`));
  const bytes = await readEntry(archive, { entry: pickle, maxBytes: MAX_PICKLE_BYTES });
  await expectLocalHeaders(archive);
  const value = unpickle(bytes, {
    label: `data.pkl of ${label}`,
    findGlobal,
    loadPersistent: (id) => loadStorage(id, (key) => archive.entries.get(`${root}data/${key}`)),
  });
  return { label, archive, value };
}

/** Archives that are none of torch.save, by an entry that they have. */
const OTHER_ARCHIVES: readonly (readonly [entry: RegExp, found: string])[] = [
  [
    /(^|\/)(archive_format|serialized_exported_program\.json)$/,
    "a program of torch.export (.pt2); torch.save its tensors",
  ],
  [/\/(constants\.pkl|code\/.*)$/, "a program of torch.jit.save; torch.save its tensors"],
  [/\.npy$/, "an archive of numpy's arrays; give it the extension .npz"],
];

/** The pickle, and the one folder that holds all entries, with its slash: the file's name when it was saved. */
function findPickle({ entries, label }: ZipArchive): { root: string; pickle: ZipEntry } {
  const other = OTHER_ARCHIVES.find(([entry]) => [...entries.keys()].some((it) => entry.test(it)));
  if (other !== undefined) {
    throw new Error(`Cannot read ${label}: expected a file of torch.save, found ${other[1]}`);
  }
  const [pickle, ...others] = [...entries.values()]
    .filter(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined || others.length > 0) {
    const nFound = pickle === undefined ? 0 : 1 + others.length;
    throw new Error(
      `Cannot read ${label}: expected one entry NAME/data.pkl as torch.save writes it, found ${nFound}`,
    );
  }
  const root = pickle.name.slice(0, -"data.pkl".length);
  const stray = [...entries.keys()].find((name) => !name.startsWith(root));
  if (stray !== undefined) {
    throw new Error(
      `Cannot read ${label}: expected every entry under ${quote(root)}, found ${quote(stray)}`,
    );
  }
  return { root, pickle };
}

/** Later versions of torch 2 write an entry `byteorder`; earlier ones leave it out. */
async function expectLittleEndian(archive: ZipArchive, entry: ZipEntry | undefined): Promise<void> {
  if (entry === undefined) return;
  const bytes = await readEntry(archive, { entry, maxBytes: MAX_BYTEORDER_BYTES });
  const order = new TextDecoder().decode(bytes);
  if (order !== "little") {
    throw new Error(
      `Cannot read ${archive.label}: expected byte order little, found ${quote(order)}`,
    );
  }
}

/** The storage that a persistent id `("storage", class, key, location, number of elements)` names. */
function loadStorage(
  id: PickleValue,
  findEntry: (key: string) => ZipEntry | undefined,
): StorageRecord {
  const [tag, cls, key, , nElements] = isKind(id, "tuple") ? id.items : [];
  if (!isKind(id, "tuple") || id.items.length !== 5 || tag !== "storage") {
    throw new TypeError(`expected the id of a storage, found ${describeValue(id)}`);
  }
  const dtype = isKind(cls, "global")
    ? STORAGE_DTYPES.get(cls.name.slice("torch.".length))
    : undefined;
  if (dtype === undefined) {
    throw new TypeError(`expected a storage class of torch, found ${describeValue(cls)}`);
  }
  if (typeof key !== "string") {
    throw new TypeError(`expected the key of a storage, found ${describeValue(key)}`);
  }
  const entry = findEntry(key);
  if (entry === undefined) throw new Error(`storage ${quote(key)} has no entry in the archive`);
  const nStored = entry.sizeBytes / bytesPerStorageElement(dtype);
  if (typeof nElements !== "number" || nElements !== nStored) {
    throw new RangeError(
      `storage ${quote(key)} should have ${
        typeof nElements === "number" ? nElements : describeValue(nElements)
      } elements of ${dtype}, but its entry has ${entry.sizeBytes} bytes`,
    );
  }
  return { kind: "storage", entry, dtype, nElements };
}

/** Files that are mistaken for `.pt`, or were `.pt` files long ago. */
const OTHER_FORMATS: readonly FileFormat[] = [
  [
    "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19",
    0,
    "the format of torch before 1.6 (_use_new_zipfile_serialization=False); load it and torch.save it again",
  ],
  ["ustar", 257, "a tar archive, the format of torch before 0.1.10; torch.save it again"],
  ...["\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05"].map((magic) =>
    [magic, 0, "a bare pickle; load it in Python and torch.save it"] as const
  ),
  ['{"', 8, "a safetensors file; give it that extension"],
];
