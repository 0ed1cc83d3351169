/**
 * Progress on standard error: one line that rewrites itself on a terminal, else one line a layer.
 *
 * @module
 */

import { bytesText } from "../site/numbers.ts";

/** Shows how far a run has come. */
export interface Progress {
  /** Weight bytes were read. */
  addBytes(nBytes: number): void;
  /** A layer is done. */
  finishLayer(layer: number): void;
  /** Clears the line before other output. */
  clear(): void;
  /** Weight bytes read so far. */
  readonly bytesRead: number;
}

/** What progress is measured against. */
export interface ProgressTotals {
  readonly nLayers: number;
  readonly nBytes: number;
  readonly isTerminal: boolean;
  /** Writes to standard error. */
  readonly write: (text: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Milliseconds between two redraws of the line. */
const REDRAW_MS = 100;

/** Starts counting; time runs from here. */
export function startProgress(totals: ProgressTotals): Progress {
  const { nLayers, nBytes, isTerminal, write, now } = totals;
  const started = now();
  let bytesRead = 0;
  let layersDone = 0;
  let drawn = -Infinity;
  let width = 0;
  const text = () => {
    const seconds = (now() - started) / 1000;
    return progressText({ bytesRead, nBytes, layersDone, nLayers, seconds });
  };
  const redraw = (line: string) => {
    write(`\r${line.padEnd(width)}`);
    width = line.length;
  };
  return {
    addBytes(more) {
      bytesRead += more;
      if (!isTerminal || now() - drawn < REDRAW_MS) return;
      drawn = now();
      redraw(text());
    },
    finishLayer(layer) {
      layersDone++;
      if (isTerminal) redraw(text());
      else write(`Layer ${layer} done: ${text()}\n`);
    },
    clear() {
      if (width === 0) return;
      redraw("");
      write("\r");
    },
    get bytesRead() {
      return bytesRead;
    },
  };
}

/**
 * Bytes, layers, rate and remaining time in one line; beyond `nBytes` lie the neurons, whose layers are not known before.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { progressText } from "./progress.ts";
 * const text = progressText({ bytesRead: 5e8, nBytes: 2e9, layersDone: 2, nLayers: 10, seconds: 2 });
 * assert(text === "2 of 10 layers, 500 MB of 2.00 GB, 250 MB/s, about 6 s left");
 * ```
 */
export function progressText(
  { bytesRead, nBytes, layersDone, nLayers, seconds }: {
    bytesRead: number;
    nBytes: number;
    layersDone: number;
    nLayers: number;
    seconds: number;
  },
): string {
  const rate = seconds > 0 ? bytesRead / seconds : 0;
  const left = rate > 0 ? `, about ${Math.ceil((nBytes - bytesRead) / rate)} s left` : "";
  if (bytesRead > nBytes) return `${layersDone} layers, then neurons: ${bytesText(bytesRead)} read`;
  return `${layersDone} of ${nLayers} layers, ${bytesText(bytesRead)} of ${bytesText(nBytes)}, ` +
    `${bytesText(Math.round(rate))}/s${layersDone === nLayers ? "" : left}`;
}
