/**
 * Figure: the projections of both models' outputs on every role and trait, one against the other.
 *
 * @module
 */

import { PEAK_INPUT } from "../../../results/peak_input.ts";
import type { DecompositionRow } from "../../../results.ts";
import { diagonalScatters, scatterLegend } from "../../../site/kit/charts/diagonal_scatter.ts";
import type { FigureView } from "../../../site/kit/figures.ts";
import { shortened } from "../../../site/kit/names.ts";
import { grouped, significant } from "../../../site/kit/numbers.ts";
import { tableView } from "../../../site/kit/tables.ts";
import { linkedName, shown } from "./columns.ts";

/** Names written on either side of the diagonal, and characters of the one in the title. */
const N_NAMED = 6;
const NAME_LENGTH = 24;
/** Share up to which those that moved the other way are told as an exception. */
const FEW = 0.05;

/** A row of which both projections are known. */
type KnownRow = DecompositionRow & { base_projection: number; instruct_projection: number };

/** A vector a dot; null in earlier runs, which have no projections of the outputs, and where nothing moved. */
export function movedFigure(
  rows: readonly DecompositionRow[],
  { layer, isSpoken }: { layer: number; isSpoken: boolean },
): FigureView | null {
  const known = rows.filter((row): row is KnownRow =>
    row.base_projection !== null && row.instruct_projection !== null
  );
  // Rows come by |projection|, so those of one sign are in order already.
  const toward = known.filter(({ projection }) => projection > 0);
  const away = known.filter(({ projection }) => projection < 0);
  const [farthest] = known;
  if (known.length < 2 || farthest === undefined || farthest.projection === 0) return null;
  const named = bySize([...toward.slice(0, N_NAMED), ...away.slice(0, N_NAMED)]);
  const points = new Map(known.map((row) => [row, pointOf(row)]));
  const title = isSpoken ? claim(known) : "Both outputs along every role and trait";
  return {
    id: "moved",
    title,
    charts: diagonalScatters({
      className: "scatter-moved",
      label: `Layer ${layer}: projections of both outputs on every vector`,
      description:
        `${known.length} vectors: ${toward.length} above the diagonal, ${away.length} below it. The numbers are in the table of all vectors.`,
    }, {
      points: [...points.values()],
      named: named.map((row) => points.get(row)!),
      xLabel: "y base · s",
      yLabel: "y instruct · s",
    }),
    legend: scatterLegend(known),
    caption:
      `Projection of both models’ outputs for ${PEAK_INPUT} on every role and trait vector; on the diagonal nothing moved.`,
    reading: [
      "A dot is a role or trait vector s: its place across is y base · s, its height y instruct · s. The height of a dot above the diagonal is d · s: above it the output moved toward the vector, below it away.",
      `Named are up to ${N_NAMED} vectors of largest |d · s| on either side, where there is room.`,
      "Both axes have one scale. Where the dots are spread far along the diagonal, most of what the two outputs hold of the vectors is the same in both.",
      "Vectors that are much alike lie near each other and move together, so many dots on one side are not as many findings.",
    ],
    table: tableView(`Layer ${layer}: the vectors named, farthest from the diagonal first`, named, [
      linkedName(),
      ...(["kind", "base_projection", "instruct_projection", "projection", "cosine"] as const)
        .map(shown),
    ]),
  };
}

/** Which way how many moved, and the one that moved farthest; `rows` by |projection|. */
function claim(rows: readonly KnownRow[]): string {
  const count = (sign: 1 | -1) => rows.filter(({ projection }) => projection * sign > 0).length;
  const sign = count(1) > count(-1) ? 1 : -1;
  const [nSame, nOthers] = [count(sign), count(sign === 1 ? -1 : 1)];
  const all = `${grouped(rows.length)} vectors`;
  const which = nSame === rows.length
    ? rows.length === 2 ? "both vectors" : `all ${all}`
    : rows.length - nSame <= FEW * rows.length
    ? `all but ${grouped(rows.length - nSame)} of ${all}`
    : `${grouped(nSame)} of ${all} and ${wayOf(-sign)} ${grouped(nOthers)}`;
  const first = rows[0]!;
  const name = `\u2068${shortened(first.name, NAME_LENGTH)}\u2069`;
  return `The output moved ${wayOf(sign)} ${which}, most ${wayOf(first.projection)} ${name}`;
}

function wayOf(projection: number): string {
  return projection > 0 ? "toward" : "away from";
}

function bySize(rows: readonly KnownRow[]): KnownRow[] {
  return rows.toSorted((a, b) => Math.abs(b.projection) - Math.abs(a.projection));
}

function pointOf(row: KnownRow) {
  const { kind, name, base_projection: x, instruct_projection: y } = row;
  return { kind, name, x, y, said: `base ${significant(x)}, instruct ${significant(y)}` };
}
