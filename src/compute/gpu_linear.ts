/**
 * Products with weight matrices that stream through the GPU tile by tile.
 *
 * @module
 */

import type { WeightTensor } from "../sources/weights.ts";
import type { WeightRounding } from "./engine.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { type Dispatch, unpackConstants } from "./gpu_kernels.ts";
import { copyToTexture, createLineTexture, GpuMatrix, LINE_BYTES } from "./gpu_matrix.ts";
import {
  type AdapterKind,
  chooseLinear,
  LEAST_GROUP_ROWS,
  type LinearKernel,
} from "./linear_kernels.ts";
import { type Tile, TileStream } from "./tile_stream.ts";
import {
  KERNEL_TILE_LAYOUT,
  OCTET,
  planTiles,
  roundUp,
  type TileLayout,
  type TilePlan,
} from "./tiles.ts";

/** Tiles that are being read, copied or computed at a time. */
const N_SLOTS = 4;

/** The device holds a copy of every tile until it has computed it, so it is waited for whenever it has been given this much. */
const MAX_BYTES_AHEAD = 256 * 2 ** 20;

/** The tiles that a device with these limits takes. */
export function gpuTileLayout(
  limits: Pick<GPUSupportedLimits, "maxTextureDimension2D" | "maxComputeWorkgroupsPerDimension">,
): TileLayout {
  return {
    columnMultiple: OCTET,
    maxTileBytes: Math.min(
      KERNEL_TILE_LAYOUT.maxTileBytes,
      limits.maxTextureDimension2D * LINE_BYTES,
    ),
    maxTileRows: limits.maxComputeWorkgroupsPerDimension * LEAST_GROUP_ROWS,
  };
}

/** What {@link GpuLinear} is made for. */
export interface GpuLinearOptions {
  readonly dispatch: (dispatch: Dispatch) => void;
  /** What chooses the kernels. */
  readonly adapter: AdapterKind;
  readonly layout: TileLayout;
  readonly onWeightBytes: ((nBytes: number) => void) | undefined;
}

/** One input of a product, what the kernel reads of it, and its result. */
interface Product {
  readonly rounding: WeightRounding;
  readonly linear: LinearKernel;
  /** The matrix itself, or its copy as a texture. */
  readonly x: GPUBuffer | GPUTexture;
  readonly y: GpuMatrix;
}

/**
 * Host buffers and their destinations on the device, which all products use in turn. On a software adapter kernels read textures, which
 * it reads several times as fast as buffers; on hardware buffers.
 */
export class GpuLinear {
  readonly #gpu: GpuDevice;
  readonly #options: GpuLinearOptions;
  readonly #stream = new TileStream(N_SLOTS);
  /** By slot of the stream. */
  readonly #destinations: (GPUTexture | GPUBuffer | undefined)[] = [];
  #bytesAhead = 0;

  constructor(gpu: GpuDevice, options: GpuLinearOptions) {
    this.#gpu = gpu;
    this.#options = options;
  }

  /** x W^T of each use. x `[V, K]`, weight `[R, K]`; results `[V, R]`, of which all tiles have been submitted. */
  async multiply(
    uses: readonly { x: GpuMatrix; rounding: WeightRounding }[],
    weight: WeightTensor,
  ): Promise<GpuMatrix[]> {
    const gpu = this.#gpu;
    const { adapter } = this.#options;
    const act = `multiply by "${weight.name}"`;
    const plan = planTiles(weight, this.#options.layout);
    const products = gpu.scoped(act, () =>
      uses.map(({ x, rounding }): Product => ({
        rounding,
        linear: chooseLinear(adapter, { dtype: weight.dtype, nVectors: x.nRows }),
        y: new GpuMatrix(gpu, { nRows: x.nRows, nColumns: plan.nRows }),
        x: adapter === "software" ? copyToTexture(gpu, x) : x.buffer,
      })));
    try {
      await this.#stream.forEach(weight, {
        plan,
        bufferBytes: roundUp(plan.tileBytes, LINE_BYTES),
        consume: (tile) => {
          this.#options.onWeightBytes?.(tile.nRows * plan.rowBytes);
          gpu.scoped(act, () => this.#multiplyTile(tile, { plan, weight, products }));
          return this.#limitBytesAhead(tile.nRows * plan.paddedRowBytes);
        },
      });
    } catch (error) {
      for (const { y } of products) y.release();
      throw error;
    } finally {
      for (const { x } of products) if (x instanceof GPUTexture) x.destroy();
    }
    return products.map(({ y }) => y);
  }

  #multiplyTile(
    { bytes, firstRow, nRows, slot }: Tile,
    { plan, weight, products }: {
      plan: TilePlan;
      weight: WeightTensor;
      products: readonly Product[];
    },
  ): void {
    const destination = this.#destinationOf(slot, roundUp(plan.tileBytes, LINE_BYTES));
    const { queue } = this.#gpu.device;
    const nBytes = nRows * plan.paddedRowBytes;
    if (destination instanceof GPUTexture) {
      const nLines = Math.ceil(nBytes / LINE_BYTES);
      queue.writeTexture(
        { texture: destination },
        bytes.subarray(0, nLines * LINE_BYTES),
        { bytesPerRow: LINE_BYTES },
        [destination.width, nLines],
      );
    } else {
      queue.writeBuffer(destination, 0, bytes.subarray(0, nBytes));
    }
    for (const { rounding, linear, x, y } of products) {
      const { kernel, groupRows, groupVectors, lanes } = linear;
      this.#options.dispatch({
        kernel,
        constants: {
          ...unpackConstants(weight, rounding),
          ...lanes === null ? {} : { LANES: lanes },
        },
        resources: [destination, x, y.buffer],
        uniform: [nRows, firstRow, plan.paddedColumns / OCTET, y.nRows, y.pitch],
        nGroups: [Math.ceil(y.nRows / groupVectors), Math.ceil(nRows / groupRows)],
      });
    }
  }

  #destinationOf(slot: number, nBytes: number): GPUTexture | GPUBuffer {
    const known = this.#destinations[slot];
    const size = known instanceof GPUTexture ? known.height * LINE_BYTES : known?.size ?? 0;
    if (known !== undefined && size >= nBytes) return known;
    known?.destroy();
    const { device } = this.#gpu;
    const made = this.#options.adapter === "software"
      ? createLineTexture(device, { nBytes, format: "rgba32uint" })
      : device.createBuffer({
        label: `tile of ${nBytes} bytes`,
        size: nBytes,
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
      });
    this.#destinations[slot] = made;
    return made;
  }

  async #limitBytesAhead(nBytes: number): Promise<void> {
    this.#bytesAhead += nBytes;
    if (this.#bytesAhead < MAX_BYTES_AHEAD) return;
    this.#bytesAhead = 0;
    await this.#gpu.device.queue.onSubmittedWorkDone();
    this.#gpu.throwIfFailed();
  }
}
