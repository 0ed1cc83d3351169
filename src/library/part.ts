/**
 * A share of a run's layers, for one of several machines.
 *
 * @module
 */

import type { PreparedRun } from "../prepare/prepare.ts";
import { oneLine } from "../text/quote.ts";
import { UsageError } from "../usage_error.ts";

/** The `index`-th of `count` shares, from 1. */
export interface Part {
  readonly index: number;
  readonly count: number;
}

/**
 * The value of `--part`.
 *
 * @throws {UsageError} if the text is none, in one line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readPart } from "./part.ts";
 * const { index, count } = readPart("2/16");
 * assert(index === 2 && count === 16);
 * ```
 */
export function readPart(text: string): Part {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match !== null && index >= 1 && index <= count && Number.isSafeInteger(count)) {
    return { index, count };
  }
  throw new UsageError(
    `Cannot use --part ${oneLine(text)}: expected i/n with i from 1 to n, such as 1/4`,
  );
}

/** As `--part` takes it. */
export function partText({ index, count }: Part): string {
  return `${index}/${count}`;
}

/**
 * The layers of a share: every `count`-th from the `index`-th on, so that a peak in the middle of the model is nobody's alone. The
 * shares of one count hold every layer once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { layersOfPart } from "./part.ts";
 * assert(layersOfPart([15, 16, 17, 18], { index: 2, count: 3 }).join() === "16");
 * ```
 */
export function layersOfPart(layers: readonly number[], { index, count }: Part): number[] {
  return layers.filter((_, i) => i % count === index - 1);
}

/** The same run with the layers of a share alone, as it is planned and fetched: nothing is decomposed. */
export function ofPart<T extends { readonly prepared: PreparedRun }>(run: T, part: Part): T {
  const layers = layersOfPart(run.prepared.layers, part);
  return { ...run, prepared: { ...run.prepared, layers, focus: [] } };
}
