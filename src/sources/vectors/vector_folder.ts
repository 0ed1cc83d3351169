/**
 * A folder of persona vectors, in any of the layouts.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { AXIS_NEEDS, findAxisLayout } from "./axis_layout.ts";
import { identitiesOf } from "../folder/file_identities.ts";
import { fileNameOf, type Folder, isPresent, subfolder } from "../folder/folder.ts";
import { describeFolder, someNames } from "../folder/folder_description.ts";
import { shownName } from "../../text/quote.ts";
import { readLayersAt, withTorchFile } from "../safetensors/layered_tensor.ts";
import { readPcaFile } from "./pca_file.ts";
import { findPersonaLayout, PERSONA_NEEDS } from "./persona_layout.ts";
import { findPipelineLayout, PIPELINE_NEEDS } from "./pipeline_layout.ts";
import {
  DIFFERENCE_NONE,
  type NamedPlace,
  type TensorPlace,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";
import { surveyLayout } from "./vector_survey.ts";
import type { RawVectors, VectorFolder, VectorKind } from "./vectors.ts";

/** A file whose first line says that the vectors were made by a program. */
const SYNTHETIC_FILE = "synthetic.txt";
const MAX_NOTE_BYTES = 1024;
/** Layers that were read are kept up to here: of a small model all, so that each of its many files is opened once for them. */
const MAX_KEPT_BYTES = 32 * 2 ** 20;

/**
 * Opens a folder of persona vectors, reading names, shapes and keys but no vector yet; it owns its folder.
 *
 * @throws {Error} if the folder is of no layout, a file is broken, shapes differ, or the default vector is missing.
 * The folder is closed then.
 *
 * @example
 * ```ts ignore
 * import { openInputFolder } from "../folder/input_folder.ts";
 * import { openVectorFolder } from "./vector_folder.ts";
 * const options = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };
 * const folder = await openInputFolder("persona-data/gemma-2-27b", "vectors");
 * const vectors = await openVectorFolder(folder, options);
 * const [atLayer18] = await vectors.readLayers([18]);
 * vectors.close();
 * ```
 */
export async function openVectorFolder(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorFolder> {
  try {
    return await openLayout(folder, options);
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function openLayout(folder: Folder, options: VectorFolderOptions): Promise<VectorFolder> {
  const layout = await findLayout(folder, options);
  if (layout === undefined) throw new Error(await describeOther(folder, options));
  const { nLayers, hiddenSize, used, skipped, unread } = await surveyLayout(folder, layout);
  const { axis, difference } = layout;
  const syntheticNote = await readSyntheticNote(folder);
  const kept = new Map<number, RawVectors>();
  const maxKept = Math.floor(
    MAX_KEPT_BYTES / ((used.length + 1) * hiddenSize * Float32Array.BYTES_PER_ELEMENT),
  );
  const namesOf = (kind: VectorKind) =>
    used.filter((place) => place.kind === kind).map(({ name }) => name);
  return {
    label: folder.label,
    layout: layout.layout,
    nLayers,
    hiddenSize,
    roleKey: layout.roleKey,
    traitKey: layout.traitKey,
    difference: difference?.label ?? null,
    isTraitRawMean: layout.isTraitRawMean,
    roleNames: namesOf("role"),
    traitNames: namesOf("trait"),
    skipped,
    unread: [...layout.unread, ...unread],
    pcaFileNames: layout.pcaPaths.map(fileNameOf),
    syntheticNote,
    async assistantAxis(layer) {
      checkLayers(folder, { layers: [layer], nLayers });
      if (axis === null) return null;
      const [row = null] = await readLayersAt({ folder, place: axis }, [layer]);
      return row;
    },
    async readLayers(layers) {
      checkLayers(folder, { layers, nLayers });
      const missing = layers.filter((layer) => !kept.has(layer));
      const read = missing.length === 0 ? [] : await readLayers(folder, {
        layers: missing,
        used,
        difference: difference?.places ?? null,
      });
      const found = new Map([...kept, ...read.map((raw) => [raw.layer, raw] as const)]);
      for (const raw of read.slice(0, maxKept - kept.size)) kept.set(raw.layer, raw);
      return layers.map((layer) => found.get(layer)!);
    },
    async readPca(fileName) {
      const path = layout.pcaPaths.find((path) => fileNameOf(path) === fileName);
      if (path === undefined) {
        const known = someNames(layout.pcaPaths.map(fileNameOf)) || "no PCA file";
        throw new Error(
          `Cannot read PCA file ${shownName(fileName)} of ${
            shownName(folder.name)
          }: it has ${known}`,
        );
      }
      return await withTorchFile({ folder, path }, (file) => readPcaFile(file, fileName));
    },
    identities: () =>
      identitiesOf(folder, [
        ...layout.vectors.map(({ path }) => path),
        ...[...difference?.places ?? [], axis].flatMap((place) => place ? [place.path] : []),
        ...layout.pcaPaths,
        ...(syntheticNote === null ? [] : [SYNTHETIC_FILE]),
      ]),
    close: () => folder.close(), // files are opened one at a time and closed at once
  };
}

async function findLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  return await findPersonaLayout(folder, options) ?? await findAxisLayout(folder, options) ??
    await findPipelineLayout(folder, options);
}

/** Says what a folder of no layout holds, and what each layout needs. */
async function describeOther(folder: Folder, options: VectorFolderOptions): Promise<string> {
  const { folders } = await folder.list("");
  const models: string[] = [];
  for (const name of folders) {
    const found = await findLayout(subfolder(folder, name), {
      ...options,
      difference: DIFFERENCE_NONE,
    });
    if (found !== undefined) models.push(name);
  }
  const what = `Cannot open persona vectors ${shownName(folder.name)}`;
  if (models.length > 0) {
    return `${what}: it holds a folder for each of several models; give one of them: ${
      someNames(models)
    }`;
  }
  const found = await describeFolder(folder, "vectors");
  return `${what}: expected ${PERSONA_NEEDS}, ${AXIS_NEEDS} or ${PIPELINE_NEEDS} in it, found ${found}`;
}

function checkLayers(
  folder: Folder,
  { layers, nLayers }: { layers: readonly number[]; nLayers: number },
): void {
  const missing = layers.find((layer) => !Number.isInteger(layer) || layer < 0 || layer >= nLayers);
  if (missing === undefined) return;
  throw new RangeError(
    `Cannot read layer ${missing} of persona vectors ${
      shownName(folder.name)
    }: they have ${nLayers} layers, counted from 0`,
  );
}

/** One file at a time, keeping only the rows asked: memory is `layers * files * C` float32 and one chunk of a file. */
async function readLayers(
  folder: Folder,
  { layers, used, difference }: {
    layers: readonly number[];
    used: readonly NamedPlace[];
    difference: readonly TensorPlace[] | null;
  },
): Promise<RawVectors[]> {
  const defaults = difference === null
    ? []
    : await readMean(folder, { places: difference, layers });
  const read = layers.map((layer, i) => ({
    layer,
    vectors: [] as RawVectors["vectors"][number][],
    default: defaults[i] ?? null,
  }));
  for (const place of used) {
    const rows = await readLayersAt({ folder, place }, layers);
    rows.forEach((values, i) => {
      read[i]?.vectors.push({ kind: place.kind, name: place.name, values });
    });
  }
  return read;
}

/** The mean of vectors at each layer, f32 `[C]`; of one the vector itself. */
async function readMean(
  folder: Folder,
  { places, layers }: { places: readonly TensorPlace[]; layers: readonly number[] },
): Promise<Float32Array[]> {
  const sums: Float64Array[] = [];
  for (const place of places) {
    for (const [i, row] of (await readLayersAt({ folder, place }, layers)).entries()) {
      const sum = sums[i] ??= new Float64Array(row.length);
      row.forEach((value, c) => sum[c]! += value);
    }
  }
  return sums.map((sum) => Float32Array.from(sum, (value) => value / places.length));
}

/** First line of the file that says how the vectors were made; null where there is none. */
async function readSyntheticNote(folder: Folder): Promise<string | null> {
  if (!await isPresent(folder, SYNTHETIC_FILE)) return null;
  const source = await folder.open(SYNTHETIC_FILE);
  try {
    const bytes = new Uint8Array(Math.min(source.sizeBytes, MAX_NOTE_BYTES));
    await source.read(0, bytes);
    return new TextDecoder().decode(bytes).split(/\r?\n/, 1)[0]?.trim() || null;
  } finally {
    source.close();
  }
}
