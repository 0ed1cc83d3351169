/**
 * The output folder of the pipeline that makes persona vectors (assistant-axis): `vectors/NAME.pt`, each a dict with the tensor
 * `[L, C]` under `vector`, what it is a mean of under `type` and its role under `role`; `axis.pt` beside them, a tensor or a dict
 * with `axis`. Roles whose name holds `default` are no roles but what others are set against: their mean is subtracted.
 *
 * Source: pipeline/4_vectors.py and 5_axis.py of safety-research/assistant-axis.
 *
 * @module
 */

import { isVectorFolder } from "../folder/file_names.ts";
import { expectReadable, type Folder } from "../folder/folder.ts";
import { unreadFiles } from "../folder/unread_files.ts";
import { withTorchFile } from "../torch/layered_tensor.ts";
import type { StoredRows } from "./stored_rows.ts";
import { torchRows } from "./torch_rows.ts";
import type { Content, Told } from "./vectors.ts";
import {
  DIFFERENCE_NONE,
  expectNoKey,
  expectNoKind,
  type NamedRows,
  OF_BLOCKS,
  torchVectors,
  unreadBesideTorch,
  type VectorFolderOptions,
  type VectorLayout,
} from "./vector_layout.ts";

const VECTORS = "vectors";
const AXIS_FILE = "axis.pt";
const KEY = "vector";
const BASELINE = /default/i;
const RAW: Told<Content> = { is: "raw", why: "as the pipeline saves them" };

/** What the layout needs, for a message. */
export const PIPELINE_NEEDS = `a folder ${VECTORS} of .pt files (pipeline layout)`;

/**
 * Recognises the layout by its folder of vectors; undefined where it has none.
 *
 * @throws {UsageError} if `difference` names a key or a kind is declared: a file of this layout holds one vector, of a role.
 */
export async function findPipelineLayout(
  folder: Folder,
  options: VectorFolderOptions,
): Promise<VectorLayout | undefined> {
  const top = await folder.list("");
  // The persona layout has a folder of that name in those of roles and of traits.
  if (!top.folders.includes(VECTORS) || isVectorFolder(folder.label)) return undefined;
  const inner = await folder.list(VECTORS);
  // A folder of that name which holds another layout, with a default and an axis beside its folders.
  if (inner.folders.some(isVectorFolder)) return undefined;
  const places = torchVectors(folder, {
    listing: inner,
    inner: VECTORS,
    kind: "role",
    keys: [KEY],
  });
  if (places.length === 0) return undefined;
  const isRead = (name: string) => name === VECTORS || name === AXIS_FILE;
  expectReadable(folder, { path: "", listing: top, isRead });
  expectNoKind(folder, options, "pipeline");
  expectNoKey(folder, options, "its files hold one vector each");
  const baselines = places.filter(({ name }) => BASELINE.test(name));
  return {
    layout: "pipeline",
    roleKey: null,
    traitKey: null,
    vectors: places.filter(({ name }) => !BASELINE.test(name)),
    content: { role: RAW, trait: RAW },
    rowZero: OF_BLOCKS,
    isByLayer: false,
    difference: options.difference === DIFFERENCE_NONE ? null : differenceOf(folder, baselines),
    axis: top.files.includes(AXIS_FILE) ? await axisIn(folder) : null,
    pcaFiles: [],
    unread: [
      ...unreadFiles(top, { folder: "", isRead, reason: "not part of the pipeline layout" }),
      ...unreadBesideTorch(folder, { listing: inner, inner: VECTORS }),
    ],
  };
}

function differenceOf(
  folder: Folder,
  baselines: readonly NamedRows[],
): VectorLayout["difference"] {
  // One that is not there is missed by whoever reads it.
  const missing = torchRows(folder, { path: `${VECTORS}/default.pt`, keys: [KEY] });
  const [first = missing, ...others] = baselines.map(({ rows }) => rows);
  const rows = [first, ...others];
  const names = rows.map(({ path }) => path);
  return {
    rows,
    label: others.length === 0 ? first.path : `the mean of ${names.join(", ")}`,
  };
}

async function axisIn(folder: Folder): Promise<StoredRows> {
  return await withTorchFile(
    { folder, path: AXIS_FILE },
    ({ value }) =>
      torchRows(folder, { path: AXIS_FILE, keys: value instanceof Map ? ["axis"] : [] }),
  );
}
