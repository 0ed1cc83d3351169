/**
 * Which kernel multiplies by a weight, and in what tile: one table by adapter, element type and number of input vectors.
 *
 * The rows for software were chosen by measurement on llvmpipe (docs/performance.md). Those for hardware follow what others report and
 * were never measured on a GPU.
 *
 * Shape letter: V input vectors.
 *
 * @module
 */

import linearCode from "../../kernels/linear.wgsl" with { type: "text" };
import linearFewCode from "../../kernels/linear_few.wgsl" with { type: "text" };
import matrixMatrixCode from "../../kernels/matrix_matrix.wgsl" with { type: "text" };
import matrixVectorCode from "../../kernels/matrix_vector.wgsl" with { type: "text" };
import unpackCode from "../../kernels/unpack.wgsl" with { type: "text" };
import weightTextureCode from "../../kernels/weight_texture.wgsl" with { type: "text" };
import type { WeightDtype } from "../sources/weights.ts";
import { expandKernel, type KernelSizes } from "./expand_kernel.ts";
import type { BindingKind, Kernel } from "./gpu_kernels.ts";

/** What an adapter is to the table; subgroups are lanes that can add up without memory. */
export type AdapterKind = "software" | "hardware" | "hardware with subgroups";

/** A kernel of the product with one tile of a weight, and how it is dispatched. */
export interface LinearKernel {
  readonly kernel: Kernel;
  /** Rows of W and input vectors of one workgroup. */
  readonly groupRows: number;
  readonly groupVectors: number;
  /** Value of `LANES`; null where the kernel has its own. */
  readonly lanes: number | null;
}

/** One row of the table. */
export interface LinearEntry {
  readonly adapter: AdapterKind;
  readonly dtypes: readonly WeightDtype[];
  /** The row holds for at most so many input vectors, where no earlier row does. */
  readonly maxVectors: number;
  readonly chosen: LinearKernel;
}

const ON_TEXTURES: readonly BindingKind[] = [
  "texture, u32",
  "texture, f32",
  "storage, read_write",
  "uniform",
];
const ON_BUFFERS: readonly BindingKind[] = [
  "storage, read",
  "storage, read",
  "storage, read_write",
  "uniform",
];

/** Lanes of llvmpipe's vectors of 256 bits. */
const SOFTWARE_LANES = 8;
/** Two subgroups of 32, or one of 64. */
const HARDWARE_LANES = 64;
/** `SIDE` of `kernels/matrix_matrix.wgsl`. */
const MATRIX_SIDE = 16;

function kernelOf(
  name: string,
  { code, sizes, bindings }: {
    code: string;
    sizes: KernelSizes;
    bindings: readonly BindingKind[];
  },
): Kernel {
  const label = `${name} ${Object.values(sizes).join("x")}`;
  const readsWeight = bindings === ON_TEXTURES ? unpackCode + weightTextureCode : unpackCode;
  return { name: label, code: readsWeight + expandKernel(code, sizes), bindings };
}

/** Textures, tiles of 4 x 4 sums. */
function linear(rowBlocks: number, vectorBlocks: number): LinearKernel {
  const sizes = { ROW_BLOCKS: rowBlocks, VECTOR_BLOCKS: vectorBlocks };
  return {
    kernel: kernelOf("linear", { code: linearCode, sizes, bindings: ON_TEXTURES }),
    groupRows: 4 * rowBlocks,
    groupVectors: 4 * vectorBlocks,
    lanes: SOFTWARE_LANES,
  };
}

/** Textures, tiles of 4 rows by any number of vectors. */
function linearFew(rowBlocks: number, vectors: number): LinearKernel {
  const sizes = { ROW_BLOCKS: rowBlocks, VECTORS: vectors };
  return {
    kernel: kernelOf("linear_few", { code: linearFewCode, sizes, bindings: ON_TEXTURES }),
    groupRows: 4 * rowBlocks,
    groupVectors: vectors,
    lanes: SOFTWARE_LANES,
  };
}

function matrixVector(rows: number, vectors: number, hasSubgroups: boolean): LinearKernel {
  const sizes = { ROWS: rows, VECTORS: vectors, HAS_SUBGROUPS: Number(hasSubgroups) };
  return {
    kernel: kernelOf("matrix_vector", { code: matrixVectorCode, sizes, bindings: ON_BUFFERS }),
    groupRows: rows,
    groupVectors: vectors,
    lanes: HARDWARE_LANES,
  };
}

function matrixMatrix(rows: number, vectors: number): LinearKernel {
  const sizes = { ROWS: rows, VECTORS: vectors };
  return {
    kernel: kernelOf("matrix_matrix", { code: matrixMatrixCode, sizes, bindings: ON_BUFFERS }),
    groupRows: MATRIX_SIDE * rows,
    groupVectors: MATRIX_SIDE * vectors,
    lanes: null,
  };
}

const DTYPES: readonly WeightDtype[] = ["BF16", "F16", "F32"];
/** Elements that cost the most to widen and round: once for more vectors at a time. */
const COSTLY: readonly WeightDtype[] = ["F16", "F32"];

const FEW_16X2 = linearFew(4, 2);
const FEW_16X4 = linearFew(4, 4);
const FEW_16X6 = linearFew(4, 6);
const FEW_8X6 = linearFew(2, 6);
const TILE_16X8 = linear(4, 2);
const TILE_16X16 = linear(4, 4);
const MATRIX_64X32 = matrixMatrix(4, 2);
const MATRIX_64X64 = matrixMatrix(4, 4);

/** The first row that fits holds; the last of each adapter and element type fits any number. */
export const LINEAR_TABLE: readonly LinearEntry[] = [
  { adapter: "software", dtypes: DTYPES, maxVectors: 2, chosen: FEW_16X2 },
  { adapter: "software", dtypes: DTYPES, maxVectors: 4, chosen: FEW_16X4 },
  { adapter: "software", dtypes: COSTLY, maxVectors: 6, chosen: FEW_16X6 },
  { adapter: "software", dtypes: ["BF16"], maxVectors: 6, chosen: FEW_8X6 },
  { adapter: "software", dtypes: ["BF16"], maxVectors: Infinity, chosen: TILE_16X8 },
  // 16 vectors at a time round half as often, but leave more of the last tile empty.
  { adapter: "software", dtypes: COSTLY, maxVectors: 48, chosen: TILE_16X8 },
  { adapter: "software", dtypes: COSTLY, maxVectors: Infinity, chosen: TILE_16X16 },
  ...(["hardware", "hardware with subgroups"] as const).flatMap((adapter) => {
    const vectors = (n: number) => matrixVector(4, n, adapter === "hardware with subgroups");
    return [
      { adapter, dtypes: DTYPES, maxVectors: 2, chosen: vectors(2) },
      { adapter, dtypes: DTYPES, maxVectors: 4, chosen: vectors(4) },
      { adapter, dtypes: DTYPES, maxVectors: 8, chosen: vectors(8) },
      { adapter, dtypes: DTYPES, maxVectors: 32, chosen: MATRIX_64X32 },
      { adapter, dtypes: DTYPES, maxVectors: Infinity, chosen: MATRIX_64X64 },
    ];
  }),
];

/** The fewest rows of a workgroup, which bound how many rows a tile may have. */
export const LEAST_GROUP_ROWS = Math.min(...LINEAR_TABLE.map(({ chosen }) => chosen.groupRows));

/** The kernel for a weight and a number of input vectors. */
export function chooseLinear(
  adapter: AdapterKind,
  { dtype, nVectors }: { dtype: WeightDtype; nVectors: number },
): LinearKernel {
  const entry = LINEAR_TABLE.find((entry) =>
    entry.adapter === adapter && entry.dtypes.includes(dtype) && nVectors <= entry.maxVectors
  );
  return (entry as LinearEntry).chosen; // the last row of each adapter and element type fits
}
