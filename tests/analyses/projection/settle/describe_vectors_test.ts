import assert from "node:assert/strict";
import { describeVectors } from "../../../../src/analyses/projection/settle/describe_vectors.ts";
import { warningText } from "../../../../src/analyses/projection/words/warning.ts";
import { FEW_VECTORS } from "../decomposition_fixture.ts";

Deno.test("describeVectors() warns of vectors that share one direction", () => {
  const info = describeVectors(FEW_VECTORS);
  assert.deepEqual(info.mean_cosine, {
    within_roles: 1 / 3,
    within_traits: null,
    roles_with_default: 2 / 3,
    traits_with_default: -1,
  });
  assert.deepEqual(info.warnings, [{ kind: "role", likeness: "with_default", cosine: 2 / 3 }]);
  assert.deepEqual(info.warnings.map(warningText), [
    "The role vectors have a mean cosine of 0.67 with the default vector: " +
    "they look like raw means, and the one direction that they share may dominate the projections.",
  ]);
});
