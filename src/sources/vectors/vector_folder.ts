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
import { steadyFolder } from "../folder/steady_folder.ts";
import { shownName } from "../../text/quote.ts";
import { FILES_NEEDS, findFilesLayout } from "./files_layout.ts";
import { findPersonaLayout, PERSONA_NEEDS } from "./persona_layout.ts";
import { renameAdvice, togetherAdvice, withRenameAdvice } from "./near_folders.ts";
import { findPersonaVectorsLayout, PERSONA_VECTORS_NEEDS } from "./persona_vectors_layout.ts";
import { findPipelineLayout, PIPELINE_NEEDS } from "./pipeline_layout.ts";
import {
  DIFFERENCE_NONE,
  type NamedRows,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";
import { settleContent, settleRowZero } from "./reading.ts";
import { mappedInTurns } from "../folder/turns.ts";
import { FILES_AT_ONCE, rowsAtLayers, type StoredRows } from "./stored_rows.ts";
import { atOneLayer } from "./one_layer.ts";
import { surveyLayout } from "./vector_survey.ts";
import type { RawVectors, VectorFolder, VectorKind } from "./vectors.ts";

/** A file whose first line says that the vectors were made by a program. */
const SYNTHETIC_FILE = "synthetic.txt";
const MAX_NOTE_BYTES = 1024;
/**
 * Layers that were read are kept up to here, so that each of many files is opened once for them: of a small model all, at the width of
 * Gemma 2 27B a dozen of 515 vectors.
 */
const MAX_KEPT_BYTES = 128 * 2 ** 20;

/**
 * Opens a folder of persona vectors, reading names, shapes and keys but no vector yet; it owns its folder.
 *
 * @throws {Error} if the folder is of no layout, a file is broken, shapes differ, or the default vector is missing.
 * The folder is closed then.
 *
 * @example
 * ```ts
 * import { localFolder } from "../folder/local_folder.ts";
 * import { openVectorFolder } from "./vector_folder.ts";
 * async function namesAtLayer18(path: string): Promise<string[]> {
 *   const vectors = await openVectorFolder(localFolder(path), { difference: "default" });
 *   const [layer] = await vectors.readLayers([18]);
 *   vectors.close();
 *   return layer!.vectors.map(({ kind, name }) => `${kind} ${name}`);
 * }
 * ```
 */
export async function openVectorFolder(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorFolder> {
  try {
    return await openLayout(steadyFolder(folder), options);
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function openLayout(folder: Folder, options: VectorFolderOptions): Promise<VectorFolder> {
  const found = await findLayout(folder, options);
  if (found === undefined) throw new Error(await describeOther(folder, options));
  const layout = options.vectorLayer === undefined
    ? found
    : await atOneLayer(found, options.vectorLayer);
  const content = settleContent(folder, layout, options);
  const isSubtracted = layout.vectors.some(({ kind }) => content[kind].is === "raw");
  const survey = await surveyLayout(folder, layout, { isSubtracted });
  const { nRows, hiddenSize, used, skipped } = survey;
  const rowZero = settleRowZero(layout, { nRows, options });
  const firstRow = rowZero.is === "embedding" ? 1 : 0;
  const nLayers = nRows - firstRow;
  const { axis, isByLayer } = layout;
  const difference = isSubtracted ? layout.difference : null;
  const syntheticNote = await readSyntheticNote(folder);
  const kept = new Map<number, RawVectors>();
  const maxKept = Math.floor(
    MAX_KEPT_BYTES / ((used.length + 1) * hiddenSize * Float32Array.BYTES_PER_ELEMENT),
  );
  const namesOf = (kind: VectorKind) =>
    used.filter((vector) => vector.kind === kind).map(({ name }) => name);
  const contentOf = (kind: VectorKind) => namesOf(kind).length === 0 ? null : content[kind];
  const expectLayers = (layers: readonly number[]) =>
    checkLayers(folder, { layers, nLayers: isByLayer ? Infinity : nLayers });
  return {
    label: folder.label,
    layout: layout.layout,
    nLayers,
    hiddenSize,
    isByLayer,
    rowZero,
    roleKey: layout.roleKey,
    traitKey: layout.traitKey,
    rolesAre: contentOf("role"),
    traitsAre: contentOf("trait"),
    difference: difference?.label ?? null,
    ...layout.besideTraits !== undefined && { besideTraits: layout.besideTraits },
    hasAxis: axis !== null,
    roleNames: namesOf("role"),
    traitNames: namesOf("trait"),
    absent: used.flatMap(({ kind, name, absentRows }) => {
      const layers = absentRows.map((row) => row - firstRow).filter((layer) => layer >= 0);
      return layers.length === 0 ? [] : [{ kind, name, layers }];
    }),
    skipped,
    unread: [...layout.unread, ...survey.unread],
    sayings: survey.sayings,
    pcaFileNames: layout.pcaFiles.map(({ path }) => fileNameOf(path)),
    syntheticNote,
    async assistantAxis(layer) {
      expectLayers([layer]);
      if (axis === null) return null;
      const [row = null] = await rowsAtLayers(axis, { layers: [layer], firstRow });
      return row;
    },
    async readLayers(layers) {
      expectLayers(layers);
      const missing = layers.filter((layer) => !kept.has(layer));
      const read = missing.length === 0 ? [] : await readLayers({
        layers: missing,
        firstRow,
        used,
        difference: difference?.rows ?? null,
      });
      const found = new Map([...kept, ...read.map((raw) => [raw.layer, raw] as const)]);
      for (const raw of read.slice(0, maxKept - kept.size)) kept.set(raw.layer, raw);
      return layers.map((layer) => found.get(layer)!);
    },
    async readPca(fileName, layer = 0) {
      const file = layout.pcaFiles.find(({ path }) => fileNameOf(path) === fileName);
      if (file === undefined) {
        const known = someNames(layout.pcaFiles.map(({ path }) => fileNameOf(path))) ||
          "no PCA file";
        throw new Error(
          `Cannot read PCA file ${shownName(fileName)} of ${
            shownName(folder.name)
          }: it has ${known}`,
        );
      }
      return await file.read(layer, firstRow);
    },
    identities: () =>
      identitiesOf(folder, [
        ...layout.vectors.map(({ rows }) => rows.path),
        ...[...difference?.rows ?? [], axis].flatMap((rows) => rows ? [rows.path] : []),
        ...layout.pcaFiles.flatMap(({ paths }) => paths),
        ...(syntheticNote === null ? [] : [SYNTHETIC_FILE]),
      ]),
    nKept: maxKept,
    close: () => folder.close(), // files are opened a few at a time and closed at once
  };
}

/** In the order in which a folder is held against them. */
const LAYOUTS = [
  findPersonaLayout,
  findAxisLayout,
  findPipelineLayout,
  findPersonaVectorsLayout,
  findFilesLayout,
] as const;

async function findLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  for (const find of LAYOUTS) {
    const layout = await find(folder, options);
    if (layout === undefined) continue;
    const isByName = find === findFilesLayout;
    return { ...layout, unread: await withRenameAdvice(folder, layout.unread, { isByName }) };
  }
  return undefined;
}

/** Says what a folder of no layout holds, and what each layout needs. */
async function describeOther(folder: Folder, options: VectorFolderOptions): Promise<string> {
  const { folders } = await folder.list("");
  const models: string[] = [];
  for (const name of folders) {
    // Only a hint: what is in it may be broken, or have to be declared.
    const found = await findLayout(subfolder(folder, name), {
      ...options,
      difference: DIFFERENCE_NONE,
    }).catch(() => undefined);
    if (found !== undefined) models.push(name);
  }
  const what = `Cannot open persona vectors ${shownName(folder.name)}`;
  const advice = await renameAdvice(folder, folders);
  if (advice !== null) {
    return `${what}: expected ${PERSONA_NEEDS} or ${AXIS_NEEDS} in it, found folders of nearly these names; ${advice}`;
  }
  const together = await togetherAdvice(folder, folders);
  if (together !== null) {
    return `${what}: expected ${FILES_NEEDS} in one folder, found them in folders of it; ${together}`;
  }
  if (models.length > 0) {
    return models.length === 1
      ? `${what}: its vectors lie in a folder of it; give that: ${shownName(models[0]!)}`
      : `${what}: it holds a folder for each of several models; give one of them: ${
        someNames(models)
      }`;
  }
  const found = await describeFolder(folder, "vectors");
  return `${what}: expected ${PERSONA_NEEDS}, ${AXIS_NEEDS}, ${PIPELINE_NEEDS}, ${PERSONA_VECTORS_NEEDS} or ${FILES_NEEDS} in it, found ${found}`;
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

/** A few files at a time, keeping only the rows asked: memory is `layers * files * C` float32 and a chunk of each open file. */
async function readLayers(
  { layers, firstRow, used, difference }: {
    layers: readonly number[];
    firstRow: number;
    used: readonly NamedRows[];
    difference: readonly StoredRows[] | null;
  },
): Promise<RawVectors[]> {
  const read = layers.map((layer) => ({
    layer,
    vectors: [] as RawVectors["vectors"][number][],
  }));
  const all = await mappedInTurns(used, {
    most: FILES_AT_ONCE,
    work: ({ rows }) => rowsAtLayers(rows, { layers, firstRow }),
  });
  for (const [ix, { kind, name }] of used.entries()) {
    all[ix]!.forEach((values, i) => {
      if (values !== undefined) read[i]?.vectors.push({ kind, name, values });
    });
  }
  // Where there is no vector, nothing is subtracted from any.
  const from = read.filter(({ vectors }) => vectors.length > 0).map(({ layer }) => layer);
  const defaults = difference === null
    ? []
    : await readMean(difference, { layers: from, firstRow });
  return read.map((raw) => ({ ...raw, default: defaults[from.indexOf(raw.layer)] ?? null }));
}

/** The mean of vectors at each layer, f32 `[C]`; of one the vector itself. @throws {RangeError} if one has none at a layer. */
async function readMean(
  stored: readonly StoredRows[],
  { layers, firstRow }: { layers: readonly number[]; firstRow: number },
): Promise<Float32Array[]> {
  const sums: Float64Array[] = [];
  for (const one of stored) {
    for (const [i, row] of (await rowsAtLayers(one, { layers, firstRow })).entries()) {
      if (row === undefined) {
        throw new RangeError(
          `Cannot subtract the default vector at layer ${layers[i]}: ${
            shownName(one.label)
          } has none there`,
        );
      }
      const sum = sums[i] ??= new Float64Array(row.length);
      row.forEach((value, c) => sum[c]! += value);
    }
  }
  return sums.map((sum) => Float32Array.from(sum, (value) => value / stored.length));
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
