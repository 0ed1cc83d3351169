/**
 * Figure: the cosines of one decomposition against those of another.
 *
 * @module
 */

import { diagonalScatters, scatterLegend } from "../../kit/charts/diagonal_scatter.ts";
import type { FigureView } from "../../kit/figures.ts";
import { fixedText } from "../../kit/numbers.ts";
import { tableView } from "../../kit/tables.ts";
import {
  type Agreement,
  type Correlation,
  FEWEST_VECTORS,
  type SharedVector,
} from "./agreements.ts";
import { pairText } from "./compared_layers.ts";
import { MIXTURES, NO_INTERVAL, OWN_PC1, RANK_CORRELATION } from "./texts.ts";

/** Names written on either side of the diagonal, and at either end of it. */
const N_NAMED = 3;

/** A vector whose cosine both runs know. */
type KnownVector = SharedVector & {
  readonly x: number;
  readonly y: number;
  readonly said: string;
};

/** A vector a dot; none where the runs share fewer than three. */
export function agreementFigure(
  { layers, shared, isSamePc1, isNoise, correlations }: Agreement,
): FigureView[] {
  const known = shared.flatMap((vector): KnownVector[] => {
    const [x, y] = [vector.a.cosine, vector.b.cosine];
    if (x === null || y === null) return [];
    return [{ ...vector, x, y, said: `${fixedText(x, 2)} in A, ${fixedText(y, 2)} in B` }];
  });
  if (known.length < FEWEST_VECTORS) return [];
  const raw = correlations.find(({ variant }) => variant === "raw")!;
  const named = extremes(known);
  const [ofA, ofB] = layers.a === layers.b
    ? ["A", "B"]
    : [`A, layer ${layers.a}`, `B, layer ${layers.b}`];
  return [{
    id: "agreement",
    title: isNoise
      ? `Cosines of the changes at ${pairText(layers)}`
      : agreementClaim(`The decompositions of ${pairText(layers)}`, { ...raw, isSamePc1 }),
    charts: diagonalScatters({
      className: "scatter-agreement",
      label: `Cosines of the change of PC1 at ${pairText(layers)} with every shared vector`,
      description: `${known.length} vectors; ${named.length} of them are in the table below.`,
    }, { points: known, named, xLabel: `cosine in ${ofA}`, yLabel: `cosine in ${ofB}` }),
    legend: scatterLegend(known),
    caption:
      `Cosine of the change of PC1 with each of the ${known.length} vectors that both runs have; on the diagonal it is the same.`,
    reading: [
      "A dot is a role or trait, matched by kind and name: its place across is the cosine in A, its height that in B, on one scale.",
      RANK_CORRELATION,
      NO_INTERVAL,
      ...raw.mixtures === null ? [] : [MIXTURES],
      ...isSamePc1 ? [] : [OWN_PC1],
    ],
    table: tableView("The vectors named in the chart", named, [
      { label: "name", value: ({ name }) => name },
      { label: "kind", value: ({ kind }) => kind },
      { label: "cosine in A", value: ({ x }) => x, digits: 3 },
      { label: "cosine in B", value: ({ y }) => y, digits: 3 },
      { label: "B − A", value: ({ x, y }) => y - x, digits: 3, isSigned: true },
    ]),
  }];
}

/** What the correlation is, and, of the same PC1 in both, where it lies among those of the mixtures. */
export function agreementClaim(
  what: string,
  { rho, opposite, mixtures, isSamePc1 }:
    & Pick<Correlation, "rho" | "opposite" | "mixtures">
    & Pick<Agreement, "isSamePc1">,
): string {
  if (rho === null) return `${what} have no rank correlation: all cosines of one are equal`;
  if (!isSamePc1) {
    return `${what} have a rank correlation of ${fixedText(rho, 2)} with B’s own PC1${
      opposite === null ? "" : `, and of ${fixedText(opposite, 2)} with its −PC1`
    }${mixtures === null ? "" : `; mixtures ${fixedText(mixtures.q50, 2)}`}`;
  }
  if (mixtures === null) return `${what} have a rank correlation of ${fixedText(rho, 2)}`;
  const beside = rho > mixtures.q95
    ? "agree more than those of 95 % of mixtures"
    : rho < mixtures.q05
    ? "agree less than those of 95 % of mixtures"
    : rho < 0
    ? "are opposite no more than those of mixtures"
    : "agree no more than those of mixtures";
  // As many decimals as tell it from where the mixtures end.
  const [own, low, high] = [2, 4].map((decimals) =>
    [rho, mixtures.q05, mixtures.q95].map((value) => fixedText(value, decimals))
  )
    .find(([own, low, high], i) => i === 1 || (own !== low && own !== high))!;
  return `${what} ${beside}: rank correlation ${own}, 90 % of mixtures ${low} to ${high}`;
}

/** The farthest from the diagonal on either side, then both ends along it; each once. */
function extremes(known: readonly KnownVector[]): KnownVector[] {
  const by = (value: (vector: KnownVector) => number) =>
    known.toSorted((first, second) => value(first) - value(second));
  const across = by(({ x, y }) => y - x);
  const along = by(({ x, y }) => x + y);
  return [
    ...new Set([
      ...across.filter(({ x, y }) => y > x).slice(-N_NAMED).reverse(),
      ...across.filter(({ x, y }) => y < x).slice(0, N_NAMED),
      ...along.slice(-N_NAMED).reverse(),
      ...along.slice(0, N_NAMED),
    ]),
  ];
}
