/**
 * Which principal components a run takes: those of a file, or of the roles at one layer.
 *
 * @module
 */

import { basename } from "node:path";
import { shownUnread } from "../sources/folder/unread_files.ts";
import { shownName } from "../text/quote.ts";
import type { RawVectors, VectorFolder } from "../sources/vectors/vectors.ts";
import { type AnalysisOptions, defaultPcaLayer } from "./options.ts";
import type { RunInputs } from "./run_inputs.ts";
import { UsageError } from "../usage_error.ts";
import { checkPcaFile, pcaFileNotes } from "./pca_file_fit.ts";
import {
  type ComponentSet,
  componentsFromFile,
  componentsFromRoles,
  countedComponents,
} from "./principal_components.ts";

/** The components of a run, the layer that they are of, and what the reader should know of them, in whole sentences. */
export interface ChosenComponents extends ComponentSet {
  readonly pcaLayer: number;
  readonly notes: readonly string[];
}

/**
 * Reads or computes the components that are asked for; for an outline those to compute are only counted, and poles are not named.
 *
 * @throws {UsageError} if the options do not fit what there is.
 * @throws {Error} if a file does not fit the model.
 */
export async function chooseComponents(
  inputs: RunInputs,
  options: AnalysisOptions,
  { isOutline = false } = {},
): Promise<ChosenComponents> {
  const fileName = chooseFile(inputs.vectors, options);
  const asked = { layer: options.pcaLayer ?? unaskedLayer(inputs, options), options, isOutline };
  const chosen = fileName === null
    ? await fromRoles(inputs, asked)
    : await fromFile(fileName, inputs, asked);
  const { length } = chosen.components;
  return length >= options.pcs ? chosen : {
    ...chosen,
    notes: [
      ...chosen.notes,
      `${options.pcs} principal components were asked for; all that exist were used: ${length}.`,
    ],
  };
}

/** What is asked of either source of components; a file that says its layer has it its own way. */
interface Asked {
  readonly layer: number;
  readonly options: AnalysisOptions;
  readonly isOutline: boolean;
}

async function fromRoles(
  { vectors }: RunInputs,
  { layer, options, isOutline }: Asked,
): Promise<ChosenComponents> {
  expectRoles(vectors);
  const set = isOutline
    ? countedComponents({ layer, nRoles: vectors.roleNames.length }, options)
    : componentsFromRoles(await readLayer(vectors, layer), options);
  return { ...set, pcaLayer: layer, notes: [] };
}

async function fromFile(
  fileName: string,
  { base, vectors }: RunInputs,
  { layer, options, isOutline }: Asked,
): Promise<ChosenComponents> {
  const file = await vectors.readPca(fileName, layer);
  checkPcaFile(file, base, options);
  const roles = file.fitted === null && !isOutline ? await readLayer(vectors, file.layer) : null;
  return {
    ...componentsFromFile(file, options, roles),
    pcaLayer: file.layer,
    notes: pcaFileNotes(file, vectors, options),
  };
}

/**
 * @throws {UsageError} where there are traits alone, or too few roles since the others lack the key that was asked of them.
 * @throws {Error} where others may lie in what is not read, as in a folder of another name.
 */
function expectRoles(
  { label, layout, roleNames, traitNames, roleKey, skipped, unread }: VectorFolder,
): void {
  const saysKinds = ["persona", "axis", "pipeline"].includes(layout);
  if (roleNames.length === 0 && traitNames.length > 1 && !saysKinds) {
    // These two forms hold nothing else, and have no names that say trait.
    const holdsTraitsAlone = layout === "persona_vectors" || layout === "gguf";
    const advice = holdsTraitsAlone
      ? "give --kind role to take them for roles"
      : "give --kind role to take those for roles whose names do not say trait, or add principal components (pc.1, pc.2, ...)";
    throw new UsageError(
      `Cannot compute principal components of ${
        shownName(label)
      }: expected role vectors, found ${traitNames.length} traits; ${advice}`,
    );
  }
  const roles = skipped.filter(({ kind }) => kind === "role");
  const [first] = roles;
  if (roleNames.length >= 2) return;
  if (first === undefined && unread.length > 0) {
    throw new Error(
      `Cannot compute principal components of ${
        shownName(label)
      }: expected at least two different role vectors, got ${roleNames.length} beside what is not read (${
        shownUnread(unread)
      }); give role vectors under the names of a layout, or a PCA file with --pca FILE; ` +
        "a probe or steering vector is run beside them by --input",
    );
  }
  if (first === undefined) return;
  throw new UsageError(
    `Cannot compute principal components of ${
      shownName(label)
    }: expected at least two roles with the key ${
      shownName(roleKey ?? "")
    }, got ${roleNames.length} and ${roles.length} without it (${
      shownName(first.name)
    }: ${first.reason}); name another with --role-key, or give a PCA file`,
  );
}

/** Where components of one's own are read. */
export const PCA_ADVICE =
  "a PCA file is read in roles_240/pca/ of the persona layout, and components among vectors by their names, as pc.1, pc.2, ...";

function chooseFile(vectors: VectorFolder, { pca }: AnalysisOptions): string | null {
  if (pca === "computed") return null;
  if (pca === "auto") return vectors.pcaFileNames[0] ?? null;
  // A path is taken by its last part: PCA files are those of the vectors folder.
  const name = basename(pca.file);
  if (vectors.pcaFileNames.includes(name)) return name;
  const found = vectors.pcaFileNames.length === 0
    ? `there are no PCA files; expected auto, computed or the name of one; ${PCA_ADVICE}`
    : `the PCA files there are ${vectors.pcaFileNames.map(shownName).join(", ")}`;
  throw new UsageError(
    `Cannot find the PCA file ${shownName(pca.file)} of --pca in ${
      shownName(vectors.label)
    }: ${found}`,
  );
}

/** The vectors of one layer. */
export async function readLayer(vectors: VectorFolder, layer: number): Promise<RawVectors> {
  const [raw] = await vectors.readLayers([layer]);
  if (raw === undefined) {
    throw new Error(`Cannot read layer ${layer} of ${shownName(vectors.label)}`);
  }
  return raw;
}

/** Where vectors are of some layers alone, that from which they are taken; else the model's own. */
function unaskedLayer(
  { base, vectors }: RunInputs,
  { vectorLayer }: Pick<AnalysisOptions, "vectorLayer">,
): number {
  return vectors.isByLayer && vectorLayer !== "probed" ? vectorLayer : defaultPcaLayer(base.recipe);
}
