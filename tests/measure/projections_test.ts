import assert from "node:assert/strict";
import { decompose } from "../../src/measure/projections.ts";
import { FEW_VECTORS } from "../analyses/projection/decomposition_fixture.ts";

Deno.test("decompose() orders by |projection|, then kind, then name", () => {
  const rows = decompose(Float64Array.of(-3, 2), FEW_VECTORS);
  assert.deepEqual(rows.map(({ kind, name, projection }) => [kind, name, projection]), [
    ["role", "poet", -3],
    ["role", "c", 2],
    ["role", "z", 2],
    ["trait", "b", -2],
  ]);
  assert.equal(rows[0]?.cosine, -3 / Math.sqrt(13));
});

Deno.test("decompose() leaves the cosine unknown where there is no difference", () => {
  const rows = decompose(Float64Array.of(0, 0), FEW_VECTORS);
  assert.ok(rows.every((row) => row.projection === 0 && row.cosine === null));
});
