/**
 * The figures of one benchmark as text.
 *
 * @module
 */

/** What PyTorch took for the same arithmetic. */
export interface TorchFigures {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

/** Figures of one number of input vectors. */
export interface BenchRow {
  readonly nVectors: number;
  readonly computeSeconds: number;
  /** Of the whole command. */
  readonly seconds: number;
  readonly processorSeconds: number | null;
  readonly peakBytes: number | null;
  /** Null where PyTorch was not found. */
  readonly torch: TorchFigures | null;
}

/** Figures that do not depend on the number of input vectors. */
export interface BenchFigures {
  readonly weightBytes: number;
  /** Bytes per second. */
  readonly ddRate: number;
  readonly readSeconds: number;
  readonly uploadSeconds: number;
  readonly startUpSeconds: number | null;
  readonly rows: readonly BenchRow[];
}

const COLUMNS = [
  "vectors",
  "dd",
  "read",
  "upload",
  "compute",
  "all",
  "seconds",
  "all / dd",
  "all / slowest stage",
  "peak MB",
  "PyTorch s",
  "PyTorch / ours",
  "CPU s",
  "PyTorch CPU s",
];

/**
 * A Markdown table; rates in GB/s of file bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { benchTable } from "./table.ts";
 * const cost = { seconds: 4, processorSeconds: 7, peakBytes: 4e8 };
 * const row = { nVectors: 6, computeSeconds: 2, ...cost, torch: null };
 * const text = benchTable({
 *   weightBytes: 6e9, ddRate: 6e9, readSeconds: 1, uploadSeconds: 2, startUpSeconds: 0.5, rows: [row],
 * });
 * assert(text.includes("| 6 | 6.00 | 6.00 | 3.00 | 3.00 | 1.50 | 4.0 | 0.25 | 0.50 | 400 |  |  | 7.0 |  |"));
 * ```
 */
export function benchTable(figures: BenchFigures): string {
  const lines = [
    COLUMNS,
    COLUMNS.map(() => "---"),
    ...figures.rows.map((row) => cells(row, figures)),
  ];
  const startUp = figures.startUpSeconds === null
    ? []
    : [`start-up to the first byte of weights: ${figures.startUpSeconds.toFixed(2)} s`];
  return [...lines.map((line) => `| ${line.join(" | ")} |`), ...startUp, ...growth(figures.rows)]
    .join("\n");
}

function cells(row: BenchRow, figures: BenchFigures): string[] {
  const { weightBytes, ddRate, readSeconds, uploadSeconds } = figures;
  const gigabytes = (seconds: number) => (weightBytes / seconds / 1e9).toFixed(2);
  const slowest = Math.max(readSeconds, uploadSeconds, row.computeSeconds);
  return [
    String(row.nVectors),
    (ddRate / 1e9).toFixed(2),
    gigabytes(readSeconds),
    gigabytes(uploadSeconds),
    gigabytes(row.computeSeconds),
    gigabytes(row.seconds),
    row.seconds.toFixed(1),
    (weightBytes / row.seconds / ddRate).toFixed(2),
    (slowest / row.seconds).toFixed(2),
    row.peakBytes === null ? "unknown" : (row.peakBytes / 1e6).toFixed(0),
    row.torch === null ? "" : row.torch.seconds.toFixed(1),
    row.torch === null ? "" : (row.torch.seconds / row.seconds).toFixed(2),
    row.processorSeconds?.toFixed(1) ?? "",
    row.torch?.processorSeconds.toFixed(1) ?? "",
  ];
}

/** Seconds per further vector between each number and the next. */
function growth(rows: readonly BenchRow[]): string[] {
  return rows.slice(1).map((row, ix) => {
    const before = rows[ix] as BenchRow;
    const perVector = (row.seconds - before.seconds) / (row.nVectors - before.nVectors);
    return `from ${before.nVectors} to ${row.nVectors} vectors: ${
      (1000 * perVector).toFixed(0)
    } ms a further vector`;
  });
}
