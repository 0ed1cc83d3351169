/**
 * What the rest of the report knows of one role or trait, each with the place where it stands.
 *
 * @module
 */

import { index } from "../../../results/lookup.ts";
import { decomposedLayers, PEAK_INPUT, projectionsAt } from "../../../results/peak_input.ts";
import type { DecompositionRow, Results } from "../../../results.ts";
import { formatP } from "../../../text/words.ts";
import { anchorId } from "../../../site/kit/names.ts";
import { degreesText, grouped, significant } from "../../../site/kit/numbers.ts";
import { decompositionPath, PATHS } from "../../../site/kit/paths.ts";
import type { Ordered, ShownVector } from "./ordered.ts";

/** One fact. */
export interface Fact {
  readonly term: string;
  readonly text: string;
  /** Where it stands, and what that is called. */
  readonly path: string;
  readonly where: string;
}

/** What chance makes of its cosine with the change of PC1 at a layer: p over all vectors together, which decomposed layers have. */
export function chanceOf(results: Results, vector: ShownVector, layer: number): string {
  const pfw = rankedAt(results, layer).get(anchorId(vector))?.row.cosine_pfw ?? null;
  return pfw === null
    ? ", not compared with chance"
    : ` (p_fw = ${formatP(pfw)} against random role mixtures)`;
}

/** Its rank in the decomposition of the noted layer, else of the first decomposed, and its own angle as an input. */
export function roleFacts(results: Results, { noted }: Ordered, vector: ShownVector): Fact[] {
  const decomposed = decomposedLayers(results);
  const layer = decomposed.find((at) => at === noted) ?? decomposed[0];
  return [
    ...layer === undefined ? [] : rankFacts(results, layer, vector),
    ...sweepFacts(results, vector),
  ];
}

function rankFacts(results: Results, layer: number, vector: ShownVector): Fact[] {
  if (results.decomposition_info[layer]?.delta_norm === 0) return [];
  const rows = rankedAt(results, layer);
  const found = rows.get(anchorId(vector));
  if (found === undefined) return [];
  const { cosine_pfw, projection } = found.row;
  return [{
    term: `Layer ${layer}`,
    text: `rank ${found.rank} of ${grouped(rows.size)} by |d · s| of ${PEAK_INPUT}: ${
      significant(projection)
    }${cosine_pfw === null ? "" : `, p_fw of the cosine ${formatP(cosine_pfw)}`}`,
    path: `${decompositionPath(layer)}#${anchorId(vector)}`,
    where: "its row in the decomposition",
  }];
}

const ranked = new WeakMap<
  object,
  Map<number, ReadonlyMap<string, { row: DecompositionRow; rank: number }>>
>();

/** The rows of PC1 at a layer by the id of their vector, looked through once for all pages. */
function rankedAt(results: Results, layer: number) {
  const known = ranked.get(results) ?? new Map();
  ranked.set(results, known);
  if (!known.has(layer)) {
    const rows = projectionsAt(results, layer);
    known.set(layer, new Map(rows.map((row, i) => [anchorId(row), { row, rank: i + 1 }])));
  }
  return known.get(layer)! as ReadonlyMap<string, { row: DecompositionRow; rank: number }>;
}

function sweepFacts({ sweep }: Results, { kind, name }: ShownVector): Fact[] {
  const row = sweep === null ? undefined : index(sweep.rows, "kind", "name")({ kind, name });
  if (sweep === null || row === undefined || row.delta_angular_mean === null) return [];
  return [{
    term: "As an input",
    text: `turns the output by ${degreesText(row.delta_angular_mean)} on average over ${
      row.layers === 1 ? "one layer" : `${row.layers} layers`
    }${
      row.delta_angular_rank === null
        ? ""
        : `, rank ${row.delta_angular_rank} of ${grouped(sweep.rows.length)}`
    }`,
    path: `${PATHS.sweep}#${anchorId({ kind, name })}`,
    where: "its row in the sweep",
  }];
}
