/**
 * Vectors in numpy's `.npz` files, which are zip archives of `.npy` files: an array `[L, C]` by its key, or one `[C]` for each layer
 * under keys `TRAIT|LAYER|VARIANT`, whose layers count from 1.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { shownName, shownShape } from "../../../text/quote.ts";
import type { ByteSource } from "../../folder/bytes.ts";
import { describeFormat, VECTOR_FORMATS } from "../../folder/file_formats.ts";
import type { Folder } from "../../folder/folder.ts";
import { memoryBytes } from "../../folder/memory_folder.ts";
import { reopenedBytes } from "../../folder/reopened.ts";
import type { UnreadFile } from "../../folder/unread_files.ts";
import { isFloatDescr, openNpyArray, readNpyHeader, type StoredArray } from "../../npy/npy.ts";
import { rowShape } from "../../../math/row_axes.ts";
import { openZip, type ZipArchive, type ZipEntry } from "../../torch/zip.ts";
import { expectLocalHeaders, readEntry } from "../../torch/zip_entry.ts";
import { layerRows, type LayerVector } from "../layer_rows.ts";
import { isVectorShape, matrixRows } from "../matrix_rows.ts";
import type { FoundVector, FoundVectors } from "../vector_form.ts";
import { adviceOf, type KeyedArray, namedRows, type OtherArray } from "./npz_names.ts";

/** 80 layers of 8192 float64 numbers are 5 MB; beyond this an entry is no vector. */
const MAX_ENTRY_BYTES = 256 * 2 ** 20;
/** More layers than any model has: a number beyond is none of a layer. */
const LAYER_KEY = /^(.+)\|(\d{1,4})(?:\|(.+))?$/s;

/** Finds the arrays of all files. @throws {Error} if one has keys of both kinds. */
export async function readNpzForm(
  folder: Folder,
  fileNames: readonly string[],
): Promise<FoundVectors> {
  const vectors: FoundVector[] = [];
  const unread: UnreadFile[] = [];
  let advice: string | null = null;
  /** The first of either kind, as a message shows it. */
  const kinds: { byLayer: string | null; whole: string | null } = { byLayer: null, whole: null };
  for (const path of fileNames) {
    const archive = await openArchive(await reopenedBytes(folder, path), shownName(path));
    await expectLocalHeaders(archive);
    const arrays: KeyedArray[] = [];
    const stacks: KeyedArray[] = [];
    const others: OtherArray[] = [];
    for (const entry of archive.entries.values()) {
      const key = entry.name.replace(/\.npy$/, "");
      const pass = (what: string) =>
        void unread.push({ path, reason: `${shownName(key)} is ${what}, no vector` });
      if (!entry.name.endsWith(".npy")) {
        pass("no .npy file");
        continue;
      }
      const found = await openArray(archive, entry);
      if ("descr" in found) {
        pass(`an array of ${shownName(found.descr)} ${shownShape(found.shape)}`);
        others.push({ key, ...found });
      } else if (!isVectorShape(found.shape)) {
        pass(`an array ${shownShape(found.shape)}`);
        if (found.shape.length === 3) stacks.push({ key, array: found });
      } else arrays.push({ key, array: { ...found, shape: rowShape(found.shape) } });
    }
    advice ??= adviceOf(stacks, others);
    const named = namedRows(arrays, others);
    const byLayer = arrays.filter(({ key }) => LAYER_KEY.test(key));
    const whole = arrays.filter(({ key }) => !LAYER_KEY.test(key));
    const first = ([array]: readonly KeyedArray[]) =>
      array === undefined ? null : `${shownName(array.key)} of ${shownName(path)}`;
    kinds.byLayer ??= first(byLayer);
    kinds.whole ??= first(whole);
    vectors.push(
      ...groupedByTrait(byLayer, path),
      ...whole.map(({ key, array }) => ({
        name: key,
        rows: matrixRows(array, { path, label: `${key} of ${path}` }),
        ...key === named?.key && { rowNames: named.rowNames },
      })),
    );
  }
  if (kinds.byLayer !== null && kinds.whole !== null) {
    throw new Error(
      `Cannot use ${
        shownName(folder.name)
      }: expected keys that are all NAME or all TRAIT|LAYER|VARIANT, found ${kinds.whole} and ${kinds.byLayer}`,
    );
  }
  if (kinds.byLayer === null) {
    return { layout: "npz", vectors, unread, ...advice !== null && { advice } };
  }
  return {
    layout: "npz",
    vectors,
    unread,
    kind: "trait",
    isByLayer: true,
    rowZero: { is: "embedding", why: "keys TRAIT|LAYER|VARIANT, whose layers count from 1" },
  };
}

/** @throws {Error} saying what it is, where it is a file of another kind */
async function openArchive(source: ByteSource, label: string): Promise<ZipArchive> {
  let found: string | null;
  try {
    const archive = await openZip(source, label, { allowsDeflated: true });
    if (![...archive.entries.keys()].some((name) => /^[^/]+\/data\.pkl$/.test(name))) {
      return archive;
    }
    found = "a file of torch.save; give it the extension .pt";
  } catch (cause) {
    found = await describeFormat(source, VECTOR_FORMATS);
    if (found === null) throw cause;
  }
  throw new Error(`Cannot read ${label}: expected an archive of numpy's arrays, found ${found}`);
}

/**
 * The array of an entry, which is read whole once, and again whenever numbers are asked for; once for those asked for together. What
 * is told beside vectors, as their names or a layer, is an array too, of which no more than its header is read.
 */
async function openArray(
  archive: ZipArchive,
  entry: ZipEntry,
): Promise<StoredArray | Omit<OtherArray, "key">> {
  const read = async () => {
    const bytes = await readEntry(archive, { entry, maxBytes: MAX_ENTRY_BYTES });
    return memoryBytes(`${entry.name} of ${archive.label}`, bytes);
  };
  const open = async () => await openNpyArray(await read());
  const first = await read();
  const header = await readNpyHeader(first);
  if (!isFloatDescr(header.descr)) return header;
  const { shape, dtype } = await openNpyArray(first);
  let opening: Promise<StoredArray> | null = null;
  const opened = () =>
    opening ??= open().finally(() => {
      opening = null;
    });
  return {
    shape,
    dtype,
    read: async (offsetBytes, into) => await (await opened()).read(offsetBytes, into),
  };
}

/** A vector for each trait, and for each variant of it where there are several. */
function groupedByTrait(arrays: readonly KeyedArray[], path: string): FoundVector[] {
  const parsed = arrays.map(({ key, array }) => {
    const [, trait = "", layer = "", variant = ""] = LAYER_KEY.exec(key) ?? [];
    return { key, array, trait, layer: Number(layer), variant };
  });
  const hasVariants = new Set(parsed.map(({ variant }) => variant)).size > 1;
  const groups = Map.groupBy(
    parsed,
    ({ trait, variant }) => hasVariants && variant !== "" ? `${trait}|${variant}` : trait,
  );
  return [...groups].map(([name, group]) => {
    const byNumber = new Map<number, LayerVector>();
    for (const { key, array, layer } of group) {
      if (array.shape.length !== 1 || layer === 0 || byNumber.has(layer)) {
        const finding = array.shape.length !== 1
          ? `expected an array [C], found ${shownShape(array.shape)}`
          : layer === 0
          ? "expected layers from 1 on, found 0"
          : `layer ${layer} occurs twice`;
        throw new Error(`Cannot use ${shownName(key)} of ${shownName(path)}: ${finding}`);
      }
      const rows = matrixRows(array, { path, label: `${key} of ${path}` });
      byNumber.set(layer, {
        size: array.shape[0] ?? 0,
        read: async () => (await rows.read([0]))[0]!,
      });
    }
    return { name, rows: layerRows(byNumber, { path, label: `${name} of ${path}` }) };
  });
}
