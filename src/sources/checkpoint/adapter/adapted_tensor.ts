/**
 * A tensor of the base with an adapter's change, as a tensor that is read by range: the sum is made of the rows that are asked for.
 *
 * Shape letters: R rows and K columns of the weight, r rank.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { bytesPerElement, decodeToFloat32 } from "../../../math/dtypes.ts";
import { readTensorValues, type StoredTensor } from "../../safetensors/safetensors.ts";
import { BASE_ADVICE } from "../../folder/advice.ts";
import { quote, shownShape } from "../../../text/quote.ts";
import type { WeightTensor } from "../weights.ts";
import type { Change } from "./adapter_changes.ts";
import type { LayerPlace } from "./adapter_names.ts";
import { changeRows, type LowRankChange } from "./low_rank.ts";

/** Adapted tensors whose factors are held: more than one pass reads at a time. */
const MAX_HELD = 8;

/** What changes tensors, and is told of the bytes that it reads of the adapter. */
export interface AdaptOptions {
  /** Names the adapter's weights in messages. */
  readonly where: string;
  readonly onRead: (nBytes: number) => void;
}

/** The factors of an adapter, those used last held in memory. */
export class AdaptedTensors {
  readonly #options: AdaptOptions;
  readonly #held = new Map<Change, Promise<LowRankChange>>();
  /** Of every change that was asked for, so that none is read again for it. */
  readonly #hashes = new Map<Change, string>();

  constructor(options: AdaptOptions) {
    this.#options = options;
  }

  /**
   * The tensor that `change` makes of one of the base, of dtype F32: W + s B A is never rounded to less before it is read.
   *
   * @param place Where `base` stands, with its rows if it is a part of a fused tensor of `nRows`.
   * @throws {Error} naming the tensor, if the shapes do not fit.
   */
  adapted(
    base: WeightTensor,
    change: Change,
    { rows, nRows }: Pick<LayerPlace, "rows"> & { nRows: number },
  ): WeightTensor {
    const [R = 0, K = 1] = base.shape;
    const [first, end] = rows ?? [0, R];
    if (change.kind === "whole") {
      this.#expectShape(change.tensor, [nRows, ...base.shape.slice(1)]);
      return this.#replacement(base, { tensor: change.tensor, first, end, nRows });
    }
    const { a, b, magnitude } = change;
    const rank = a.shape[0]!;
    this.#expectShape(a, [rank, K]);
    this.#expectShape(b, [nRows, rank]);
    if (magnitude !== null) this.#expectShape(magnitude, [nRows]);
    const files = [a, b, ...magnitude === null ? [] : [magnitude]];
    const rowBytes = K * 4;
    return {
      name: base.name,
      fileName: `${base.fileName} + ${a.fileName}`,
      shape: base.shape,
      dtype: "F32",
      sizeBytes: R * rowBytes,
      fileBytes: (base.fileBytes ?? base.sizeBytes) + partOf(files, (end - first) / nRows),
      missingBytes: () =>
        files.reduce((sum, file) => sum + file.missingBytes(), base.missingBytes?.() ?? 0),
      ...hashOf(base, change, files),
      changeHash: () => this.#hash(change),
      read: async (offsetBytes, into) => {
        const endByte = offsetBytes + into.byteLength; // exclusive
        if (!(offsetBytes >= 0) || endByte > R * rowBytes) {
          throw new RangeError(
            `Cannot read bytes ${offsetBytes} to ${endByte} of tensor ${quote(base.name)}: ` +
              `with the adapter it has ${R * rowBytes} bytes`,
          );
        }
        if (into.byteLength === 0) return;
        const firstRow = Math.floor(offsetBytes / rowBytes);
        const endRow = Math.ceil(endByte / rowBytes);
        const sum = await readRows(base, { firstRow, endRow, nColumns: K });
        try {
          changeRows(sum, {
            firstRow: first + firstRow,
            nColumns: K,
            change: await this.#factors(change),
          });
        } catch (cause) {
          if (!(cause instanceof RangeError)) throw cause;
          throw new Error(
            `Cannot add ${this.#options.where} to tensor ${quote(base.name)}: ${cause.message}`,
            { cause },
          );
        }
        const bytes = new Uint8Array(sum.buffer);
        const skipped = offsetBytes - firstRow * rowBytes;
        into.set(bytes.subarray(skipped, skipped + into.byteLength));
      },
    };
  }

  /** A tensor of `modules_to_save`, of its own dtype. */
  #replacement(
    base: WeightTensor,
    { tensor, first, end, nRows }: {
      tensor: StoredTensor;
      first: number;
      end: number;
      nRows: number;
    },
  ): WeightTensor {
    const { dtype } = tensor;
    if (dtype !== "BF16" && dtype !== "F16" && dtype !== "F32") {
      throw new Error(
        `Cannot use tensor ${
          quote(tensor.name)
        } in ${this.#options.where}: expected dtype BF16, F16 or F32, found ${dtype}`,
      );
    }
    const part = end - first === nRows ? tensor : tensor.rows(first, end);
    const { onRead } = this.#options;
    return {
      ...part,
      dtype,
      name: base.name,
      missingBytes: () => part.missingBytes(),
      read: async (offsetBytes, into) => {
        await part.read(offsetBytes, into);
        onRead(into.byteLength);
      },
    };
  }

  #expectShape(tensor: StoredTensor, shape: readonly number[]): void {
    if (tensor.shape.join() === shape.join()) return;
    throw new Error(
      `Cannot use tensor ${quote(tensor.name)} in ${this.#options.where}: expected shape ${
        shownShape(shape)
      } to fit the base, found ${shownShape(tensor.shape)}; ${BASE_ADVICE}`,
    );
  }

  async #hash(change: Change & { kind: "product" }): Promise<string> {
    const hash = this.#hashes.get(change) ?? hashOfChange(change, await this.#factors(change));
    this.#hashes.set(change, hash);
    return hash;
  }

  /** Read where they are not held; of many those that were used last stay. */
  #factors(change: Change & { kind: "product" }): Promise<LowRankChange> {
    const factors = this.#held.get(change) ?? this.#readFactors(change);
    this.#held.delete(change);
    this.#held.set(change, factors);
    const [oldest] = this.#held.keys();
    if (this.#held.size > MAX_HELD && oldest !== undefined) this.#held.delete(oldest);
    factors.catch(() => this.#held.delete(change)); // what failed is tried again, and thrown where it is awaited
    return factors;
  }

  async #readFactors(change: Change & { kind: "product" }): Promise<LowRankChange> {
    const values = async (tensor: StoredTensor) => {
      const read = await readTensorValues(tensor);
      this.#options.onRead(tensor.sizeBytes);
      return read;
    };
    const { a, b, magnitude, scale } = change;
    return {
      a: await values(a),
      b: await values(b),
      magnitude: magnitude === null ? null : await values(magnitude),
      scale,
    };
  }
}

/** Whole rows of the base as float32, which is exact. */
async function readRows(
  base: WeightTensor,
  { firstRow, endRow, nColumns }: { firstRow: number; endRow: number; nColumns: number },
): Promise<Float32Array<ArrayBuffer>> {
  const storedRowBytes = nColumns * bytesPerElement(base.dtype);
  const stored = new Uint8Array((endRow - firstRow) * storedRowBytes);
  await base.read(firstRow * storedRowBytes, stored);
  return decodeToFloat32(stored, base.dtype);
}

function partOf(files: readonly StoredTensor[], share: number): number {
  return Math.round(share * files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
}

/** A hash where servers tell those of base and adapter. */
function hashOf(
  base: WeightTensor,
  { scale }: Change & { kind: "product" },
  files: readonly { readonly name: string; readonly fileHash?: string }[],
): Pick<WeightTensor, "fileHash"> {
  const hashes = [base, ...files].map(({ fileHash }) => fileHash);
  return hashes.some((hash) => hash === undefined)
    ? {}
    : { fileHash: [...new Set(hashes), `scale ${scale}`].join(" ") };
}

function hashOfChange({ scale }: Change & { kind: "product" }, factors: LowRankChange): string {
  const hash = createHash("sha256").update(String(scale));
  for (const values of [factors.a, factors.b, factors.magnitude]) {
    if (values === null) continue;
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
