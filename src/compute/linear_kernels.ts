/**
 * Which kernel multiplies by a weight, and in what tile: one table by adapter and number of input vectors. The element type
 * is a constant of every kernel, and no other tile was found better for one of them.
 *
 * The rows for software were chosen by measurement on llvmpipe, those for hardware on an NVIDIA H100 (docs/performance.md).
 *
 * Shape letter: V input vectors.
 *
 * @module
 */

import linearCode from "../../kernels/linear.wgsl" with { type: "text" };
import matrixMatrixCode from "../../kernels/matrix_matrix.wgsl" with { type: "text" };
import matrixVectorCode from "../../kernels/matrix_vector.wgsl" with { type: "text" };
import unpackCode from "../../kernels/unpack.wgsl" with { type: "text" };
import weightTextureCode from "../../kernels/weight_texture.wgsl" with { type: "text" };
import { expandKernel, type KernelSizes } from "./expand_kernel.ts";
import type { BindingKind, Kernel } from "./gpu_kernels.ts";

/**
 * What an adapter is to the table. Subgroups are lanes that exchange values without memory; software adapters with fewer lanes than
 * the kernel needs, or none, take the kernels of hardware.
 */
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
  /** The row holds for at most so many input vectors, where no earlier row does. */
  readonly maxVectors: number;
  readonly chosen: LinearKernel;
}

const ON_TEXTURES: readonly BindingKind[] = [
  "storage texture, u32",
  "storage texture, f32",
  "storage, read_write",
  "uniform",
];
const ON_BUFFERS: readonly BindingKind[] = [
  "storage, read",
  "storage, read",
  "storage, read_write",
  "uniform",
];

/** `LANES` of `kernels/linear.wgsl`: lanes of llvmpipe's vectors of 256 bits. */
export const SOFTWARE_LANES = 8;
/** With more blocks of rows whole runs were slower, though not the kernel alone. */
const SOFTWARE_ROW_BLOCKS = 2;
/** One subgroup of 32: more lanes only have more to add up. Without subgroups all goes through memory, and two are faster. */
const HARDWARE_LANES = { withSubgroups: 32, without: 64 };
/** Rows, and vectors, of a workgroup of `kernels/matrix_matrix.wgsl`. */
const MATRIX_SIDE = 64;

function kernelOf(
  name: string,
  { code, sizes, bindings }: {
    code: string;
    sizes: KernelSizes;
    bindings: readonly BindingKind[];
  },
): Kernel {
  const label = `${name} ${Object.values(sizes).join("x")}`.trimEnd();
  const readsWeight = bindings === ON_TEXTURES ? unpackCode + weightTextureCode : unpackCode;
  return { name: label, code: readsWeight + expandKernel(code, sizes), bindings };
}

/** Storage textures, a row a lane. */
function linear(pairs: number): LinearKernel {
  const sizes = { ROW_BLOCKS: SOFTWARE_ROW_BLOCKS, PAIRS: pairs };
  return {
    kernel: kernelOf("linear", { code: linearCode, sizes, bindings: ON_TEXTURES }),
    groupRows: SOFTWARE_ROW_BLOCKS * SOFTWARE_LANES,
    groupVectors: 2 * pairs,
    lanes: null,
  };
}

function matrixVector(rows: number, vectors: number, hasSubgroups: boolean): LinearKernel {
  const sizes = { ROWS: rows, VECTORS: vectors, HAS_SUBGROUPS: Number(hasSubgroups) };
  return {
    kernel: kernelOf("matrix_vector", { code: matrixVectorCode, sizes, bindings: ON_BUFFERS }),
    groupRows: rows,
    groupVectors: vectors,
    lanes: hasSubgroups ? HARDWARE_LANES.withSubgroups : HARDWARE_LANES.without,
  };
}

const MATRIX_MATRIX: LinearKernel = {
  kernel: kernelOf("matrix_matrix", { code: matrixMatrixCode, sizes: {}, bindings: ON_BUFFERS }),
  groupRows: MATRIX_SIDE,
  groupVectors: MATRIX_SIDE,
  lanes: null,
};

const LINEAR_16X12 = linear(6);
const LINEAR_16X16 = linear(8);
const LINEAR_16X20 = linear(10);

/** Largest numbers of vectors, ascending, and what is chosen up to each; the last fits any number. */
function entries(
  adapter: AdapterKind,
  choices: readonly (readonly [maxVectors: number, chosen: LinearKernel])[],
): LinearEntry[] {
  return choices.map(([maxVectors, chosen]) => ({ adapter, maxVectors, chosen }));
}

function hardwareEntries(adapter: "hardware" | "hardware with subgroups"): LinearEntry[] {
  const vectors = (n: number) => matrixVector(4, n, adapter === "hardware with subgroups");
  return entries(adapter, [
    [2, vectors(2)],
    [4, vectors(4)],
    [6, vectors(6)],
    [8, vectors(8)],
    [Infinity, MATRIX_MATRIX],
  ]);
}

/** The first row that fits holds. */
export const LINEAR_TABLE: readonly LinearEntry[] = [
  ...entries("software", [
    [2, linear(1)],
    [4, linear(2)],
    [6, linear(3)],
    [8, linear(4)],
    [12, LINEAR_16X12],
    [16, LINEAR_16X16],
    [20, LINEAR_16X20],
    // Two groups of vectors, or more: as few as leave little of the last one empty.
    [24, LINEAR_16X12],
    [32, LINEAR_16X16],
    [40, LINEAR_16X20],
    [Infinity, LINEAR_16X16],
  ]),
  ...hardwareEntries("hardware"),
  ...hardwareEntries("hardware with subgroups"),
];

/** The fewest rows of a workgroup, which bound how many rows a tile may have. */
export const LEAST_GROUP_ROWS = Math.min(...LINEAR_TABLE.map(({ chosen }) => chosen.groupRows));

/**
 * Tiles of a multiple of so many rows leave no workgroup in part without rows. On a software adapter they have rows for two workgroups
 * at least, since each keeps one core busy.
 */
export function tileRowMultiple(adapter: AdapterKind): number {
  const groupRows = LINEAR_TABLE.filter((entry) => entry.adapter === adapter)
    .map(({ chosen }) => chosen.groupRows);
  return (adapter === "software" ? 2 : 1) * Math.max(...groupRows);
}

/** The kernel for a number of input vectors. */
export function chooseLinear(adapter: AdapterKind, nVectors: number): LinearKernel {
  const entry = LINEAR_TABLE.find((entry) =>
    entry.adapter === adapter && nVectors <= entry.maxVectors
  );
  return (entry as LinearEntry).chosen; // the last row of each adapter fits
}
