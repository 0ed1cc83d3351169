/**
 * Vectors that can be used as they are and were perhaps not meant: those of zeros alone, and those that are there twice.
 *
 * Shape letters: C hidden size.
 *
 * @module
 */

import type { Vector } from "../math/vector_math.ts";
import type { RawVectors } from "../sources/vectors/vectors.ts";
import { layersText } from "../text/layers.ts";
import { shownName } from "../text/quote.ts";
import { listFirst } from "../text/first_of_many.ts";
import { capitalised } from "../text/words.ts";

/** Groups of equal vectors named before the rest are counted. */
const N_NAMED = 5;

/** A vector with what a sentence calls it. */
interface Called {
  readonly called: string;
  readonly values: Vector; // [C]
}

/** What is suspicious of the vectors of one layer, in whole sentences; none where nothing is. */
export function suspiciousNotes(
  raw: RawVectors,
  { assistantAxis }: { assistantAxis: Vector | null }, // [C]
): string[] {
  const vectors = raw.vectors.map(({ kind, name, values }): Called => ({
    called: `${kind} ${shownName(name)}`,
    values,
  }));
  const baseline: Called[] = raw.default === null
    ? []
    : [{ called: "the default vector", values: raw.default }];
  const notes: string[] = [];
  const zeros = vectors.filter(({ values }) => isZero(values)).map(({ called }) => called);
  if (zeros.length > 0) {
    notes.push(
      `All entries are 0 at layer ${raw.layer} of ${listFirst(zeros)}: ` +
        "expected a mean or a difference of activations; see how the file was made, or take it out.",
    );
  }
  if (baseline.some(({ values }) => isZero(values))) {
    notes.push(
      `All entries of the default vector are 0 at layer ${raw.layer}: nothing is taken off what it is subtracted from; ` +
        "expected a mean of activations.",
    );
  }
  if (assistantAxis !== null && isZero(assistantAxis)) {
    notes.push(
      "All entries of the assistant axis are 0 at the layer of the components: it is not run as an input.",
    );
  }
  const twice = equalGroups([...vectors, ...baseline]);
  notes.push(
    ...twice.slice(0, N_NAMED).map((group) =>
      `${capitalised(listFirst(group))} are equal at layer ${raw.layer}: ` +
      "each counts as a vector of its own; take out what is there twice."
    ),
  );
  if (twice.length > N_NAMED) {
    notes.push(
      `${twice.length - N_NAMED} more groups of vectors are equal at layer ${raw.layer}.`,
    );
  }
  return notes;
}

/** That vectors do not vary by layer, as of a file of one layer repeated: what is set against another layer's tells nothing then. */
export function sameStateNotes(states: Iterable<{ layer: number; mu: Vector }>): string[] {
  const [first, ...others] = states;
  if (first === undefined || others.length === 0) return [];
  // Zeros are told as such, and say nothing of the vectors that they are taken from.
  if (isZero(first.mu) || !others.every(({ mu }) => isEqual(mu, first.mu))) return [];
  const layers = [first, ...others].map(({ layer }) => layer).sort((a, b) => a - b);
  return [
    `The mean state is the same at ${
      layersText(layers)
    }: the vectors do not vary by layer, so each layer's own PC1 ` +
    "and the row before a layer add nothing to what PC1 says.",
  ];
}

/** Those that are equal to another, by what they are called; zeros are told apart from them. */
function equalGroups(vectors: readonly Called[]): string[][] {
  // By a few entries first: hundreds of vectors are not held against each other whole.
  const alike = Map.groupBy(
    vectors.filter(({ values }) => !isZero(values)),
    ({ values }) => Array.from({ length: N_COMPARED }, (_, i) => values[i]).join(),
  );
  return [...alike.values()].flatMap((few) => {
    const groups: Called[][] = [];
    for (const vector of few) {
      const own = groups.find(([first]) => isEqual(first!.values, vector.values));
      if (own === undefined) groups.push([vector]);
      else own.push(vector);
    }
    return groups.filter(({ length }) => length > 1).map((own) => own.map(({ called }) => called));
  });
}

/** Entries by which vectors are told apart at first. */
const N_COMPARED = 16;

function isEqual(a: Vector, b: Vector): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function isZero(values: Vector): boolean {
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) return false;
  }
  return true;
}
