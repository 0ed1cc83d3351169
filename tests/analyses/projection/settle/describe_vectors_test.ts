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
});

Deno.test("warningText() takes no vectors for raw means that the default was subtracted from", () => {
  const raw = { is: "raw", why: "" } as const;
  const stored = { is: "difference", why: "" } as const;
  const likeMeans =
    "The KIND vectors have a mean cosine of 0.67 pairwise: they look like raw means, and the one direction that they " +
    "share may dominate the projections.";
  const subtracted =
    "The KIND vectors, from which the default was subtracted, have a mean cosine of 0.67 pairwise: the one direction " +
    "that they share may dominate the projections.";
  for (
    const [kind, expected, difference, roles_are, traits_are] of [
      ["role", subtracted, "default", raw, stored],
      ["trait", likeMeans, "default", raw, stored],
      ["trait", subtracted, "default", raw, raw],
      ["role", likeMeans, null, raw, raw],
      ["trait", likeMeans, null, raw, raw],
      ["role", likeMeans, "default", stored, raw],
      // As of earlier runs.
      ["role", subtracted, "default", null, null],
      ["trait", likeMeans, "default", null, null],
    ] as const
  ) {
    assert.equal(
      warningText({ kind, likeness: "pairwise", cosine: 2 / 3 }, {
        vectors: { difference, roles_are, traits_are },
      }),
      expected.replace("KIND", kind),
    );
  }
});
