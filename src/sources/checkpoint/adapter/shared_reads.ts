/**
 * One checkpoint read for both sides of a comparison: what the base side reads of a matrix is kept until the other side takes it.
 *
 * A pass reads gate and up of the base, then both of the instruct model, then down of either. So no more is held than gate and up of
 * one layer, and no more than a limit; what exceeds it is read from its file once more.
 *
 * @module
 */

import type { LayerWeights, WeightTensor } from "../weights.ts";

/** Held at most of what one side has read: gate and up of one layer of gemma-2-27b in float32 are 1.36 GB. */
export const MAX_KEPT_BYTES = 1.5 * 2 ** 30;

/** Some bytes of a tensor that were read. */
interface Kept {
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
  /** Bytes of it that the other side has not taken yet. */
  nLeft: number;
}

/** The tensors of one checkpoint as two sides read them. */
export class SharedReads {
  readonly #kept = new Map<string, Kept[]>();
  readonly #maxBytes: number;
  #layer: number | null = null;
  #nKeptBytes = 0;
  #nReadBytes = 0;

  /** @param options.maxBytes Held at most. */
  constructor({ maxBytes = MAX_KEPT_BYTES }: { maxBytes?: number } = {}) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that came from files so far. */
  get nReadBytes(): number {
    return this.#nReadBytes;
  }

  /** Bytes that are held now. */
  get nKeptBytes(): number {
    return this.#nKeptBytes;
  }

  /** A layer as the side that reads first reads it. */
  first(weights: LayerWeights): LayerWeights {
    return mapTensors(weights, (tensor) => ({
      ...tensor,
      read: async (offsetBytes, into) => {
        if (this.#take(tensor, offsetBytes, into, { isLast: false })) return;
        await this.#read(tensor, offsetBytes, into);
        this.#keep(weights.layer, tensor, offsetBytes, into);
      },
    }));
  }

  /** The same as the other side reads it: nothing of it is to come that does not come for the first. */
  second(weights: LayerWeights): LayerWeights {
    return mapTensors(weights, (tensor) => ({
      ...tensor,
      fileBytes: 0,
      missingBytes: () => 0,
      read: async (offsetBytes, into) => {
        if (this.#take(tensor, offsetBytes, into, { isLast: true })) return;
        await this.#read(tensor, offsetBytes, into);
      },
    }));
  }

  /** A layer of another checkpoint, whose bytes are counted and not kept. */
  apart(weights: LayerWeights): LayerWeights {
    return mapTensors(weights, (tensor) => ({
      ...tensor,
      read: (offsetBytes, into) => this.#read(tensor, offsetBytes, into),
    }));
  }

  /** Counts bytes that were read elsewhere. */
  count(nBytes: number): void {
    this.#nReadBytes += nBytes;
  }

  async #read(tensor: WeightTensor, offsetBytes: number, into: Uint8Array): Promise<void> {
    await tensor.read(offsetBytes, into);
    this.#nReadBytes += into.byteLength;
  }

  #keep(layer: number, tensor: WeightTensor, offsetBytes: number, into: Uint8Array): void {
    if (layer !== this.#layer) {
      // What the other side left of an earlier layer it will not ask for.
      this.#kept.clear();
      this.#nKeptBytes = 0;
      this.#layer = layer;
    }
    if (this.#nKeptBytes + into.byteLength > this.#maxBytes) return;
    const kept = this.#kept.get(keyOf(tensor)) ?? [];
    this.#kept.set(keyOf(tensor), kept);
    // A copy: the buffer is the reader's, who fills it again.
    kept.push({ offsetBytes, bytes: into.slice(), nLeft: into.byteLength });
    this.#nKeptBytes += into.byteLength;
  }

  /** Fills `into` from what is kept, if all of it is; what the last reader took is let go. */
  #take(
    tensor: WeightTensor,
    offsetBytes: number,
    into: Uint8Array,
    { isLast }: { isLast: boolean },
  ): boolean {
    const kept = this.#kept.get(keyOf(tensor));
    if (kept === undefined) return false;
    const end = offsetBytes + into.byteLength; // exclusive
    const parts: { of: Kept; from: number; to: number }[] = [];
    for (let at = offsetBytes; at < end;) {
      const of = kept.find((it) => it.offsetBytes <= at && at < endOf(it));
      if (of === undefined) return false;
      const to = Math.min(end, endOf(of));
      parts.push({ of, from: at, to });
      at = to;
    }
    for (const { of, from, to } of parts) {
      into.set(of.bytes.subarray(from - of.offsetBytes, to - of.offsetBytes), from - offsetBytes);
      if (isLast) of.nLeft -= to - from;
    }
    const left = kept.filter(({ nLeft }) => nLeft > 0);
    for (const { bytes, nLeft } of kept) if (nLeft <= 0) this.#nKeptBytes -= bytes.byteLength;
    this.#kept.set(keyOf(tensor), left);
    return true;
  }
}

/** The same layer with every tensor replaced, biases included, whatever parts it has. */
export function mapTensors(
  weights: LayerWeights,
  replace: (tensor: WeightTensor) => WeightTensor,
): LayerWeights {
  const mapped = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (isTensor(value)) return replace(value);
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, mapped(it)]));
  };
  return mapped(weights) as LayerWeights;
}

function isTensor(value: object): value is WeightTensor {
  return "read" in value && "shape" in value;
}

function keyOf({ fileName, name }: WeightTensor): string {
  return `${fileName} ${name}`;
}

function endOf({ offsetBytes, bytes }: Kept): number {
  return offsetBytes + bytes.byteLength;
}
