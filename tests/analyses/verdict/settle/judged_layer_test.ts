import assert from "node:assert/strict";
import { toldVerdict as verdictOf } from "../told_verdict.ts";
import { measured, verdictEvidence, withRobustness } from "../../measured_results.ts";
import { options, SCOPE, withP, withRoles } from "../verdict_changes.ts";

Deno.test("verdictOf() says of a no at one layer at which others random role mixtures are passed", () => {
  const unlikely = withP(verdictEvidence(), "raw", 0.31);
  const told = (pfw: (layer: number) => number | null, delta_over_floor: number | null = null) => {
    const mlp = measured().mlp.map((row) => ({
      ...row,
      pfw_persona: pfw(row.layer),
      delta_over_floor,
    }));
    const { sentence, claim } = verdictOf(measured({ mlp }), unlikely);
    assert(claim.split(" ").length <= 25, claim);
    return { sentence: sentence.split(" But ")[1], claim: claim.split("; ")[1] };
  };
  const at = (layers: Record<number, number>) => told((layer) => layers[layer] ?? 0.31);
  assert.deepEqual(at({ 24: 0.01 }), {
    sentence:
      "at layer 24 PC1 is set apart from random role mixtures (p_fw = 0.01, on all coordinates): --focus 24 judges it there.",
    claim: "layer 24 passes role mixtures on all coordinates",
  });
  assert.deepEqual(
    at({ 17: 0.05, 24: 0.01 }).sentence,
    "at layers 17,24 PC1 is set apart from random role mixtures (p_fw = 0.01 to 0.05, on all coordinates): --focus 17 judges it there.",
  );
  // Nothing of layers that do not, of noise, nor of what the judged layer has too.
  assert.equal(at({}).sentence, undefined);
  assert.equal(told(() => null).sentence, undefined);
  assert.equal(told((layer) => layer === 24 ? 0.01 : 1, 2.9).sentence, undefined);
  assert.equal(at({ 18: 0.04, 24: 0.01 }).sentence, undefined);
});

Deno.test("verdictOf() judges the first layer of --focus unless that is all of them, else 18, else the peak, said to be chosen after looking", () => {
  const asked = options({ focus: [24, 17], is_focus_automatic: false });
  assert.equal(verdictOf(measured(asked), verdictEvidence()).layer, 24);
  const judged = (focus: number[]) =>
    verdictOf(measured(options({ focus, is_focus_automatic: false })), verdictEvidence()).layer;
  assert.deepEqual([judged([24, 17, 18]), judged([17, 18, 24])], [24, 18]);
  const angular = { layer: 24, delta_angular: 0.0195 };
  const without18 = { ...options({ layers: [17, 24] }), peaks: { ...measured().peaks, angular } };
  const verdict = verdictOf(measured(without18), verdictEvidence());
  assert.deepEqual([verdict.layer, verdict.is_chosen_after_looking], [24, true]);
  assert.match(
    verdict.paragraph,
    /Layer 24 was chosen after looking, because it is the peak: family-wise p-values \(max-T over the layers\) allow for that, the comparison with single roles does not\./,
  );
});

Deno.test("verdictOf() chose nothing after looking where one layer alone was analysed", () => {
  const angular = { layer: 24, delta_angular: 0.0195 };
  const alone = { ...options({ layers: [24] }), peaks: { ...measured().peaks, angular } };
  const verdict = verdictOf(measured(alone), verdictEvidence());
  assert.deepEqual([verdict.layer, verdict.is_chosen_after_looking], [24, false]);
  assert.doesNotMatch(verdict.paragraph, /chosen/);
});

Deno.test("verdictOf() counts single roles where no trait was read", () => {
  const { inputs } = measured();
  const paragraph = (traits: number) =>
    verdictOf(
      measured({ inputs: { ...inputs, vectors: { ...inputs.vectors, traits } } }),
      verdictEvidence(),
    ).paragraph;
  assert.match(paragraph(0), / Of \d+ single roles (\(of \d+, drawn at random\) )?(none|\d+) turn/);
  assert.match(paragraph(9), / Of \d+ single roles and traits /);
});

Deno.test("verdictOf() calls single roles drawn where there are more than are run, and says why of fewer", () => {
  const { inputs } = measured();
  const evidence = verdictEvidence();
  const paragraph = (n: number) =>
    verdictOf(
      measured({ inputs: { ...inputs, vectors: { ...inputs.vectors, roles: 40, traits: 30 } } }),
      {
        ...evidence,
        quantiles: evidence.quantiles.map((row) => row.baseline === "roles" ? { ...row, n } : row),
      },
    ).paragraph;
  assert.match(paragraph(70), / Of 70 single roles and traits none turn/);
  assert.match(
    paragraph(64),
    / Of 64 single roles and traits \(of 70, drawn at random\) none turn/,
  );
  assert.match(
    paragraph(63),
    / Of 63 single roles and traits \(of 70: the rest has no vector of any length at layer 22\) none turn/,
  );
});

Deno.test("verdictOf() judges the absolute peak where the angular one is within the noise, and says so", () => {
  const peaks = {
    angular: { layer: 24, delta_angular: 0.0195 },
    absolute: { layer: 17, delta_norm: 1 },
  };
  const judged = (within_noise: number[]) =>
    verdictOf(
      { ...measured({ ...options({ layers: [17, 24] }), peaks }), within_noise },
      verdictEvidence(),
    );
  const noisy = judged([24]);
  assert.deepEqual([noisy.layer, noisy.is_chosen_after_looking], [17, true]);
  assert.match(
    noisy.paragraph,
    /Layer 17 was chosen after looking, because the angular peak, layer 24, is within the noise and this one, the absolute peak, is not: /,
  );
  assert.equal(judged([]).layer, 24);
  assert.equal(judged([17, 24]).layer, 24);
});

Deno.test("verdictOf() tells where a decoy is the raw peak, and the rank of its own layer", () => {
  const turns: Record<number, number> = { 17: 0.12, 18: 0.0853, 24: 0.0195 };
  const evidence = verdictEvidence();
  const decoy = {
    ...evidence,
    robustness: evidence.robustness.map((row) =>
      row.variant === "raw" && row.input_vector === "PC1"
        ? { ...row, delta_angular: turns[row.layer]! }
        : row
    ),
  };
  assert.match(
    verdictOf(measured(), decoy).sentence,
    /^Yes: .* under each of the three conditions that decide: .*; the angular peak is layer 17 on all coordinates and layer 18 without the outlier dimensions\.$/,
  );
  const elsewhere = verdictOf(
    measured(options({ focus: [17], is_focus_automatic: false })),
    verdictEvidence(),
  );
  assert.equal(
    elsewhere.sentence,
    "No: at layer 17 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 5.13 degrees from base to instruct on all coordinates, " +
      "which is not shown to be farther than is common for random role mixtures: in units of each layer's " +
      "spread, 59 of 99 random role mixtures go as far at any of the 3 layers (p_fw = 0.6), and which is not " +
      "farther than 95 % of single roles and traits (12.8 degrees); the angular peak is layer 18, on all coordinates and " +
      "without the outlier dimensions.",
  );
  assert.equal(
    verdictOf(measured(), decoy, [{ layer: 18, d: Float64Array.of(1, -2, 0, -3.5, 3) }]).paragraph,
    "At layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct, the 2nd largest angle " +
      "of the 3 layers analysed (17-18,24), the largest being 28.4 degrees at layer 17. The largest coordinate of d, number 3, holds 61 % of " +
      "|d|². Without the 2 outlier dimensions, of largest |µ_k| with µ the default vector, it turns by 19.9 degrees; " +
      "the angular peak is layer 17 on all coordinates and layer 18 without them. Of 64 single roles and traits none turn at " +
      `least as far, and 1 without the outlier dimensions. ${SCOPE}`,
  );
});

Deno.test("verdictOf() counts the larger of the two signs, and says so where that is -PC1", () => {
  const reversed = withRobustness(
    verdictEvidence(),
    (row) => row.layer === 18 && row.input_vector === "-PC1" && row.variant === "raw",
    { delta_angular: 0.1 },
  );
  const verdict = verdictOf(measured(), withRoles(reversed, "raw", 0.09));
  assert.equal(verdict.answer, "yes");
  assert.match(
    verdict.paragraph,
    /Reversed, it turns by 25\.8 degrees; p-values and ranks take the larger of the two signs\./,
  );
});
