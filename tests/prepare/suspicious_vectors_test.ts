import assert from "node:assert/strict";
import { sameStateNotes, suspiciousNotes } from "../../src/prepare/suspicious_vectors.ts";
import type { RawVectors } from "../../src/sources/vectors/vectors.ts";

const C = 20; // more than the entries by which vectors are told apart at first
const filled = (value: number) => new Float32Array(C).fill(value);

/** Vectors `[C]` of a few entries' value, by `kind name`. */
function raw(values: Readonly<Record<string, Float32Array>>, baseline: Float32Array | null = null) {
  const vectors = Object.entries(values).map(([called, values]) => {
    const [kind, ...name] = called.split(" ");
    return { kind, name: name.join(" "), values } as RawVectors["vectors"][number];
  });
  return { layer: 1, vectors, default: baseline };
}

const notes = (vectors: RawVectors, assistantAxis: Float32Array | null = null) =>
  suspiciousNotes(vectors, { assistantAxis });

Deno.test("suspiciousNotes() says nothing of vectors that differ, be it by their last entry", () => {
  const last = filled(1).with(C - 1, 2);
  assert.deepEqual(notes(raw({ "role a": filled(1), "role b": last }, filled(3)), filled(1)), []);
});

Deno.test("suspiciousNotes() names the vectors that are equal, each group in a line", () => {
  const vectors = raw({
    "role a": filled(1),
    "role a copy": filled(1),
    "role c": filled(2),
    "role d": filled(3),
    "trait c": filled(2),
  }, filled(4));
  const rest =
    " are equal at layer 1: each counts as a vector of its own; take out what is there twice.";
  assert.deepEqual(notes(vectors), [
    `Role a and role a copy${rest}`,
    `Role c and trait c${rest}`,
  ]);
});

Deno.test("suspiciousNotes() names a role that is the default vector", () => {
  const [note, ...rest] = notes(raw({ "role default": filled(1), "role b": filled(2) }, filled(1)));
  assert.match(note ?? "", /^Role default and the default vector are equal at layer 1: /);
  assert.deepEqual(rest, []);
});

Deno.test("suspiciousNotes() counts groups and names beyond the first few", () => {
  const many = Object.fromEntries(
    Array.from({ length: 14 }, (_, i) => [`role ${i}`, filled(1 + Math.floor(i / 2))]),
  );
  const lines = notes(raw(many));
  assert.equal(lines.length, 6);
  assert.equal(lines.at(-1), "2 more groups of vectors are equal at layer 1.");
  const same = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`role ${i}`, filled(1)]));
  assert.match(
    notes(raw(same))[0]!,
    /^Role 0, role 1, role 2, role 3, role 4 and 2 more are equal/,
  );
});

Deno.test("suspiciousNotes() names what is of zeros alone, and does not call it equal", () => {
  const vectors = raw({
    "role a": filled(0),
    "role b": filled(1),
    "trait c": filled(-0),
  }, filled(0));
  const [zeros, baseline, axis, ...rest] = notes(vectors, filled(0));
  assert.match(zeros ?? "", /^All entries are 0 at layer 1 of role a and trait c: expected /);
  assert.match(baseline ?? "", /^All entries of the default vector are 0 at layer 1: nothing is /);
  assert.match(
    axis ?? "",
    /^All entries of the assistant axis are 0 .*: it is not run as an input/,
  );
  assert.deepEqual(rest, []);
});

Deno.test("sameStateNotes() tells vectors that do not vary by layer", () => {
  const at = (layer: number, ...mu: number[]) => ({ layer, mu: Float64Array.from(mu) });
  assert.match(
    sameStateNotes([at(3, 1, 2), at(2, 1, 2)])[0] ?? "",
    /^The mean state is the same at layers 2-3:/,
  );
  assert.deepEqual(sameStateNotes([at(3, 1, 2), at(2, 1, 2), at(4, 1, 3)]), []);
  assert.deepEqual(sameStateNotes([at(3, 1, 2)]), []);
  // A default of zeros.
  assert.deepEqual(sameStateNotes([at(3, 0, 0), at(2, 0, 0)]), []);
});
