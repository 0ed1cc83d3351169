/**
 * Combinations of the rows of weight matrices that stream through the GPU tile by tile.
 *
 * @module
 */

import type { WeightTensor } from "../sources/checkpoint/weights.ts";
import { BytesAhead } from "./bytes_ahead.ts";
import type { WeightRounding } from "./engine.ts";
import type { GpuDevice } from "./gpu_device.ts";
import { COMBINE_ROWS, type KernelRunner, unpackConstants } from "./gpu_kernels.ts";
import {
  copyToTexture,
  createLineTexture,
  GpuMatrix,
  LINE_BYTES,
  writeLines,
} from "./gpu_matrix.ts";
import { type Tile, TileStream } from "./tile_stream.ts";
import { OCTET, planTiles, roundUp, type TileLayout, type TilePlan } from "./tiles.ts";

/** Combinations of an invocation of `kernels/combine_rows.wgsl`, and rows that it takes at a time. */
const GROUP_COMBINATIONS = 4;
const GROUP_ROWS = 4;

/** Rows whose products are added in one go: more would round more. */
const MAX_SUMMED_ROWS = 256;

/** Tiles that are being read, copied or computed at a time. */
const N_SLOTS = 4;

/** What {@link combineRowsOnGpu} needs beside its operands. */
export interface GpuCombineOptions {
  readonly kernels: KernelRunner;
  /** Invocations of a workgroup. */
  readonly lanes: number;
  readonly layout: TileLayout;
  readonly rounding: WeightRounding;
  readonly onWeightBytes: ((nBytes: number) => void) | undefined;
}

/** g W. g `[P, R]`, weight `[R, K]`; result `[P, K]`, of which all tiles have been submitted. */
export async function combineRowsOnGpu(
  gpu: GpuDevice,
  { g, weight, ...options }: GpuCombineOptions & { g: GpuMatrix; weight: WeightTensor },
): Promise<GpuMatrix> {
  const act = `combine the rows of "${weight.name}"`;
  const plan = planWholeQuads(weight, options.layout);
  const bufferBytes = roundUp(
    roundUp(plan.rowsPerTile, GROUP_ROWS) * plan.paddedRowBytes,
    LINE_BYTES,
  );
  const { out, gTexture, textures } = gpu.scoped(act, () => ({
    out: new GpuMatrix(gpu, { nRows: g.nRows, nColumns: plan.nColumns }), // zeros, to which tiles add
    gTexture: copyToTexture(gpu, g),
    textures: Array.from(
      { length: Math.min(N_SLOTS, plan.nTiles) },
      () => createLineTexture(gpu.device, { nBytes: bufferBytes, format: "rgba32uint" }),
    ),
  }));

  const addTile = ({ bytes, firstRow, nRows, slot }: Tile) => {
    const texture = textures[slot] as GPUTexture;
    // Rows past the end are zero or an earlier tile's, and g is zero there.
    const paddedRows = roundUp(nRows, GROUP_ROWS);
    writeLines(gpu.device.queue, { texture, bytes, nBytes: paddedRows * plan.paddedRowBytes });
    const nOctets = plan.paddedColumns / OCTET;
    options.kernels.run({
      kernel: COMBINE_ROWS,
      constants: { LANES: options.lanes, ...unpackConstants(weight, options.rounding) },
      resources: [texture, gTexture, out.buffer],
      uniform: [paddedRows / GROUP_ROWS, firstRow / GROUP_ROWS, nOctets, g.pitch / 4, g.nRows],
      nGroups: [Math.ceil(nOctets / options.lanes), Math.ceil(g.nRows / GROUP_COMBINATIONS)],
    });
  };

  const bytesAhead = new BytesAhead(gpu);
  try {
    await new TileStream(N_SLOTS).forEach(weight, {
      plan,
      bufferBytes,
      consume: (tile) => {
        options.onWeightBytes?.(tile.nRows * plan.rowBytes);
        gpu.scoped(act, () => addTile(tile));
        return bytesAhead.add(tile.nRows * plan.paddedRowBytes);
      },
    });
  } catch (error) {
    out.release();
    throw error;
  } finally {
    for (const texture of [gTexture, ...textures]) texture.destroy();
  }
  return out;
}

/** Tiles of whole groups of rows, at least one, so that each starts where a texel of g does. */
function planWholeQuads(weight: WeightTensor, layout: TileLayout): TilePlan {
  const { paddedRowBytes } = planTiles(weight, { ...layout, maxTileBytes: Infinity });
  const maxTileBytes = Math.max(layout.maxTileBytes, GROUP_ROWS * paddedRowBytes);
  return planTiles(weight, {
    ...layout,
    maxTileBytes,
    maxTileRows: Math.min(layout.maxTileRows, MAX_SUMMED_ROWS),
    rowMultiple: GROUP_ROWS,
  });
}
