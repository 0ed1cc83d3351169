/**
 * Vectors by names: `role.NAME`, `trait.NAME`, `pc.1`, `pc.2`, ..., `default` (what is subtracted from raw means; of several, as
 * `default_2`, the mean) and `axis`; what any other name is of has to be declared, unless the form tells.
 *
 * @module
 */

import { shownName } from "../../text/quote.ts";
import { plural } from "../../text/words.ts";
import { UsageError } from "../../usage_error.ts";
import { byCodePoint, type Folder } from "../folder/folder.ts";
import { someNames } from "../folder/folder_description.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import { pcaPlace } from "./named_components.ts";
import { likelyDefaultAdvice } from "./default_names.ts";
import { expectNames, expectSpelling, KIND_AND_NAME } from "./expected_names.ts";
import { LAYER_NUMBER } from "./one_layer.ts";
import { DIFFERENCE_ADVICE, missingDefault, UNTOLD } from "./reading.ts";
import { isOneRow, type StoredRows } from "./stored_rows.ts";
import { type FoundVector, type FoundVectors, namedByFiles } from "./vector_form.ts";
import {
  DIFFERENCE_DEFAULT,
  DIFFERENCE_NONE,
  type NamedRows,
  namesKey,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";
import type { Content, Told, VectorKind } from "./vectors.ts";

const COMPONENT = /^pc[._]?(\d{1,6})$/i;
const BASELINE = /^(?:role\.)?default(?:_vector|[_.-]?\d+)?$/;
const AXIS = /^(?:assistant_)?axis$/;
const SAYING = [KIND_AND_NAME, COMPONENT, BASELINE, AXIS];

/** What the names of a form's vectors make of them. */
interface Sorted {
  readonly vectors: NamedRows[];
  readonly baselines: FoundVector[];
  readonly axis: StoredRows | null;
  readonly components: Map<number, StoredRows>;
  /** Names that do not say what their vectors are. */
  readonly unsaid: string[];
}

/**
 * The layout that names make of what was found.
 *
 * @throws {UsageError} naming what has to be declared.
 * @throws {Error} if a name occurs twice.
 */
export async function namedLayout(
  folder: Folder,
  stored: FoundVectors,
  { options, unread }: { options: VectorFolderOptions; unread: readonly UnreadFile[] },
): Promise<VectorLayout> {
  const saysWhat = (name: string) => SAYING.some((form) => form.test(name));
  const found = { ...stored, vectors: namedByFiles(stored, saysWhat) };
  const sorted = sortByName(folder, found, options);
  const { vectors, axis, components } = sorted;
  const ofOneLayer = await missingLayer(found, options);
  expectKinds(folder, { sorted, form: found, options, ofOneLayer });
  const difference = differenceOf(sorted.baselines);
  return {
    layout: found.layout,
    roleKey: null,
    traitKey: null,
    vectors,
    content: contentOf(folder, { found, vectors, difference, options, ofOneLayer }),
    rowZero: found.rowZero ?? UNTOLD,
    isByLayer: found.isByLayer ?? false,
    difference: options.difference === DIFFERENCE_NONE ? null : difference,
    ...isLeftOfTraits(sorted, found, options) && { besideTraits: difference!.label },
    axis,
    pcaFiles: components.size === 0 ? [] : [
      pcaPlace(components, { isByLayer: found.isByLayer ?? false }),
    ],
    unread: [...unread, ...found.unread],
    noVectors: found,
  };
}

function sortByName(
  folder: Folder,
  found: FoundVectors,
  { kind: declared = "auto", difference }: VectorFolderOptions,
): Sorted {
  const sorted: Sorted & { axis: StoredRows | null } = {
    vectors: [],
    baselines: [],
    axis: null,
    components: new Map(),
    unsaid: [],
  };
  const isAsked = (name: string) =>
    namesKey(difference) && [difference, `role.${difference}`].includes(name) ||
    // A role may be called by a word of the option.
    !namesKey(name) && difference === `role.${name}`;
  expectNames(folder, found);
  const seen = new Map<string, FoundVector>();
  for (const vector of found.vectors) {
    const { name, rows } = vector;
    const [, kindOfName, rest = name] = KIND_AND_NAME.exec(name) ?? [];
    const kind = vector.kind ?? kindOfName as VectorKind | undefined;
    const component = kind === undefined ? COMPONENT.exec(name)?.[1] : undefined;
    const isBaseline = BASELINE.test(name) && vector.kind !== "trait";
    const isUnsaid = kind === undefined && component === undefined && !isBaseline &&
      !AXIS.test(name);
    const taken = kind ?? (declared === "auto" ? found.kind : declared);
    const isAxis = kind === undefined && AXIS.test(name);
    // By what a name stands for: pc.1 and pc_1 are one component.
    const key = component !== undefined
      ? `pc ${Number(component)}`
      : isAxis
      ? "axis"
      : `${isUnsaid ? taken : kind} ${rest}`;
    const first = seen.get(key);
    if (first !== undefined) throw twice(vector, first);
    seen.set(key, vector);
    if (isAsked(name)) sorted.baselines.push(vector);
    else if (isBaseline) {
      if (difference === DIFFERENCE_DEFAULT) sorted.baselines.push(vector);
    } else if (component !== undefined) sorted.components.set(Number(component), rows);
    else if (isAxis) sorted.axis = rows;
    else {
      if (isUnsaid) sorted.unsaid.push(name);
      if (taken !== undefined) sorted.vectors.push({ kind: taken, name: rest, rows });
    }
  }
  if (isAskedInVain(sorted, difference)) {
    throw new UsageError(
      `Cannot subtract ${shownName(difference)} from the vectors of ${
        shownName(folder.name)
      }: there is no vector of that name; it has ${
        someNames(found.vectors.map(({ name }) => name))
      }`,
    );
  }
  sorted.vectors.sort((a, b) =>
    a.kind === b.kind ? byCodePoint(a.name, b.name) : a.kind < b.kind ? -1 : 1
  );
  return sorted;
}

/** The refusal of a second vector of one name, be it spelt otherwise. */
function twice({ name, rows }: FoundVector, first: FoundVector): Error {
  const where = [
    ...(first.name === name ? [] : [`as ${shownName(first.name)}`]),
    ...(first.rows.path === rows.path ? [] : [`in ${shownName(first.rows.path)}`]),
  ].join(" ");
  const areLayers = [first, { rows }].every(({ rows: { path } }) => LAYER_NUMBER.test(path));
  const advice = areLayers
    ? "by the names of the files they are its layers: save those of each vector as one tensor [L, C], or give the file of one layer"
    : "take one of the two out";
  return new Error(
    `Cannot use ${shownName(rows.label)}: ${shownName(name)} occurs twice${
      where === "" ? "" : `, first ${where}; ${advice}`
    }`,
  );
}

function isAskedInVain({ baselines }: Sorted, difference: string): boolean {
  return namesKey(difference) && baselines.length === 0;
}

/** What else has to be declared of vectors `[C]`, as it reads behind other advice; empty where nothing has. */
async function missingLayer(
  { vectors, isByLayer = false }: FoundVectors,
  { vectorLayer }: VectorFolderOptions,
): Promise<string> {
  if (isByLayer || vectorLayer !== undefined) return "";
  const looked = await vectors.find(({ name }) => !COMPONENT.test(name))?.rows.look();
  return isOneRow(looked?.shape ?? [])
    ? "; and --vector-layer N, and of report --layers N, since a single row does not say of which layer it is"
    : "";
}

/** A report needs several vectors: one alone was likely made to be run itself. */
const ONE_ADVICE =
  "a probe or steering vector alone is run by report --input FILE, beside --vectors with roles; else ";

/**
 * Passes if what every vector is is said once: by its name, by the form, or by `--kind`.
 *
 * @throws {UsageError} naming all that has to be declared.
 */
function expectKinds(
  folder: Folder,
  { sorted: { unsaid, baselines }, form, options, ofOneLayer }: {
    sorted: Sorted;
    form: FoundVectors;
    options: VectorFolderOptions;
    ofOneLayer: string;
  },
): void {
  const { kind: declared = "auto", difference, vectorsAre = "auto" } = options;
  expectSpelling(folder, form, unsaid);
  // Where there is no vector at all, whoever looks for one says so.
  if (declared !== "auto" && unsaid.length === 0 && form.vectors.length > 0) {
    throw new UsageError(
      `Cannot use --kind ${declared} with ${
        shownName(folder.name)
      }: all vectors in it say themselves which are roles and which traits; leave it out`,
    );
  }
  if (declared !== "auto" || form.kind !== undefined || unsaid.length === 0) return;
  const isDefaultMissing = baselines.length === 0 && form.content === undefined &&
    difference === DIFFERENCE_DEFAULT && vectorsAre === "auto";
  throw new UsageError(
    `Cannot tell roles from traits in ${shownName(folder.name)}: the names of ${
      plural(unsaid.length, "vector", "vectors")
    } do not say it (${someNames(unsaid)}); ${
      form.vectors.length === 1 ? ONE_ADVICE : ""
    }give --kind role or --kind trait, or call them role.NAME and trait.NAME${
      isDefaultMissing
        ? `; for roles, since no vector is named default, also ${
          likelyDefaultAdvice(unsaid)
        }${DIFFERENCE_ADVICE}`
        : ""
    }${ofOneLayer}`,
  );
}

/** Whether a default lies beside traits and nobody said that they are differences, which alone keeps it from being subtracted from them. */
function isLeftOfTraits(
  { vectors, baselines }: Sorted,
  { content }: FoundVectors,
  { vectorsAre = "auto" }: VectorFolderOptions,
): boolean {
  return baselines.length > 0 && content === undefined && vectorsAre === "auto" &&
    vectors.some(({ kind }) => kind === "trait");
}

/** Of several the mean is subtracted. */
function differenceOf(baselines: readonly FoundVector[]): VectorLayout["difference"] {
  if (baselines.length === 0) return null;
  const names = baselines.map(({ name, rows }) =>
    rows.path === rows.label ? rows.path : `${shownName(name)} of ${rows.path}`
  );
  return {
    rows: baselines.map(({ rows }) => rows),
    label: names.length === 1 ? names[0]! : `the mean of ${names.join(", ")}`,
  };
}

/**
 * What vectors are as stored: traits differences, as in every layout; roles raw where there is a default to subtract from them.
 *
 * @throws {UsageError} where there is none and nothing is declared.
 */
function contentOf(
  folder: Folder,
  { found, vectors, difference, options, ofOneLayer }: {
    found: FoundVectors;
    vectors: readonly NamedRows[];
    difference: VectorLayout["difference"];
    options: VectorFolderOptions;
    ofOneLayer: string;
  },
): VectorLayout["content"] {
  if (found.content !== undefined) return { role: found.content, trait: found.content };
  const { vectorsAre = "auto" } = options;
  const trait: Told<Content> = { is: "difference", why: "as traits are in every layout" };
  if (options.difference === DIFFERENCE_NONE) {
    return { role: { is: "raw", why: "as --difference none leaves them" }, trait };
  }
  if (difference !== null) {
    return { role: { is: "raw", why: `as ${difference.label} lies beside them` }, trait };
  }
  // Where it is declared that they are raw, the same is found missing.
  if (vectorsAre === "auto" && vectors.some(({ kind }) => kind === "role")) {
    throw missingDefault(folder, { of: "the roles", vectors, ofOneLayer });
  }
  return { role: { is: "raw", why: "of no role" }, trait };
}
