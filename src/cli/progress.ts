/**
 * Progress on standard error: one line that rewrites itself on a terminal, else a line a step.
 *
 * @module
 */

import { bytesText } from "../site/kit/numbers.ts";
import type { Terminal } from "./terminal.ts";

/** A line of standard error that is written over by the next. */
export interface StatusLine {
  /** Shows `text`, on a terminal in the place of what stood there; elsewhere only where `isWorthALine`. */
  show(text: string, isWorthALine: boolean): void;
  /** A line that stays. */
  say(text: string): void;
  /** Clears the line before other output. */
  clear(): void;
}

/** Where a {@link StatusLine} is written. */
export type StatusStream = Pick<Terminal, "isTerminal" | "writeError">;

/** Opens the line; nothing is written yet. */
export function statusLine({ isTerminal, writeError }: StatusStream): StatusLine {
  let width = 0;
  const redraw = (line: string) => {
    writeError(`\r${line.padEnd(width)}`);
    width = line.length;
  };
  const clear = () => {
    if (width === 0) return;
    redraw("");
    writeError("\r");
  };
  return {
    show(text, isWorthALine) {
      if (isTerminal) redraw(text);
      else if (isWorthALine) writeError(`${text}\n`);
    },
    say(text) {
      clear();
      writeError(`${text}\n`);
    },
    clear,
  };
}

/** What comes over the network before the first weight, in a line that only a terminal shows. */
export function fetchedLine(stream: StatusStream): { add(nBytes: number): void; clear(): void } {
  const line = statusLine(stream);
  let fetched = 0;
  let drawn = -Infinity;
  return {
    add(nBytes) {
      fetched += nBytes;
      if (performance.now() - drawn < REDRAW_MS) return;
      drawn = performance.now();
      line.show(`Fetching: ${bytesText(fetched)}`, false);
    },
    clear: line.clear,
  };
}

/** Progress of a site that is rendered. */
export interface SiteProgress {
  /** A line that stays. */
  say(text: string): void;
  /** So many of all pages are rendered. */
  onPage(done: number, total: number): void;
  clear(): void;
}

/** Milliseconds between two redraws of the line, and between two lines where nothing is redrawn. */
const REDRAW_MS = 100;
const LINE_MS = 2000;

/** Counts pages. */
export function siteProgress(
  stream: StatusStream,
  { line = statusLine(stream), now = () => performance.now() }: {
    line?: StatusLine;
    now?: () => number;
  } = {},
): SiteProgress {
  let drawn = -Infinity;
  return {
    say: line.say,
    onPage(done, total) {
      const isEnd = done === 0 || done === total;
      if (!isEnd && now() - drawn < (stream.isTerminal ? REDRAW_MS : LINE_MS)) return;
      drawn = now();
      line.show(done === 0 ? `Rendering ${total} pages` : `Page ${done} of ${total}`, true);
    },
    clear: line.clear,
  };
}

/** Shows how far a run has come. */
export interface Progress extends SiteProgress {
  /** Weight bytes were read. */
  addBytes(nBytes: number): void;
  /** Bytes came over the network, of those that are read or will be. */
  addFetched(nBytes: number): void;
  /** A layer is done. */
  finishLayer(layer: number): void;
  /** Work on the finished layers begins: `what` of them, so many of all. */
  startStep(what: string, step: { done: number; total: number }): void;
  /** Weight bytes read so far. */
  readonly bytesRead: number;
}

/** What progress is measured against. */
export interface ProgressTotals {
  readonly nLayers: number;
  /** Of the layers, and of their neurons, which come after them. */
  readonly nBytes: number;
  readonly stream: StatusStream;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Starts counting; time runs from here. */
export function startProgress({ nLayers, nBytes, stream, now }: ProgressTotals): Progress {
  const started = now();
  const line = statusLine(stream);
  let bytesRead = 0;
  let bytesFetched = 0;
  let layersDone = 0;
  let step: string | null = null;
  let drawn = -Infinity;
  const text = () => {
    const seconds = (now() - started) / 1000;
    return step ?? progressText({ bytesRead, bytesFetched, nBytes, layersDone, nLayers, seconds });
  };
  return {
    ...siteProgress(stream, { line, now }),
    addBytes(more) {
      bytesRead += more;
      if (now() - drawn < REDRAW_MS) return;
      drawn = now();
      line.show(text(), false);
    },
    addFetched(more) {
      bytesFetched += more;
    },
    finishLayer(layer) {
      layersDone++;
      line.show(stream.isTerminal ? text() : `Layer ${layer} done: ${text()}`, true);
    },
    startStep(what, { done, total }) {
      step = `${what} (${done + 1} of ${total})`;
      line.show(step, true);
    },
    get bytesRead() {
      return bytesRead;
    },
  };
}

/**
 * Bytes, layers, rate and the time that reading still takes, in one line.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { progressText } from "./progress.ts";
 * const text = progressText({ bytesRead: 5e8, nBytes: 2e9, layersDone: 2, nLayers: 10, seconds: 2 });
 * assert(text === "2 of 10 layers, 500 MB of 2.00 GB, 250 MB/s, about 6 s left, then the pages");
 * ```
 */
export function progressText(
  { bytesRead, bytesFetched = 0, nBytes, layersDone, nLayers, seconds }: {
    bytesRead: number;
    bytesFetched?: number;
    nBytes: number;
    layersDone: number;
    nLayers: number;
    seconds: number;
  },
): string {
  const rate = seconds > 0 ? bytesRead / seconds : 0;
  const left = Math.max(0, nBytes - bytesRead);
  const remains = layersDone === nLayers
    ? ", then neurons, decompositions and pages"
    : rate > 0
    ? `, about ${Math.ceil(left / rate)} s left, then the pages`
    : "";
  return `${layersDone} of ${nLayers} layers, ${bytesText(bytesRead)} of ${bytesText(nBytes)}, ` +
    `${bytesText(Math.round(rate))}/s${
      bytesFetched === 0
        ? ""
        : `, of the network ${bytesText(bytesFetched)} at ${
          bytesText(Math.round(bytesFetched / Math.max(seconds, 1e-3)))
        }/s`
    }${remains}`;
}
