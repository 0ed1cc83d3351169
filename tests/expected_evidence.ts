/** Evidence computed by tests/oracle/evidence.py. */

/** A row of a table; names and meaning are those of results.json. */
export type ExpectedRow = Readonly<Record<string, unknown>>;

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * What `report/evidence-NAME.json` holds, `{columns, rows}` turned into rows wherever it stands. That of `stories260k-standard`
 * has robustness, peaks, components and bootstrap only, that of `stories260k-outliers-8` what the outlier dimensions change.
 */
export interface ExpectedEvidence {
  readonly mlp: readonly ExpectedRow[];
  /** Of some layers only. */
  readonly baseline: readonly ExpectedRow[];
  readonly robustness: readonly ExpectedRow[];
  readonly operating_point: readonly ExpectedRow[];
  /** Of some layers only. */
  readonly operating_baseline: readonly ExpectedRow[];
  /** Of PC1 at the operating point, of each direction the larger sign; results hold the rows from which it follows. */
  readonly operating_tests?: readonly ExpectedRow[];
  readonly quantiles: readonly ExpectedRow[];
  readonly ranks: readonly ExpectedRow[];
  readonly layers: readonly ExpectedRow[];
  /** Of the decomposed layers. */
  readonly outlier_curve: readonly ExpectedRow[];
  readonly peaks: readonly ExpectedRow[];
  readonly outlier_tables: Readonly<Record<string, readonly ExpectedRow[]>>;
  readonly components: readonly ExpectedRow[];
  readonly bootstrap: {
    readonly resamples: number;
    readonly interval: string;
    readonly bands: readonly ExpectedRow[];
  };
  readonly calibration: readonly ExpectedRow[];
  readonly role_directions: readonly ExpectedRow[];
}

/** Reads a file of tests/testdata/report. */
export async function readExpectedEvidence(name: string): Promise<ExpectedEvidence> {
  return await readTables(`report/evidence-${name}.json`);
}

/** Reads a file below tests/testdata whose tables are `{columns, rows}`, these turned into rows. */
export async function readTables<T>(path: string): Promise<T> {
  const file = new URL(`testdata/${path}`, import.meta.url);
  return JSON.parse(
    await Deno.readTextFile(file),
    (_, value: unknown) => isTable(value) ? rowsOf(value) : value,
  );
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && "columns" in value && "rows" in value;
}

function rowsOf({ columns, rows }: Table): ExpectedRow[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

/** All rows that have these values. */
export function rowsWith(rows: readonly ExpectedRow[], values: ExpectedRow): ExpectedRow[] {
  return rows.filter((row) => Object.entries(values).every(([key, value]) => row[key] === value));
}
