/**
 * Looks into every file of a layout before a vector is read: which ones have the key asked, and that all shapes agree.
 *
 * Shape letters: C hidden size, L layers.
 *
 * @module
 */

import { UsageError } from "../../usage_error.ts";
import { type Folder, isPresent } from "../folder/folder.ts";
import { findTensor, shownKeys, someKeys, withTorchFile } from "../safetensors/layered_tensor.ts";
import {
  DIFFERENCE_NONE,
  type NamedPlace,
  type TensorPlace,
  type VectorLayout,
} from "./vector_layout.ts";
import type { PickleValue } from "../torch/pickle_values.ts";
import { shownName, shownShape } from "../../text/quote.ts";
import type { UnreadFile } from "../folder/unread_files.ts";
import type { SkippedFile } from "./vectors.ts";

/** What the files of a layout hold. */
export interface VectorSurvey {
  readonly used: readonly NamedPlace[];
  readonly skipped: readonly SkippedFile[];
  /** Files with keys that are neither read nor of the layout. */
  readonly unread: readonly UnreadFile[];
  readonly nLayers: number; // L
  readonly hiddenSize: number; // C
}

/** The shape that all tensors must have, and the file that set it. */
interface SharedShape {
  readonly path: string;
  readonly shape: readonly number[]; // [L, C]
}

/**
 * Reads the pickle of every file and no vector.
 *
 * @throws {Error} naming the file, if one is broken or has another shape than the first, if the default vector is missing
 * though it is to be subtracted, or if no file can be used at all.
 */
export async function surveyLayout(folder: Folder, layout: VectorLayout): Promise<VectorSurvey> {
  const used: NamedPlace[] = [];
  const unread: UnreadFile[] = [];
  const skipped: SkippedFile[] = [];
  let shared: SharedShape | undefined;
  for (const place of layout.vectors) {
    const found = await findShape(folder, place);
    if (found.shape === undefined) {
      skipped.push({ kind: place.kind, name: place.name, reason: found.reason });
      continue;
    }
    shared = agree(shared, { path: place.path, shape: found.shape });
    used.push(place);
    unread.push(...unreadKeys(place, found.otherKeys));
  }
  if (shared === undefined) throw new Error(describeNothing(folder, { layout, skipped }));
  if (layout.difference !== null) {
    for (const place of layout.difference.places) {
      unread.push(...unreadKeys(place, await expectDefault(folder, { place, shared })));
    }
  }
  if (layout.axis !== null) {
    const { shape = [] } = await findShape(folder, layout.axis);
    agree(shared, { path: layout.axis.path, shape });
  }
  const [nLayers = 0, hiddenSize = 0] = shared.shape;
  return { used, skipped, unread, nLayers, hiddenSize };
}

/** Shape of the tensor at a place; undefined with the reason, where its file lacks the key. */
async function findShape(
  folder: Folder,
  { path, keys }: TensorPlace,
): Promise<
  | { shape: readonly number[]; otherKeys: readonly PickleValue[] }
  | { shape: undefined; reason: string }
> {
  return await withTorchFile({ folder, path }, (file) => {
    const found = findTensor(file, keys);
    return found.tensor === undefined
      ? { shape: undefined, reason: found.reason }
      : { shape: found.tensor.shape, otherKeys: otherKeys(file.value, keys) };
  });
}

/** Keys on the way to a tensor that are neither taken nor of the layout's own. */
function otherKeys(value: PickleValue, keys: readonly string[]): PickleValue[] {
  const others: PickleValue[] = [];
  let dict = value;
  for (const key of keys) {
    if (!(dict instanceof Map)) break;
    for (const other of dict.keys()) {
      const isKnown = other === key || typeof other === "string" && LAYOUT_KEYS.test(other);
      if (!isKnown) others.push(other);
    }
    dict = dict.get(key) ?? null;
  }
  return others;
}

function unreadKeys({ path }: TensorPlace, keys: readonly PickleValue[]): UnreadFile[] {
  return keys.length === 0 ? [] : [{ path, reason: `keys that are not read: ${someKeys(keys)}` }];
}

/**
 * Keys that the layouts' makers save beside the one that is read: other ways of averaging, which are choices, and what the tensor
 * is of.
 */
const LAYOUT_KEYS = /^((pos|default|all)_\w+|metadata|type|role)$/;

/** One row more in one file than in another. */
const EMBEDDING_ADVICE =
  "; the one with a row more likely has the embedding as row 0, as hidden_states of transformers gives it: save it without, as tensor[1:].clone()";

function agree(shared: SharedShape | undefined, found: SharedShape): SharedShape {
  if (shared === undefined) return found;
  if (found.shape.every((n, k) => n === shared.shape[k])) return shared;
  const [rows = 0, otherRows = 0] = [shared.shape[0], found.shape[0]];
  const hasRowMore = Math.abs(rows - otherRows) === 1 && shared.shape[1] === found.shape[1];
  const [expected, actual] = [shownShape(shared.shape), shownShape(found.shape)];
  throw new RangeError(
    `Cannot use ${shownName(found.path)}: expected shape ${expected} as in ${
      shownName(shared.path)
    }, found ${actual}${hasRowMore ? EMBEDDING_ADVICE : ""}`,
  );
}

async function expectDefault(
  folder: Folder,
  { place, shared }: { place: TensorPlace; shared: SharedShape },
): Promise<readonly PickleValue[]> {
  const advice = `give --difference ${DIFFERENCE_NONE} to leave the roles raw`;
  if (!await isPresent(folder, place.path)) {
    throw new Error(
      `Cannot open persona vectors ${
        shownName(folder.name)
      }: expected ${place.path}, the default vector to subtract, found none; ${advice}`,
    );
  }
  const found = await findShape(folder, place);
  if (found.shape === undefined) {
    throw new UsageError(
      `Cannot open persona vectors ${shownName(folder.name)}: expected ${
        shownKeys(place.keys)
      } in ${place.path}, the default vector to subtract, found ${found.reason}; ${advice} or the key to use`,
    );
  }
  agree(shared, { path: place.path, shape: found.shape });
  return found.otherKeys;
}

function describeNothing(
  folder: Folder,
  { layout, skipped }: { layout: VectorLayout; skipped: readonly SkippedFile[] },
): string {
  const [first] = skipped;
  const finding = first === undefined
    ? "no .pt file in them"
    : `none of its ${skipped.length} files has the key asked (${
      shownName(`${first.name}.pt`)
    }: ${first.reason})`;
  return `Cannot open persona vectors ${
    shownName(folder.name)
  }: expected role or trait vectors of the ${layout.layout} layout, found ${finding}`;
}
