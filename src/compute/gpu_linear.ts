/**
 * Products with weight matrices that stream through the GPU tile by tile.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { BytesAhead } from "./bytes_ahead.ts";
import type { WeightRounding } from "./engine.ts";
import type { GpuDevice } from "./gpu_device.ts";
import {
  type BoundKernel,
  type KernelRunner,
  type UniformBlocks,
  unpackConstants,
} from "./gpu_kernels.ts";
import {
  copyToTexture,
  createLineTexture,
  GpuMatrix,
  LINE_BYTES,
  writeLines,
} from "./gpu_matrix.ts";
import {
  type AdapterKind,
  chooseLinear,
  LEAST_GROUP_ROWS,
  type LinearKernel,
  tileRowMultiple,
} from "./linear_kernels.ts";
import { type Tile, TileStream } from "./tile_stream.ts";
import {
  COLUMN_MULTIPLE,
  KERNEL_TILE_LAYOUT,
  OCTET,
  planTiles,
  roundUp,
  type TileLayout,
  type TilePlan,
  tileRows,
} from "./tiles.ts";

/** Tiles that are being read, copied or computed at a time. */
const N_SLOTS = 4;

/**
 * On a software adapter tiles are copied and computed by the processor that reads them: few small ones stay in its cache meanwhile.
 * 5 MiB hold two workgroups' rows of the widest matrix of gemma-2-27b.
 */
const SOFTWARE_TILE_BYTES = 5 * 2 ** 20;
const N_SOFTWARE_SLOTS = 3;

/** The tiles that a device of this kind with these limits takes. */
export function gpuTileLayout(
  adapter: AdapterKind,
  limits: Pick<GPUSupportedLimits, "maxTextureDimension2D" | "maxComputeWorkgroupsPerDimension">,
): TileLayout {
  return {
    columnMultiple: COLUMN_MULTIPLE,
    maxTileBytes: Math.min(
      adapter === "software" ? SOFTWARE_TILE_BYTES : KERNEL_TILE_LAYOUT.maxTileBytes,
      limits.maxTextureDimension2D * LINE_BYTES,
    ),
    maxTileRows: limits.maxComputeWorkgroupsPerDimension * LEAST_GROUP_ROWS,
    rowMultiple: tileRowMultiple(adapter),
  };
}

/** What {@link GpuLinear} is made for. */
export interface GpuLinearOptions {
  readonly kernels: KernelRunner;
  /** What chooses the kernels. */
  readonly adapter: AdapterKind;
  /** Number of input vectors that chooses them; undefined: that of each input. */
  readonly kernelVectors: number | undefined;
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
  /** Sizes, by tile. */
  readonly blocks: UniformBlocks;
  /** By slot of the stream. */
  readonly bound: BoundKernel[];
}

/**
 * Host buffers and their destinations on the device, which all products use in turn. On a software adapter kernels read textures, which
 * it reads several times as fast as buffers; on hardware buffers.
 */
export class GpuLinear {
  readonly #gpu: GpuDevice;
  readonly #options: GpuLinearOptions;
  readonly #stream: TileStream;
  readonly #bytesAhead: BytesAhead;
  /** By slot of the stream. */
  readonly #destinations: (GPUTexture | GPUBuffer | undefined)[] = [];

  constructor(gpu: GpuDevice, options: GpuLinearOptions) {
    this.#gpu = gpu;
    this.#options = options;
    this.#stream = new TileStream(options.adapter === "software" ? N_SOFTWARE_SLOTS : N_SLOTS);
    this.#bytesAhead = new BytesAhead(gpu);
  }

  /** x W^T of each use. x `[V, K]`, weight `[R, K]`; results `[V, R]`, of which all tiles have been submitted. */
  async multiply(
    uses: readonly { x: GpuMatrix; rounding: WeightRounding }[],
    weight: WeightTensor,
  ): Promise<GpuMatrix[]> {
    const gpu = this.#gpu;
    const { adapter, kernelVectors } = this.#options;
    const act = `multiply by "${weight.name}"`;
    const plan = planTiles(weight, this.#options.layout);
    const products = gpu.scoped(act, () =>
      uses.map(({ x, rounding }): Product => {
        const y = new GpuMatrix(gpu, { nRows: x.nRows, nColumns: plan.nRows });
        return {
          rounding,
          linear: chooseLinear(adapter, kernelVectors ?? x.nRows),
          y,
          x: adapter === "software" ? copyToTexture(gpu, x) : x.buffer,
          blocks: this.#options.kernels.uniformBlocks(tileSizes(plan, y)),
          bound: [],
        };
      }));
    try {
      await this.#stream.forEach(weight, {
        plan,
        bufferBytes: roundUp(plan.tileBytes, LINE_BYTES),
        consume: (tile) => {
          this.#options.onWeightBytes?.(tile.nRows * plan.rowBytes);
          gpu.scoped(act, () => this.#multiplyTile(tile, { plan, weight, products }));
          return this.#bytesAhead.add(tile.nRows * plan.paddedRowBytes);
        },
      });
    } catch (error) {
      for (const { y } of products) y.release();
      throw error;
    } finally {
      for (const { x, blocks } of products) {
        if (x instanceof GPUTexture) x.destroy();
        blocks.buffer.destroy();
      }
    }
    return products.map(({ y }) => y);
  }

  #multiplyTile(
    { bytes, tileIx, nRows, slot }: Tile,
    { plan, weight, products }: {
      plan: TilePlan;
      weight: WeightTensor;
      products: readonly Product[];
    },
  ): void {
    const { kernels } = this.#options;
    const destination = this.#destinationOf(slot, roundUp(plan.tileBytes, LINE_BYTES));
    this.#write(bytes, { destination, nBytes: nRows * plan.paddedRowBytes });
    kernels.submit(`multiply by ${weight.name}`, (pass) => {
      for (const { rounding, linear, x, y, blocks, bound } of products) {
        const { kernel, groupRows, groupVectors, lanes } = linear;
        bound[slot] ??= kernels.bind({
          kernel,
          constants: {
            ...unpackConstants(weight, rounding),
            ...lanes === null ? {} : { LANES: lanes },
          },
          resources: [destination, x, y.buffer],
        }, blocks);
        kernels.encode(pass, bound[slot], {
          blockIx: tileIx,
          nGroups: [Math.ceil(y.nRows / groupVectors), Math.ceil(nRows / groupRows)],
        });
      }
    });
  }

  #write(
    bytes: Uint8Array<ArrayBuffer>,
    { destination, nBytes }: { destination: GPUTexture | GPUBuffer; nBytes: number },
  ): void {
    const { queue } = this.#gpu.device;
    if (destination instanceof GPUBuffer) {
      queue.writeBuffer(destination, 0, bytes.subarray(0, nBytes));
    } else {
      writeLines(queue, { texture: destination, bytes, nBytes });
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
}

/** The uniform of the kernels, for each tile. */
function tileSizes(plan: TilePlan, y: GpuMatrix): number[][] {
  return Array.from({ length: plan.nTiles }, (_, tileIx) => {
    const { firstRow, nRows } = tileRows(plan, tileIx);
    return [nRows, firstRow, plan.paddedColumns / OCTET, y.nRows, y.pitch];
  });
}
