import assert from "node:assert/strict";
import { vectorNotes } from "../../src/prepare/vector_notes.ts";
import type { VectorFolder } from "../../src/sources/vectors/vectors.ts";

const USUAL: Partial<VectorFolder> = {
  label: "v",
  nLayers: 4,
  isByLayer: false,
  rowZero: { is: "block", why: "as the layout has it" },
  rolesAre: { is: "raw", why: "as the layout has roles" },
  difference: "default_vector.pt",
  absent: [],
  roleNames: ["bard", "poet"],
};
const notes = (
  change: Partial<VectorFolder>,
  use = { layers: [0, 1, 2, 3], hasStates: true },
) => vectorNotes({ ...USUAL, ...change } as VectorFolder, use);

Deno.test("vectorNotes() says nothing of vectors that are as usual", () => {
  assert.deepEqual(notes({}), []);
});

Deno.test("vectorNotes() says what row 0 was taken for, and warns where the last block is looked at", () => {
  const rowZero = { is: "embedding", why: "5 rows for a model of 4 layers" } as const;
  const [first, last, ...rest] = notes({ rowZero });
  assert.equal(
    first,
    "Row 0 of the vectors in v is taken for the embedding (5 rows for a model of 4 layers): row l + 1 is that of block l.",
  );
  assert.match(
    last ?? "",
    /^The vectors at layer 3, the last block, are the last row of hidden_states/,
  );
  assert.deepEqual(rest, []);
  assert.equal(notes({ rowZero }, { layers: [0, 2], hasStates: true }).length, 1);
});

Deno.test("vectorNotes() says that the mean of differences is no state, where one is told from them", () => {
  const rolesAre = { is: "difference", why: "declared by --vectors-are difference" } as const;
  const [note, ...rest] = notes({ rolesAre, difference: null });
  assert.match(
    note ?? "",
    /^Roles are differences \(declared by --vectors-are difference\): their mean is no state/,
  );
  assert.deepEqual(rest, []);
  assert.deepEqual(notes({ rolesAre, difference: null }, { layers: [0], hasStates: false }), []);
});

Deno.test("vectorNotes() says of a default beside traits what it is subtracted from, and which option subtracts it from them", () => {
  const besideTraits = "default of v.npz";
  assert.deepEqual(notes({ besideTraits, difference: besideTraits }), [
    "Traits are taken as stored, as differences: default of v.npz is subtracted from roles alone; where they are raw means, " +
    "--vectors-are raw subtracts it from them too.",
  ]);
  assert.deepEqual(notes({ besideTraits, difference: null, roleNames: [] }), [
    "Traits are taken as stored, as differences: default of v.npz is subtracted from nothing; where they are raw means, " +
    "--vectors-are raw subtracts it from them.",
  ]);
});

Deno.test("vectorNotes() names roles that are called default, which the name does not make one", () => {
  const rest = "like any other here, in the components too, whatever the name says; ";
  assert.deepEqual(notes({ roleNames: ["bard", "default"] }), [
    `Role default is a role ${rest}what is subtracted is default_vector.pt.`,
  ]);
  assert.deepEqual(notes({ roleNames: ["Default_2", "default"], difference: null }), [
    `Roles Default_2 and default are roles ${rest}what is subtracted is nothing.`,
  ]);
  for (const name of ["assistant", "No role", "neutral", "baseline", "none"]) {
    const [note, ...others] = notes({ roleNames: ["bard", name], difference: null });
    assert.equal(note, `Role ${name} is a role ${rest}what is subtracted is nothing.`);
    assert.deepEqual(others, []);
    // Beside a default it is one of the roles, as in the public data.
    assert.deepEqual(notes({ roleNames: ["bard", name] }), []);
  }
  for (const name of ["mean", "overall_mean", "std", "Axis", "assistant-axis", "role means"]) {
    assert.deepEqual(notes({ roleNames: ["bard", name] }), [
      `Role ${name} is a role ${rest}what is subtracted is default_vector.pt.`,
    ]);
  }
  assert.deepEqual(notes({ roleNames: ["meanie", "normalizer", "taxis", "variant"] }), []);
  assert.deepEqual(
    notes({ roleNames: ["nonentity", "lab assistant", "neutralist"], difference: null }),
    [],
  );
});

Deno.test("vectorNotes() names the vectors that have none at a layer that is looked at", () => {
  const absent = [
    { kind: "trait", name: "a", layers: [0, 2] },
    { kind: "trait", name: "b", layers: [0] },
    { kind: "role", name: "c", layers: [3] },
    { kind: "trait", name: "d", layers: [0] },
  ] as const;
  assert.deepEqual(notes({ absent, isByLayer: true }, { layers: [0, 1, 2], hasStates: true }), [
    "Without a vector at layers 0,2, and left out there: trait a.",
    "Without a vector at layer 0, and left out there: trait b and trait d.",
  ]);
});
