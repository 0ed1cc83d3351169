/**
 * Progress on standard error: one line that rewrites itself on a terminal, else a line a step.
 *
 * @module
 */

import { bytesText, timeLeftText } from "../text/words.ts";
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
export type StatusStream = Pick<Terminal, "isTerminal" | "writeError" | "columns">;

/** Opens the line; nothing is written yet. */
export function statusLine({ isTerminal, writeError, columns }: StatusStream): StatusLine {
  let width = 0;
  const redraw = (text: string) => {
    // A line that wraps would stand there once for each redraw: the way back leads to the last row only.
    const room = Math.max(0, (columns?.() ?? Infinity) - 1);
    const line = text.length > room ? `${text.slice(0, Math.max(0, room - 1))}…` : text;
    width = Math.min(width, room);
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

/** What comes over the network beside no pass. */
export interface FetchProgress extends Pick<StatusLine, "say" | "clear"> {
  /** Bytes came. */
  add(nBytes: number): void;
  /** So many more will: from here on rate and remaining time are told, elsewhere than on a terminal in lines. */
  expect(nBytes: number): void;
  /** Bytes that came. */
  readonly nFetched: number;
}

/** Milliseconds between two lines of a fetch where nothing is redrawn: it may take hours. */
const FETCH_LINE_MS = 10_000;

/** Counts what comes over the network. */
export function fetchProgress(
  stream: StatusStream,
  { now = () => performance.now() }: { now?: () => number } = {},
): FetchProgress {
  const line = statusLine(stream);
  let nFetched = 0;
  let drawn = -Infinity;
  let expected: { nBefore: number; nBytes: number; startedMs: number } | null = null;
  const text = () => {
    if (expected === null) return `Fetching: ${bytesText(nFetched)}`;
    const { nBefore, nBytes, startedMs } = expected;
    const n = nFetched - nBefore;
    const rate = n / Math.max((now() - startedMs) / 1000, 1e-3);
    return `Fetching: ${bytesText(n)} of ${bytesText(nBytes)}, ${
      bytesText(Math.round(rate))
    }/s, about ${timeLeftText(Math.max(0, nBytes - n) / rate)} left`;
  };
  return {
    add(nBytes) {
      nFetched += nBytes;
      if (now() - drawn < (stream.isTerminal ? REDRAW_MS : FETCH_LINE_MS)) return;
      drawn = now();
      line.show(text(), expected !== null);
    },
    expect(nBytes) {
      drawn = now();
      expected = { nBefore: nFetched, nBytes, startedMs: now() };
    },
    get nFetched() {
      return nFetched;
    },
    say: line.say,
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
}

/** Bytes of one layer. */
export type LayerBytes = Readonly<Record<"nBytes" | "nBytesToFetch", number>>;

/** What progress is measured against. */
export interface ProgressTotals {
  readonly nLayers: number;
  /** Of the layers, and of what is read before them. */
  readonly nBytes: number;
  /** Of these, what is read before the first layer; none without. */
  readonly nBytesBefore?: number;
  /** Of these, what has to come over the network; none without. */
  readonly nBytesToFetch?: number;
  /** What a layer adds to both: of one that was kept nobody reads it. */
  readonly bytesOf?: (layer: number) => LayerBytes;
  /** Of neurons, at most: they come after the layers, and of how many is known only then. They count as time alone. */
  readonly nBytesAfter?: number;
  /** Whether no pages come after the layers. */
  readonly isPart?: boolean;
  readonly stream: StatusStream;
  /** Milliseconds. */
  readonly now: () => number;
}

/** Starts counting; time runs from here. */
export function startProgress(
  { nLayers, bytesOf, nBytesAfter = 0, isPart = false, stream, now, ...totals }: ProgressTotals,
): Progress {
  const started = now();
  const line = statusLine(stream);
  let { nBytes, nBytesToFetch = 0 } = totals;
  let bytesRead = 0;
  let bytesFetched = 0;
  let layersDone = 0;
  let bytesReadBefore = totals.nBytesBefore ?? 0;
  let step: string | null = null;
  let drawn = -Infinity;
  const text = () => {
    const seconds = (now() - started) / 1000;
    return step ?? progressText({
      ...{ bytesRead, bytesFetched, nBytes, nBytesToFetch, nBytesAfter },
      ...{ layersDone, nLayers, seconds, isPart },
    });
  };
  const redraw = () => {
    if (now() - drawn < REDRAW_MS) return;
    drawn = now();
    line.show(text(), false);
  };
  return {
    ...siteProgress(stream, { line, now }),
    addBytes(more) {
      bytesRead += more;
      redraw();
    },
    addFetched(more) {
      bytesFetched += more;
      redraw();
    },
    finishLayer(layer) {
      layersDone++;
      // Layers come one after the other: of one for which nothing was read, nothing will be.
      if (bytesRead === bytesReadBefore) {
        const kept = bytesOf?.(layer);
        nBytes -= kept?.nBytes ?? 0;
        nBytesToFetch -= kept?.nBytesToFetch ?? 0;
      }
      bytesReadBefore = bytesRead;
      line.show(stream.isTerminal ? text() : `Layer ${layer} done: ${text()}`, true);
    },
    startStep(what, { done, total }) {
      step = `${what} (${done + 1} of ${total})`;
      line.show(step, true);
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
  {
    bytesRead,
    bytesFetched = 0,
    nBytesToFetch = 0,
    nBytes,
    nBytesAfter = 0,
    layersDone,
    nLayers,
    seconds,
    isPart = false,
  }: {
    bytesRead: number;
    bytesFetched?: number;
    nBytesToFetch?: number;
    nBytes: number;
    /** That will be read beside these, at most. */
    nBytesAfter?: number;
    layersDone: number;
    nLayers: number;
    seconds: number;
    isPart?: boolean;
  },
): string {
  const rate = seconds > 0 ? bytesRead / seconds : 0;
  const left = Math.max(0, nBytes - bytesRead) + nBytesAfter;
  const remains = layersDone === nLayers
    ? isPart ? "" : ", then neurons, decompositions and pages"
    : rate > 0
    ? `, about ${timeLeftText(left / rate)} left${isPart ? "" : ", then the pages"}`
    : "";
  // Layers that were kept are read by nobody: no share of bytes and no rate is told of them.
  if (layersDone > 0 && bytesRead === 0) {
    return `${layersDone} of ${nLayers} layers, from records${remains}`;
  }
  return `${layersDone} of ${nLayers} layers, ${bytesText(bytesRead)} of ${bytesText(nBytes)}, ` +
    `${bytesText(Math.round(rate))}/s${
      bytesFetched === 0
        ? ""
        : `, over the network ${bytesText(bytesFetched)}${
          nBytesToFetch === 0 ? "" : ` of ${bytesText(nBytesToFetch)}`
        } at ${bytesText(Math.round(bytesFetched / Math.max(seconds, 1e-3)))}/s`
    }${remains}`;
}
