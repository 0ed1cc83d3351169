/**
 * A heat map of rows by layers as a table: a row has a name, a few numbers in text, and a slice of one image, a pixel a value. So rows
 * sort, filter and lead on as in any table, and hundreds of them by dozens of layers stay light.
 *
 * @module
 */

import { significant } from "./numbers.ts";
import { pngAddress } from "./png.ts";
import { type Column, type TableView, tableView } from "./tables.ts";

/** Red, green and blue of values above and below zero, apart in every kind of colour vision, and seen on light and dark paper. */
const POSITIVE = [222, 116, 20] as const;
const NEGATIVE = [47, 124, 200] as const;
/** Both from full colour over nothing. */
const RAMP = [
  `rgb(${NEGATIVE.join(" ")})`,
  `rgb(${NEGATIVE.join(" ")} / 0%) 50%`,
  `rgb(${POSITIVE.join(" ")} / 0%) 50%`,
  `rgb(${POSITIVE.join(" ")})`,
].join(", ");
/** The half of it above zero. */
const UPPER_RAMP = [`rgb(${POSITIVE.join(" ")} / 0%)`, `rgb(${POSITIVE.join(" ")})`].join(", ");
/** Where there is no value. */
const MISSING_GREY = [128, 128, 128, 64] as const;
/** Rows that are drawn before the page is ready: more than a box shows at a time. */
const FIRST_ROWS = 60;
/** Labels below the strip at most, and pixels that a heat map is wide at least where it has them all. */
const MOST_TICKS = 10;

/** One row of a heat map. */
export interface HeatRow<T> {
  readonly row: T;
  /** By layer; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** What a heat map is made of. */
export interface HeatMapOptions<T> {
  readonly caption: string;
  /** What a colour stands for, on the head of the slices. */
  readonly label: string;
  readonly layers: readonly number[];
  readonly rows: readonly HeatRow<T>[];
  /** The text columns; the first is the head of its row. */
  readonly columns: readonly Column<T>[];
  /** How many of them stand before the slices, one at least; all unless told. */
  readonly nBefore?: number;
  /** A layer that is set apart on the strip; null where none is. */
  readonly noted: number | null;
  /** Heights above the columns, from 0 to 1, and what they are; null without a strip. */
  readonly strip: { readonly label: string; readonly heights: readonly number[] } | null;
  /** The value of full colour and beyond; the largest size of any value unless given. */
  readonly largest?: number;
  /** False where no value can be below zero: the scale begins there. */
  readonly isSigned?: boolean;
  /** What is said where there is no value; `unknown` unless told. */
  readonly missing?: string;
}

/** A heat map as its template takes it. */
export interface HeatMapView {
  /** Text columns and cells; null stands where the slices are. */
  heads: (TableView["columns"][number] | null)[];
  lines: { cells: (TableView["rows"][number]["cells"][number] | null)[]; values: string }[];
  title: string;
  label: string;
  image: string;
  nRows: number;
  /** Rows from this one on are drawn once the page is ready, where it has a script. */
  nFirst: number;
  /** Layers with spaces between. */
  layers: string;
  strip: { label: string; bars: { height: string; isNoted: boolean }[] } | null;
  ticks: { layer: number; at: string; isNoted: boolean }[];
  /** `ramp` is a background from one end of the colours to the other, `missing` what is said where there is no value, if there is such a place. */
  scale: { low: string; high: string; ramp: string; missing: string | null };
}

/** The largest size among values; 0 where none is known. */
export function largestOf(
  rows: readonly { readonly values: HeatRow<unknown>["values"] }[],
): number {
  return rows.reduce(
    (max, { values }) =>
      values.reduce<number>((m, value) => Math.max(m, Math.abs(value ?? 0)), max),
    0,
  );
}

/** The heat map of rows in their order. @throws {RangeError} if there is no row or no layer. */
export function heatMap<T>(options: HeatMapOptions<T>): HeatMapView {
  const { caption, label, layers, rows, columns, noted, strip } = options;
  const nBefore = options.nBefore ?? columns.length;
  const largest = options.largest ?? largestOf(rows);
  const isSigned = options.isSigned ?? true;
  const { columns: heads, rows: texts } = tableView(caption, rows.map(({ row }) => row), columns);
  return {
    heads: withSlices(heads, nBefore),
    lines: texts.map(({ cells }, r) => ({
      cells: withSlices(cells, nBefore),
      values: packed(rows[r]!.values),
    })),
    title: caption,
    label,
    image: pngAddress(heatPixels(rows, { nLayers: layers.length, largest })),
    nRows: rows.length,
    nFirst: FIRST_ROWS,
    layers: layers.join(" "),
    strip: strip && {
      label: strip.label,
      bars: layers.map((layer, i) => ({
        height: `${(100 * (strip.heights[i] ?? 0)).toFixed(0)}%`,
        isNoted: layer === noted,
      })),
    },
    ticks: ticksOf(layers, noted),
    scale: {
      ramp: isSigned ? RAMP : UPPER_RAMP,
      low: isSigned
        ? significant(-largest, 3) + (isAny(rows, (value) => value < -largest) ? " or less" : "")
        : "0",
      high: significant(largest, 3) + (isAny(rows, (value) => value > largest) ? " or more" : ""),
      missing: rows.some(({ values }) => values.includes(null))
        ? options.missing ?? "unknown"
        : null,
    },
  };
}

function isAny(
  rows: readonly HeatRow<unknown>[],
  test: (value: number) => boolean,
): boolean {
  return rows.some(({ values }) => values.some((value) => value !== null && test(value)));
}

function withSlices<Cell>(cells: readonly Cell[], nBefore: number): (Cell | null)[] {
  return [...cells.slice(0, nBefore), null, ...cells.slice(nBefore)];
}

/** A pixel a value: the colour tells the sign, its opacity the size, so that zero is the paper of either theme. */
function heatPixels(
  rows: readonly HeatRow<unknown>[],
  { nLayers, largest }: { nLayers: number; largest: number },
) {
  const rgba = new Uint8Array(rows.length * nLayers * 4);
  rows.forEach(({ values }, r) => {
    values.forEach((value, i) => rgba.set(colourOf(value, largest), (r * nLayers + i) * 4));
  });
  return { width: nLayers, height: rows.length, rgba };
}

function colourOf(value: number | null, largest: number): readonly number[] {
  if (value === null) return MISSING_GREY;
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(value) / largest);
  return [...value < 0 ? NEGATIVE : POSITIVE, Math.round(255 * share)];
}

/**
 * To three digits, for the script that names the value under the pointer; nothing where there is none. The zero before the point is
 * left out, and the script puts it back: a site of a whole model holds hundreds of thousands of them.
 */
function packed(values: readonly (number | null)[]): string {
  const shown = (value: number) => String(Number(value.toPrecision(3)) + 0);
  return values.map((value) => value === null ? "" : shown(value).replace(/^(-?)0\./, "$1."))
    .join(",");
}

/** Layers named below the strip, in the middle of their columns: the first, the noted, and every second, fifth, ... that has room. */
function ticksOf(layers: readonly number[], noted: number | null): HeatMapView["ticks"] {
  const step = [1, 2, 5, 10, 20, 50].find((n) => layers.length / n <= MOST_TICKS) ?? 100;
  const room = layers.length / MOST_TICKS / 1.5;
  const at = noted === null ? -1 : layers.indexOf(noted);
  return layers.flatMap((layer, i) => {
    const isNoted = i === at;
    const isShown = isNoted ||
      ((step === 1 || layer % step === 0) && (at < 0 || Math.abs(i - at) >= room));
    return isShown
      ? [{ layer, at: `${(100 * (i + 0.5) / layers.length).toFixed(2)}%`, isNoted }]
      : [];
  });
}
