/**
 * Vectors as `deno task vectors` tells of them.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { nameNotes, traitNotes } from "../prepare/vector_notes.ts";
import { someNames } from "../sources/folder/folder_description.ts";
import type { Content, Told, VectorFolder, VectorKind } from "../sources/vectors/vectors.ts";
import { layersText } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { plural } from "../text/words.ts";
import { columns } from "./columns.ts";
import { likenessNotes } from "./vector_likeness.ts";
import { numbersText } from "./vector_numbers.ts";

/** Files that are named before the rest are counted. */
const N_NAMED = 20;
/** Vectors of a kind that are named. */
const N_FIRST = 8;

/**
 * What there is and how it is read, a line each.
 *
 * @throws {Error} if the numbers cannot be read.
 */
export async function vectorsText(vectors: VectorFolder): Promise<string> {
  const rows = [
    ["layout", vectors.layout],
    ...ofKind(vectors, "role"),
    ...(await likenessNotes(vectors, "role")).map((note) => ["", note]),
    ...nameNotes(vectors).map((note) => ["", note]),
    ...ofKind(vectors, "trait"),
    ...(await likenessNotes(vectors, "trait")).map((note) => ["", note]),
    ...traitNotes(vectors).map((note) => ["", note]),
    ["components", componentsText(vectors)],
    ["axis", vectors.hasAxis ? "an assistant axis" : "none"],
    ["shape", shapeText(vectors)],
    ["row 0", rowZeroText(vectors)],
    ["numbers", await numbersText(vectors)],
    ...absentRows(vectors),
    ...named(
      "passed over",
      vectors.skipped,
      ({ kind, name, reason }) => `${kind} ${shownName(name)}: ${reason}`,
    ),
    ...named("not read", vectors.unread, ({ path, reason }) => `${shownName(path)}: ${reason}`),
  ];
  return [`Vectors in ${shownName(vectors.label)}`, ...columns(rows)].join("\n");
}

function ofKind(vectors: VectorFolder, kind: VectorKind): string[][] {
  const [names, told, key] = kind === "role"
    ? [vectors.roleNames, vectors.rolesAre, vectors.roleKey]
    : [vectors.traitNames, vectors.traitsAre, vectors.traitKey];
  if (names.length === 0 || told === null) return [[`${kind}s`, "none"]];
  const under = key === null ? "" : `, key ${shownName(key)}`;
  return [
    [`${kind}s`, `${names.length}: ${firstNames(names)}${under}`],
    ["", contentText(told, vectors.difference)],
  ];
}

/** The first of them, after their number. */
function firstNames(names: readonly string[]): string {
  const first = names.slice(0, N_FIRST).map(shownName).join(", ");
  return names.length > N_FIRST ? `${first}, ...` : first;
}

function contentText({ is, why }: Told<Content>, difference: string | null): string {
  const taken = is === "difference" || difference === null
    ? "taken as stored"
    : `from which ${difference} is subtracted`;
  return `${is === "raw" ? "raw means" : "differences"} (${why}), ${taken}`;
}

/** Whether a report finds principal components, without which it refuses vectors. */
export function hasComponents({ roleNames, pcaFileNames }: VectorFolder): boolean {
  return roleNames.length >= 2 || pcaFileNames.length > 0;
}

function componentsText(vectors: VectorFolder): string {
  const { layout, pcaFileNames, roleNames, traitNames } = vectors;
  if (pcaFileNames.length > 0) return someNames(pcaFileNames);
  if (hasComponents(vectors)) return "none";
  // These two forms hold nothing but what is taken for traits.
  const isOfTraits = layout === "persona_vectors" || layout === "gguf";
  const wayOut = isOfTraits && traitNames.length >= 2
    ? "; --kind role takes them for roles"
    : roleNames.length + traitNames.length === 1
    ? ", but runs one beside role vectors with --input FILE"
    : "";
  return `none, nor two roles to compute them from: a report refuses these vectors${wayOut}`;
}

function shapeText({ nLayers, hiddenSize, isByLayer, rowZero }: VectorFolder): string {
  if (isByLayer) return `of layers 0 to ${nLayers - 1} at most, hidden size ${hiddenSize}`;
  const nRows = nLayers + (rowZero.is === "embedding" ? 1 : 0);
  return `[${nRows}, ${hiddenSize}]: ${
    plural(nLayers, "layer", "layers")
  }, hidden size ${hiddenSize}`;
}

/** What row 0 is, and of which model it would be taken for the other. */
function rowZeroText({ nLayers, isByLayer, rowZero }: VectorFolder): string {
  const isEmbedding = rowZero.is === "embedding";
  const words = isEmbedding ? "the embedding" : "the output of block 0";
  const isDeclared = rowZero.why.startsWith("declared");
  if (isByLayer) {
    return `${isEmbedding ? "layer 0 as numbered there is the embedding" : words} (${rowZero.why})`;
  }
  const nRows = nLayers + (isEmbedding ? 1 : 0);
  const other = isEmbedding
    ? `; beside a model of ${
      plural(nRows, "layer", "layers")
    } it is taken for the output of block 0`
    : nRows < 2
    ? "; --vector-layer N says of a single row which layer it is of"
    : `; a model of ${plural(nRows - 1, "layer", "layers")} needs --row-zero embedding`;
  return `${words} (${rowZero.why})${isDeclared ? "" : other}`;
}

/** Vectors that lack the same layers share a line. */
function absentRows({ absent, roleNames, traitNames }: VectorFolder): string[][] {
  const nVectors = roleNames.length + traitNames.length;
  const groups = Map.groupBy(absent, ({ layers }) => layersText(layers));
  return named("none at", [...groups], ([layers, those]) => {
    const names = those.map(({ kind, name }) => `${kind} ${name}`);
    const who = those.length === nVectors && nVectors > 1 ? "all of them" : someNames(names);
    return `${layers}: ${who}`;
  });
}

/** A row for each of the first, its head once, and how many more there are. */
function named<T>(head: string, items: readonly T[], text: (item: T) => string): string[][] {
  const shown = items.slice(0, N_NAMED).map(text);
  if (items.length > N_NAMED) shown.push(`... and ${items.length - N_NAMED} more`);
  return shown.map((line, i) => [i === 0 ? head : "", line]);
}
