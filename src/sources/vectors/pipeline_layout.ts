/**
 * The output folder of the pipeline that makes persona vectors (assistant-axis): `vectors/NAME.pt`, each a dict with the tensor
 * `[L, C]` under `vector`, what it is a mean of under `type` and its role under `role`; `axis.pt` beside them, a tensor or a dict
 * with `axis`. Roles whose name holds `default` are no roles but what others are set against: their mean is subtracted.
 *
 * Source: pipeline/4_vectors.py and 5_axis.py of safety-research/assistant-axis.
 *
 * @module
 */

import { UsageError } from "../../usage_error.ts";
import { expectReadable, type Folder } from "../folder/folder.ts";
import { unreadFiles } from "../folder/unread_files.ts";
import { withTorchFile } from "../safetensors/layered_tensor.ts";
import { shownName } from "../../text/quote.ts";
import {
  DIFFERENCE_DEFAULT,
  DIFFERENCE_NONE,
  namedPlaces,
  type TensorPlace,
  unreadBesideTorch,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";

const VECTORS = "vectors";
const AXIS_FILE = "axis.pt";
const KEY = "vector";
const BASELINE = /default/i;

/** What the layout needs, for a message. */
export const PIPELINE_NEEDS = `a folder ${VECTORS} of .pt files (pipeline layout)`;

/**
 * Recognises the layout by its folder of vectors; undefined where it has none.
 *
 * @throws {UsageError} if `difference` names a key: a file of this layout holds one vector.
 */
export async function findPipelineLayout(
  folder: Folder,
  { difference }: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  if (!top.folders.includes(VECTORS)) return undefined;
  const inner = await folder.list(VECTORS);
  const places = namedPlaces(inner, { kind: "role", folder: VECTORS, keys: [KEY] });
  if (places.length === 0) return undefined;
  const isRead = (name: string) => name === VECTORS || name === AXIS_FILE;
  expectReadable(folder, { path: "", listing: top, isRead });
  if (difference !== DIFFERENCE_DEFAULT && difference !== DIFFERENCE_NONE) {
    throw new UsageError(
      `Cannot subtract ${shownName(difference)} from the vectors of ${shownName(folder.name)}: ` +
        `its files hold one vector each; expected --difference ${DIFFERENCE_DEFAULT} or ${DIFFERENCE_NONE}`,
    );
  }
  const baselines = places.filter(({ name }) => BASELINE.test(name));
  return {
    layout: "pipeline",
    roleKey: null,
    traitKey: null,
    vectors: places.filter(({ name }) => !BASELINE.test(name)),
    isTraitRawMean: false,
    difference: difference === DIFFERENCE_NONE ? null : differenceOf(baselines),
    axis: top.files.includes(AXIS_FILE) ? await axisIn(folder) : null,
    pcaPaths: [],
    unread: [
      ...unreadFiles(top, { folder: "", isRead, reason: "not part of the pipeline layout" }),
      ...unreadBesideTorch(folder, { listing: inner, inner: VECTORS }),
    ],
  };
}

function differenceOf(baselines: readonly TensorPlace[]): VectorLayout["difference"] {
  // One that is not there is missed by whoever reads it.
  const [first = { path: `${VECTORS}/default.pt`, keys: [KEY] }, ...others] = baselines;
  const places = [first, ...others];
  const names = places.map(({ path }) => path);
  return {
    places,
    label: others.length === 0 ? first.path : `the mean of ${names.join(", ")}`,
  };
}

async function axisIn(folder: Folder): Promise<TensorPlace> {
  return await withTorchFile({ folder, path: AXIS_FILE }, ({ value }) => ({
    path: AXIS_FILE,
    keys: value instanceof Map ? ["axis"] : [],
  }));
}
