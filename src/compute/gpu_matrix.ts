/**
 * Float32 matrices in GPU memory.
 *
 * Shape letters: V input vectors, K columns, Kp the columns padded with zeros to a multiple of 16.
 *
 * @module
 */

import type { DeviceMatrix } from "./engine.ts";
import type { GpuDevice } from "./gpu_device.ts";
import type { MatrixShape } from "./matrix_shapes.ts";
import { COLUMN_MULTIPLE, roundUp } from "./tiles.ts";

/** `TEXELS_PER_LINE` of `kernels/weight_texture.wgsl`. */
const TEXELS_PER_LINE = 4096;
/** Bytes of one line of a folded texture, 16 a texel. */
export const LINE_BYTES = 16 * TEXELS_PER_LINE;

const FLOAT_BYTES = 4;

/** A matrix in a storage buffer: rows of Kp elements, then zeros up to whole texture lines. */
export class GpuMatrix implements DeviceMatrix {
  readonly nRows: number; // V
  readonly nColumns: number; // K
  /** Elements from one row to the next: Kp. */
  readonly pitch: number;
  readonly #buffer: GPUBuffer;
  #isReleased = false;

  /** @throws {RangeError} if the matrix exceeds what the device holds in one piece. */
  constructor(gpu: GpuDevice, { nRows, nColumns }: MatrixShape) {
    this.nRows = nRows;
    this.nColumns = nColumns;
    this.pitch = roundUp(nColumns, COLUMN_MULTIPLE);
    const size = roundUp(nRows * this.pitch * FLOAT_BYTES, LINE_BYTES);
    const maxSize = maxMatrixBytes(gpu);
    if (size > maxSize) {
      throw new RangeError(
        `Cannot hold ${nRows} vectors of ${nColumns} float32 on ${gpu.name}: expected at most ${maxSize} bytes, got ${size}; ` +
          "fewer input vectors (--random, --pcs) fit",
      );
    }
    this.#buffer = gpu.device.createBuffer({
      label: `matrix [${nRows}, ${nColumns}]`,
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
  }

  /** @throws {Error} if the matrix has been released. */
  get buffer(): GPUBuffer {
    if (this.#isReleased) {
      throw new Error(
        `Cannot use a [${this.nRows}, ${this.nColumns}] matrix: it has been released`,
      );
    }
    return this.#buffer;
  }

  /** Bytes of the rows, without what fills the last line. */
  get rowsBytes(): number {
    return this.nRows * this.pitch * FLOAT_BYTES;
  }

  release(): void {
    this.#isReleased = true;
    this.#buffer.destroy();
  }
}

/** The largest matrix that the device takes in one buffer that kernels may read as a texture. */
function maxMatrixBytes({ device }: GpuDevice): number {
  const { maxBufferSize, maxStorageBufferBindingSize, maxTextureDimension2D } = device.limits;
  return Math.min(
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxTextureDimension2D * LINE_BYTES,
  );
}

/** Rows of `nColumns` that fit in one matrix. */
export function maxMatrixRows(gpu: GpuDevice, nColumns: number): number {
  const wholeLines = Math.floor(maxMatrixBytes(gpu) / LINE_BYTES) * LINE_BYTES;
  return Math.floor(wholeLines / (roundUp(nColumns, COLUMN_MULTIPLE) * FLOAT_BYTES));
}

/** Rows of matrices of as many columns, one part after another. */
export function stackRows(
  gpu: GpuDevice,
  parts: readonly { matrix: GpuMatrix; first: number; nRows: number }[],
): GpuMatrix {
  const nRows = parts.reduce((sum, part) => sum + part.nRows, 0);
  const stacked = new GpuMatrix(gpu, { nRows, nColumns: parts[0]?.matrix.nColumns ?? 0 });
  const encoder = gpu.device.createCommandEncoder({ label: "stack rows" });
  let offset = 0;
  for (const { matrix, first, nRows } of parts) {
    const [start, nBytes] = [first, nRows].map((rows) => rows * matrix.pitch * FLOAT_BYTES) as [
      number,
      number,
    ];
    encoder.copyBufferToBuffer(matrix.buffer, start, stacked.buffer, offset, nBytes);
    offset += nBytes;
  }
  gpu.device.queue.submit([encoder.finish()]);
  return stacked;
}

/** Copies `values`, f32 `[V, K]`, to the device. */
export function uploadMatrix(gpu: GpuDevice, values: Float32Array, shape: MatrixShape): GpuMatrix {
  const matrix = new GpuMatrix(gpu, shape);
  const { nRows, nColumns, pitch } = matrix;
  const padded = new Float32Array(nRows * pitch);
  for (let row = 0; row < nRows; row++) {
    padded.set(values.subarray(row * nColumns, (row + 1) * nColumns), row * pitch);
  }
  gpu.device.queue.writeBuffer(matrix.buffer, 0, padded);
  return matrix;
}

/** A texture of whole lines that kernels read as an array; the caller destroys it. */
export function createLineTexture(
  device: GPUDevice,
  { nBytes, format }: { nBytes: number; format: "rgba32uint" | "rgba32float" },
): GPUTexture {
  return device.createTexture({
    label: `array of ${nBytes} bytes`,
    size: [TEXELS_PER_LINE, Math.ceil(nBytes / LINE_BYTES)],
    format,
    usage: GPUTextureUsage.STORAGE_BINDING | GPUTextureUsage.COPY_DST,
  });
}

/** Writes `nBytes`, rounded up to whole lines, into a texture of lines. */
export function writeLines(
  queue: GPUQueue,
  { texture, bytes, nBytes }: {
    texture: GPUTexture;
    bytes: Uint8Array<ArrayBuffer>;
    nBytes: number;
  },
): void {
  const nLines = Math.ceil(nBytes / LINE_BYTES);
  queue.writeTexture(
    { texture },
    bytes.subarray(0, nLines * LINE_BYTES),
    { bytesPerRow: LINE_BYTES },
    [texture.width, nLines],
  );
}

/** A copy of a matrix as a texture, four elements a texel; the caller destroys it. */
export function copyToTexture({ device }: GpuDevice, matrix: GpuMatrix): GPUTexture {
  const texture = createLineTexture(device, { nBytes: matrix.rowsBytes, format: "rgba32float" });
  const encoder = device.createCommandEncoder({ label: "copy to texture" });
  encoder.copyBufferToTexture(
    { buffer: matrix.buffer, bytesPerRow: LINE_BYTES },
    { texture },
    [texture.width, texture.height],
  );
  device.queue.submit([encoder.finish()]);
  return texture;
}

/** Copies matrices back in one wait, each f32 `[V, K]` without padding. */
export async function downloadMatrices(
  gpu: GpuDevice,
  matrices: readonly GpuMatrix[],
): Promise<Float32Array[]> {
  const { device } = gpu;
  const nBytes = matrices.reduce((sum, { rowsBytes }) => sum + rowsBytes, 0);
  const staging = gpu.scoped(`read back ${nBytes} bytes`, () => {
    const buffer = device.createBuffer({
      label: "read back",
      size: nBytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = device.createCommandEncoder({ label: "read back" });
    let offset = 0;
    for (const { buffer: source, rowsBytes } of matrices) {
      encoder.copyBufferToBuffer(source, 0, buffer, offset, rowsBytes);
      offset += rowsBytes;
    }
    device.queue.submit([encoder.finish()]);
    return buffer;
  });
  try {
    await gpu.settle();
    try {
      await staging.mapAsync(GPUMapMode.READ);
    } catch (cause) {
      // The loss of a device, the likely reason, is told in a later turn of the event loop.
      await new Promise((resolve) => setTimeout(resolve));
      gpu.throwIfFailed();
      throw new Error(`Cannot read back ${nBytes} bytes on ${gpu.name}`, { cause });
    }
    await gpu.settle();
    const mapped = staging.getMappedRange();
    let offset = 0;
    return matrices.map((matrix) => {
      const padded = new Float32Array(mapped, offset, matrix.nRows * matrix.pitch);
      offset += matrix.rowsBytes;
      return withoutPadding(padded, matrix);
    });
  } finally {
    staging.destroy();
  }
}

function withoutPadding(padded: Float32Array, { nRows, nColumns, pitch }: GpuMatrix): Float32Array {
  const values = new Float32Array(nRows * nColumns);
  for (let row = 0; row < nRows; row++) {
    values.set(padded.subarray(row * pitch, row * pitch + nColumns), row * nColumns);
  }
  return values;
}
