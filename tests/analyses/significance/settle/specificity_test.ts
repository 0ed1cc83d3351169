import assert from "node:assert/strict";
import {
  specificity,
  specificityReference,
} from "../../../../src/analyses/significance/settle/specificity.ts";

Deno.test("specificity() of the published layer 18 is the ratio to PC2, not to -PC1 or random directions", () => {
  // Angles of 0.0853, 0.0050, 0.0123 and 0.0063, to a tenth of a degree.
  const found = specificity({ pc1: 23.8, personaMedian: 5.7, pc2: 9.0, negative: 6.4 });
  assert.ok(Math.abs(Math.exp(found.specificity!) - 23.8 / 9) < 1e-12);
  assert.equal(found.specificity, found.ln_ratio_pc2);
  assert.ok(Math.abs(Math.exp(found.ln_ratio_persona_median!) - 23.8 / 5.7) < 1e-12);
  assert.ok(Math.abs(Math.exp(found.ln_ratio_negative!) - 23.8 / 6.4) < 1e-12);
});

Deno.test("specificity() is negative where another direction turns more", () => {
  const found = specificity({ pc1: 5, personaMedian: 10, pc2: 5, negative: 2 });
  assert.deepEqual(found, {
    specificity: -Math.LN2,
    ln_ratio_persona_median: -Math.LN2,
    ln_ratio_pc2: 0,
    ln_ratio_negative: Math.log(2.5),
  });
});

Deno.test("specificity() is unknown as soon as one ratio is, and keeps the others", () => {
  for (const missing of [null, 0]) {
    const found = specificity({ pc1: 4, personaMedian: 2, pc2: missing, negative: 1 });
    assert.deepEqual(found, {
      specificity: null,
      ln_ratio_persona_median: Math.LN2,
      ln_ratio_pc2: null,
      ln_ratio_negative: Math.log(4),
    });
  }
  const nothing = specificity({ pc1: 0, personaMedian: 2, pc2: 2, negative: 2 });
  assert.deepEqual(Object.values(nothing), [null, null, null, null]);
});

Deno.test("specificityReference() of the published layer 18 is 95", () => {
  // PC1 0.0853, random 0.0050, PC2 0.0123: 16.06 times 5.93.
  const score = specificityReference({ pc1: 0.0853, random: 0.005, pc2: 0.0123 });
  assert.ok(Math.abs(score! - 16.06 * 5.934959) < 1e-4, `${score}`);
});

Deno.test("specificityReference() is unknown without a ratio", () => {
  assert.equal(specificityReference({ pc1: 0.1, random: 0, pc2: 0.1 }), null);
  assert.equal(specificityReference({ pc1: 0.1, random: 0.1, pc2: null }), null);
});
