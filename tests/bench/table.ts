/**
 * The figures of one benchmark as text.
 *
 * @module
 */

/** What one run took; null where the system does not tell. */
export interface Cost {
  readonly seconds: number;
  readonly processorSeconds: number | null;
  readonly peakBytes: number | null;
}

/** Figures of one number of input vectors. */
export interface BenchRow {
  readonly nVectors: number;
  readonly computeSeconds: number;
  /** Both models on exactly these vectors, from the start of the process to its end. */
  readonly plain: Cost;
  /** The whole command; null for an odd number, which it cannot run. */
  readonly whole: Cost | null;
  /** Null where PyTorch was not found. */
  readonly torch: Cost | null;
}

/** Figures that do not depend on the number of input vectors. */
export interface BenchFigures {
  readonly weightBytes: number;
  /** Bytes per second. */
  readonly ddRate: number;
  readonly readSeconds: number;
  /** Null where nothing is uploaded: the CPU computes where the bytes were read to. */
  readonly uploadSeconds: number | null;
  readonly startUpSeconds: number | null;
  readonly rows: readonly BenchRow[];
}

const COLUMNS = [
  "vectors",
  "dd",
  "read",
  "upload",
  "compute",
  "plain",
  "plain / dd",
  "plain / slowest stage",
  "plain s",
  "command s",
  "PyTorch s",
  "PyTorch / plain",
  "PyTorch / command",
  "plain, command, PyTorch CPU s",
  "plain, command, PyTorch peak MB",
];

/**
 * A Markdown table; rates in GB/s of file bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { benchTable } from "./table.ts";
 * const plain = { seconds: 4, processorSeconds: 7, peakBytes: 4e8 };
 * const row = { nVectors: 6, computeSeconds: 2, plain, whole: null, torch: null };
 * const text = benchTable({
 *   weightBytes: 6e9, ddRate: 6e9, readSeconds: 1, uploadSeconds: 2, startUpSeconds: 0.5, rows: [row],
 * });
 * assert(text.includes("| 6 | 6.00 | 6.00 | 3.00 | 3.00 | 1.50 | 0.25 | 0.50 | 4.0 |"));
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
  const slowest = Math.max(readSeconds, uploadSeconds ?? 0, row.computeSeconds);
  const { plain, whole, torch } = row;
  const seconds = (cost: Cost | null) => cost?.seconds.toFixed(1) ?? "";
  const each = (textOf: (cost: Cost) => string | undefined) =>
    [plain, whole, torch].map((cost) => (cost && textOf(cost)) ?? "-").join(", ");
  const ratio = (own: Cost | null) =>
    torch === null || own === null ? "" : (torch.seconds / own.seconds).toFixed(2);
  return [
    String(row.nVectors),
    (ddRate / 1e9).toFixed(2),
    gigabytes(readSeconds),
    uploadSeconds === null ? "" : gigabytes(uploadSeconds),
    gigabytes(row.computeSeconds),
    gigabytes(plain.seconds),
    (weightBytes / plain.seconds / ddRate).toFixed(2),
    (slowest / plain.seconds).toFixed(2),
    seconds(plain),
    seconds(whole),
    seconds(torch),
    ratio(plain),
    ratio(whole),
    each(({ processorSeconds }) => processorSeconds?.toFixed(1)),
    each(({ peakBytes }) => peakBytes === null ? undefined : (peakBytes / 1e6).toFixed(0)),
  ];
}

/** Seconds per further vector between each number and the next. */
function growth(rows: readonly BenchRow[]): string[] {
  return rows.slice(1).map((row, ix) => {
    const before = rows[ix] as BenchRow;
    const perVector = (row.plain.seconds - before.plain.seconds) / (row.nVectors - before.nVectors);
    return `from ${before.nVectors} to ${row.nVectors} vectors: ${
      (1000 * perVector).toFixed(0)
    } ms a further vector`;
  });
}
