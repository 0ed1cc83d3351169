/**
 * Principal components among vectors by names: `pc.1`, `pc.2`, ..., each `[C]` or `[1, C]`, or `[L, C]` with a row for each layer.
 *
 * Shape letters: C hidden size, L layers; n components.
 *
 * @module
 */

import { shownName, shownShape } from "../../text/quote.ts";
import { fileNameOf } from "../folder/folder.ts";
import { isOneRow, rowsAtLayers, type StoredRows } from "./stored_rows.ts";
import type { PcaPlace } from "./vector_layout.ts";
import type { PcaFile } from "./vectors.ts";

/** Components by their number, from 1 on; the file of the first of them stands for all. */
export function pcaPlace(
  components: ReadonlyMap<number, StoredRows>,
  { isByLayer }: { isByLayer: boolean },
): PcaPlace {
  const numbers = [...components.keys()].sort((a, b) => a - b);
  const missing = numbers.findIndex((number, i) => number !== i + 1);
  const inOrder = numbers.map((number) => components.get(number)!);
  const path = inOrder[0]!.path;
  return {
    path,
    paths: [...new Set(inOrder.map((rows) => rows.path))],
    async read(layer, firstRow) {
      if (missing !== -1) {
        throw new Error(
          `Cannot use the principal components in ${shownName(path)}: expected pc.1, pc.2, ... ` +
            `without a gap, found pc.${numbers[missing]} and no pc.${missing + 1}`,
        );
      }
      return await readComponents(inOrder, { path, layer, firstRow, isByLayer });
    },
  };
}

async function readComponents(
  stored: readonly StoredRows[],
  { path, layer, firstRow, isByLayer }: {
    path: string;
    layer: number;
    firstRow: number;
    isByLayer: boolean;
  },
): Promise<PcaFile> {
  const axes: Float32Array[] = [];
  let isOfOneLayer: boolean | null = null;
  for (const rows of stored) {
    const { shape = [] } = await rows.look();
    // Where files number their rows, a single one is that of layer 0.
    const isOne = shape.length === 1 || !isByLayer && isOneRow(shape);
    if (shape.length > 2 || shape.length === 0 || isOne !== (isOfOneLayer ??= isOne)) {
      throw new RangeError(
        `Cannot use ${
          shownName(rows.label)
        }: expected principal components that are all [C] or all [L, C], found ${
          shownShape(shape)
        }`,
      );
    }
    const [axis] = isOne
      ? await rowsAtLayers(rows, { layers: [0], firstRow: 0 })
      : await rowsAtLayers(rows, { layers: [layer], firstRow });
    if (axis === undefined || axis.length !== (axes[0] ?? axis).length) {
      throw new RangeError(
        `Cannot use ${shownName(rows.label)}: expected ${
          axis === undefined
            ? `a component at layer ${layer}, found none`
            : `${axes[0]!.length} entries, found ${axis.length}`
        }`,
      );
    }
    axes.push(axis);
  }
  const C = axes[0]!.length;
  const values = new Float64Array(axes.length * C); // f64 [n, C]
  axes.forEach((axis, k) => values.set(axis, k * C));
  return {
    fileName: fileNameOf(path),
    layer,
    isLayerTold: !isOfOneLayer,
    nComponents: axes.length,
    components: values,
    varianceExplained: null,
    scalerClass: null,
    scalerScale: null,
    unreadKeys: [],
    fitted: null,
  };
}
