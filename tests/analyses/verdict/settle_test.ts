import assert from "node:assert/strict";
import { type ToldVerdict as Verdict, toldVerdict as verdictOf } from "./told_verdict.ts";
import type { VerdictEvidence } from "../../../src/analyses/verdict/settle/conditions.ts";
import type { Measured } from "../../../src/results.ts";
import { measured, mlpRow, verdictEvidence, withRobustness } from "../measured_results.ts";

const SCOPE =
  "All of this concerns the MLP in isolation, given directions and no text: it says nothing about behaviour.";

function options(changes: Partial<Measured["options"]>): Pick<Measured, "options"> {
  return { options: { ...measured().options, ...changes } };
}

function cell(verdict: Verdict, claim: string, condition: string) {
  return verdict.table.find((it) => it.claim === claim && it.condition === condition);
}

/** PC1 under one variant at layer 18 with another family-wise p. */
function withP(evidence: VerdictEvidence, variant: string, pfw_persona: number | null) {
  return withRobustness(
    evidence,
    (row) => row.layer === 18 && row.variant === variant && /^-?PC1$/.test(row.input_vector),
    { pfw_persona },
  );
}

/** Single roles at layer 18 with another 95 % quantile under one variant. */
function withRoles(evidence: VerdictEvidence, variant: string, q95: number): VerdictEvidence {
  return {
    ...evidence,
    quantiles: evidence.quantiles.map((row) =>
      row.baseline === "roles" && row.variant === variant ? { ...row, q95 } : row
    ),
  };
}

function atOperatingPoint(pfw_operating_point: number | null): VerdictEvidence {
  const evidence = verdictEvidence();
  return {
    ...evidence,
    layers: evidence.layers.map((row) => ({ ...row, pfw_operating_point })),
  };
}

Deno.test("verdictOf() says yes where persona and roles are passed raw, trimmed and at the operating point", () => {
  const verdict = verdictOf(measured(), verdictEvidence());
  assert.equal(verdict.answer, "yes");
  assert.deepEqual([verdict.layer, verdict.is_chosen_after_looking, verdict.conditions], [
    18,
    false,
    [],
  ]);
  assert.equal(
    verdict.sentence,
    "Yes: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns farther from base to instruct than random role " +
      "mixtures and than 95 % of single roles and traits under each of the three conditions that decide: in units of each layer's spread, 0 of 99 random role " +
      "mixtures go as far at any of the 3 layers (p_fw = 0.01, the smallest that 99 can show) on all coordinates and without the 2 " +
      "outlier dimensions and 1 of 99 random role mixtures goes as far at any of the 3 layers (p_fw = 0.02) at the operating point.",
  );
  assert.equal(
    verdict.paragraph,
    "At layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct, the largest angle of " +
      "the 3 layers analysed (17-18,24). The largest coordinate of d holds 61 % of |d|². Without the 2 outlier dimensions, of largest " +
      "|µ_k| with µ the default vector, it turns by 19.9 degrees; the angular peak is layer 18 with and without them. Of 64 " +
      `single roles and traits none turn at least as far, and 1 without the outlier dimensions. ${SCOPE}`,
  );
  assert.equal(
    verdict.would_change,
    "This verdict would change if 4 more of the 99 random role mixtures turned as far in any of the three conditions, " +
      "or more than 5 % of the single roles and traits.",
  );
});

Deno.test("verdictOf() says no where raw fails, with the reasons and where both would hold", () => {
  const byPersona = verdictOf(measured(), withP(verdictEvidence(), "raw", 0.31));
  assert.equal(byPersona.answer, "no");
  assert.equal(
    byPersona.sentence,
    "No: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct on all " +
      "coordinates, which is not shown to be farther than is common for random role mixtures: in units of each layer's spread, 30 of 99 random role " +
      "mixtures go as far at any of the 3 layers (p_fw = 0.31). " +
      "It turns farther than both without the 2 outlier dimensions, with the mean direction removed, with PC1 in activation space and " +
      "at the operating point.",
  );
  assert.equal(
    byPersona.would_change,
    "This verdict would change if PC1 turned farther than random role mixtures on all coordinates.",
  );
  const everywhere = withRobustness(verdictEvidence(), () => true, { pfw_persona: 0.31 });
  const both = verdictOf(measured(), {
    ...withRoles(everywhere, "raw", 0.09),
    operating_point: [],
  });
  assert.equal(both.answer, "no");
  assert.equal(
    both.sentence,
    "No: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct on all " +
      "coordinates, which is not shown to be farther than is common for random role mixtures: in units of each layer's spread, 30 of 99 random role " +
      "mixtures go as far at any of the 3 layers (p_fw = 0.31), and " +
      "which is not farther than 95 % of single roles and traits (24.5 degrees).",
  );
  assert.equal(
    both.would_change,
    "This verdict would change if PC1 turned farther than random role mixtures and farther than 95 % of single roles and traits on all coordinates.",
  );
});

Deno.test("verdictOf() takes p = 0.05 as passed and a turn at the quantile itself as not", () => {
  assert.equal(verdictOf(measured(), withP(verdictEvidence(), "raw", 0.05)).answer, "yes");
  assert.equal(verdictOf(measured(), withP(verdictEvidence(), "raw", 0.0501)).answer, "no");
  assert.equal(verdictOf(measured(), withRoles(verdictEvidence(), "raw", 0.0853)).answer, "no");
  assert.equal(verdictOf(measured(), withRoles(verdictEvidence(), "raw", 0.0852)).answer, "yes");
});

Deno.test("verdictOf() names the conditions where trimmed or the operating point fails", () => {
  const trimmed = verdictOf(measured(), withP(verdictEvidence(), "trimmed", 0.2));
  assert.equal(trimmed.answer, "only under");
  assert.deepEqual(trimmed.conditions, [
    "raw",
    "centred",
    "PC1:activation",
    "at the operating point",
  ]);
  assert.equal(
    trimmed.sentence,
    "Only on all coordinates, with the mean direction removed, with PC1 in activation space and at the operating point: at " +
      "layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns farther from base to instruct than is common for random " +
      "role mixtures (p_fw at most 0.05) and than 95 % of single roles and traits; this does not hold without " +
      "the 2 outlier dimensions.",
  );
  const away = verdictOf(measured(), atOperatingPoint(0.4));
  assert.equal(away.answer, "only under");
  assert.equal(
    away.would_change,
    "This verdict would become yes if PC1 turned farther than random role mixtures at the operating point (39 of 99 random role " +
      "mixtures go as far at any of the 3 layers (p_fw = 0.4)).",
  );
  const evidence = verdictEvidence();
  const roles = verdictOf(measured(), {
    ...evidence,
    operating_draws: evidence.operating_draws.map((draws) =>
      draws.baseline === "roles"
        ? { ...draws, response_angular: draws.response_angular.map(() => 0.03) }
        : draws
    ),
  });
  assert.equal(roles.answer, "only under");
  assert.equal(
    cell(roles, "beyond single roles", "at the operating point")?.figure,
    "14.1 degrees, and 14.1 degrees at the 95 % quantile of 64 single roles and traits; 64 of them turn at least as far",
  );
});

Deno.test("verdictOf() cannot tell with fewer than 19 random role mixtures, whatever p stands there", () => {
  const evidence = verdictEvidence();
  const few = verdictOf(measured(), {
    ...evidence,
    quantiles: evidence.quantiles.map((row) =>
      row.baseline === "persona" ? { ...row, n: 18 } : row
    ),
    operating_draws: evidence.operating_draws.map((draws) =>
      draws.baseline === "roles"
        ? draws
        : { ...draws, response_angular: draws.response_angular.slice(0, 18) }
    ),
  });
  assert.equal(few.answer, "cannot tell");
  assert.equal(
    few.sentence,
    "Cannot tell: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct, but " +
      "only 18 random role mixtures were run, and 19 are needed.",
  );
  assert.equal(
    few.would_change,
    "This verdict would be settled by what is missing, whether PC1 turns farther than random role mixtures on all coordinates, without the 2 outlier dimensions and " +
      "at the operating point (only 18 random role mixtures were run, and 19 are needed).",
  );
});

Deno.test("verdictOf() cannot tell without random role mixtures, roles, or an operating point", () => {
  const evidence = verdictEvidence();
  const without = (baseline: string) =>
    verdictOf(measured(), {
      ...evidence,
      ranks: baseline === "roles" ? [] : evidence.ranks,
      quantiles: evidence.quantiles.filter((row) => row.baseline !== baseline),
      operating_draws: evidence.operating_draws.filter((draws) => draws.baseline !== baseline),
    });
  const start =
    "Cannot tell: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by 23.8 degrees from base to instruct, but ";
  assert.equal(without("persona").sentence, `${start}no random role mixtures were run.`);
  const roles = without("roles");
  assert.equal(roles.sentence, `${start}no single roles or traits were run.`);
  assert.match(roles.paragraph, /without them\. No single role or trait was run beside it\. All/);
  const still = verdictOf(measured(), { ...evidence, operating_point: [] });
  assert.equal(still.sentence, `${start}it was not run at the operating point.`);
  const other = options({ input_row: "before" });
  assert.equal(verdictOf(measured(other), evidence).answer, "cannot tell");
  assert.equal(
    verdictOf(measured(), withP(evidence, "trimmed", null)).sentence,
    `${start}no p-value against random role mixtures could be computed.`,
  );
});

Deno.test("verdictOf() says no difference where |d| = 0, everywhere or at its layer", () => {
  const mlp = measured().mlp.map((row) => ({ ...row, delta_norm: 0, delta_angular: 0 }));
  const peaks = { absolute: null, angular: null };
  const everywhere = verdictOf(measured({ mlp, peaks }), verdictEvidence());
  assert.equal(everywhere.answer, "no difference");
  assert.equal(
    everywhere.sentence,
    "No difference: base and instruct give the same MLP output for every input vector at the 3 layers analysed (17-18,24).",
  );
  assert.equal(
    everywhere.paragraph,
    `At every layer analysed |d| and the angle of PC1 of layer 22 (caveman ... screener) are exactly 0. ${SCOPE}`,
  );
  assert.equal(
    everywhere.would_change,
    "This verdict would change if base and instruct gave different outputs for PC1 at any layer.",
  );
  assert(everywhere.table.every(({ holds }) => holds === null));
  const here = measured().mlp.map((row) => row.layer === 18 ? { ...row, delta_norm: 0 } : row);
  assert.equal(
    verdictOf(measured({ mlp: here }), verdictEvidence()).sentence,
    "No difference: base and instruct give the same MLP output for PC1 of layer 22 (caveman ... screener) at layer 18. But at layers 17,24 PC1 is set apart from random role mixtures (p_fw = 0.04, on all coordinates): --focus 17 judges it there.",
  );
});

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

Deno.test("verdictOf() claims nothing below three times the noise floor", () => {
  const withFloors = (delta_over_floor: number) =>
    measured({
      mlp: measured().mlp.map((row) => ({ ...row, noise_floor: 350, delta_over_floor })),
    });
  const verdict = verdictOf(withFloors(1.388), verdictEvidence());
  assert.equal(verdict.answer, "no difference");
  assert.equal(
    verdict.sentence,
    "No difference to speak of: at layer 18 the change of the MLP output for PC1 of layer 22 (caveman ... screener) is not clear of the rounding " +
      "noise of the weights (|d| is 1.4 times as long as what rounding the base to bfloat16 does, less than 3).",
  );
  assert.equal(
    verdict.paragraph,
    "At layer 18 |d| = 485.7 for PC1 of layer 22 (caveman ... screener), and rounding the weights of the base to bfloat16 alone moves its " +
      `output by 350; from 3 times as much on a change is called a difference. ${SCOPE}`,
  );
  assert.equal(
    verdict.would_change,
    "This verdict would change if |d| at layer 18 were at least 3 times the rounding noise of the weights.",
  );
  assert(verdict.table.every(({ holds }) => holds === null));
  assert.equal(verdictOf(withFloors(3), verdictEvidence()).answer, "yes");
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

Deno.test("verdictOf() fills a table of six claims by six conditions with figures in words", () => {
  const verdict = verdictOf(measured(), verdictEvidence());
  assert.deepEqual([...new Set(verdict.table.map(({ claim }) => claim))], [
    "largest angle",
    "largest |d|",
    "largest |d| / |y_b|",
    "beyond persona",
    "beyond single roles",
    "specific",
  ]);
  assert.deepEqual([...new Set(verdict.table.map(({ condition }) => condition))], [
    "raw",
    "trimmed",
    "centred",
    "PC1:activation",
    "PC1:readout",
    "at the operating point",
  ]);
  assert.equal(verdict.table.length, 36);
  const figures: [string, string, boolean | null, string][] = [
    ["largest angle", "raw", true, "23.8 degrees, the largest of 3 layers"],
    [
      "largest angle",
      "centred",
      false,
      "14.1 degrees, the 2nd largest of 3 layers (layer 24: 16.3 degrees)",
    ],
    ["largest |d|", "raw", false, "485.7, the 2nd largest of 3 layers (layer 24: 677.9)"],
    ["largest |d|", "at the operating point", true, "33.25, the largest of 3 layers"],
    ["largest |d| / |y_b|", "raw", true, "0.447, the largest of 3 layers"],
    ["largest |d| / |y_b|", "at the operating point", true, "0.333, the largest of 3 layers"],
    ["largest |d| / |y_b|", "trimmed", null, "not measured"],
    [
      "beyond persona",
      "raw",
      true,
      "0 of 99 random role mixtures go as far at any of the 3 layers (p_fw = 0.01, the smallest that 99 can show)",
    ],
    [
      "beyond persona",
      "at the operating point",
      true,
      "1 of 99 random role mixtures goes as far at any of the 3 layers (p_fw = 0.02)",
    ],
    [
      "beyond single roles",
      "PC1:activation",
      true,
      "18.2 degrees, and 12.8 degrees at the 95 % quantile of 64 single roles and traits",
    ],
    ["beyond single roles", "PC1:readout", null, "not run"],
    [
      "specific",
      "raw",
      true,
      "angle of PC1: 2 times that of the median random role mixture, 1.8 times that of PC2, 3.7 times that of −PC1",
    ],
    ["specific", "trimmed", null, "computed on all coordinates only"],
  ];
  for (const [claim, condition, holds, figure] of figures) {
    const found = cell(verdict, claim, condition);
    assert.deepEqual([found?.holds, found?.figure], [holds, figure], `${claim}, ${condition}`);
  }
});

Deno.test("verdictOf() claims no peak of a single layer", () => {
  const verdict = verdictOf(measured(options({ layers: [18] })), verdictEvidence());
  assert.deepEqual(
    [cell(verdict, "largest angle", "raw")?.holds, cell(verdict, "largest angle", "raw")?.figure],
    [null, "23.8 degrees; no other layer to compare with"],
  );
  assert.match(verdict.paragraph, /turns by 23\.8 degrees from base to instruct, the only layer/);
  assert.match(verdict.paragraph, /it turns by 19\.9 degrees\. Of 64/);
});

Deno.test("verdictOf() names the spaces that PC1 was not run in by --pc-space", () => {
  const verdict = verdictOf(measured(options({ pc_space: "readout" })), verdictEvidence());
  assert.deepEqual(
    [...new Set(verdict.table.map(({ condition }) => condition))].filter((name) =>
      name.startsWith("PC1:")
    ),
    ["PC1:components", "PC1:activation"],
  );
});

Deno.test("verdictOf() does not throw on evidence that is empty or of other layers", () => {
  const empty: VerdictEvidence = {
    ...verdictEvidence(),
    robustness: [],
    operating_point: [],
    operating_draws: [],
    quantiles: [],
    ranks: [],
    layers: [],
  };
  const verdict = verdictOf(measured(), empty);
  assert.equal(verdict.answer, "cannot tell");
  assert.equal(
    verdict.sentence,
    "Cannot tell: at layer 18 the MLP output for PC1 of layer 22 (caveman ... screener) turns by an unknown angle from base to instruct, but " +
      "it was not run on all coordinates and it was not run at the operating point.",
  );
  assert.equal(
    verdict.paragraph,
    "The angle of PC1 of layer 22 (caveman ... screener) at layer 18 was not measured. " +
      `No single role or trait was run beside it. ${SCOPE}`,
  );
  const elsewhere = options({ focus: [3], is_focus_automatic: false });
  assert.equal(verdictOf(measured(elsewhere), verdictEvidence()).answer, "cannot tell");
  const nothing = { ...options({ layers: [] }), mlp: [], pcs: [] };
  const none = { ...nothing, peaks: { absolute: null, angular: null } };
  assert.equal(verdictOf(measured(none), empty).answer, "cannot tell");
});

Deno.test("verdictOf() uses none of the words that claim too much", () => {
  const verdicts = [
    verdictOf(measured(), verdictEvidence()),
    verdictOf(measured(), atOperatingPoint(0.4)),
    verdictOf(measured(), atOperatingPoint(null)),
    verdictOf(measured({ mlp: [mlpRow(18, "PC1", 0, 0)] }), verdictEvidence()),
    verdictOf(measured(), withP(verdictEvidence(), "raw", 0.9)),
  ];
  for (const { sentence, paragraph, would_change } of verdicts) {
    const prose = [sentence, paragraph, would_change].join(" ");
    assert.doesNotMatch(prose, /\badds\b|suppress|smoking gun|significan/i);
  }
});

Deno.test("verdictOf() asks nothing without outlier dimensions of a layer that has none", () => {
  const evidence = verdictEvidence();
  const without = {
    ...evidence,
    layers: evidence.layers.map((row) =>
      row.layer === 18 ? { ...row, outliers: [], has_outliers: false } : row
    ),
  };
  // What would fail without them decides nothing where there are none.
  const verdict = verdictOf(measured(), withP(without, "trimmed", 0.9));
  assert.equal(verdict.answer, "yes");
  assert.ok(verdict.table.every(({ condition }) => condition !== "trimmed"));
  assert.match(
    verdict.sentence,
    / under both conditions that decide: in units of each layer's spread, /,
  );
  assert.match(verdict.paragraph, /There is no outlier dimension here that could hold the angle\./);
  assert.match(verdict.would_change, / in either condition, /);
});

Deno.test("verdictOf() writes down the numbers behind each cell, and a code where there is nothing to tell", () => {
  const { table } = verdictOf(measured(), verdictEvidence());
  const numbers = (claim: string, condition: string) => {
    const { figure: _, claim: __, condition: ___, ...rest } = table.find((it) =>
      it.claim === claim && it.condition === condition
    )!;
    return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  };
  const { value, best_value, ...largest } = numbers("largest angle", "centred");
  assert.deepEqual(largest, { holds: false, decides: false, rank: 2, of: 3, best_layer: 24 });
  // acos(1 - 0.03) and acos(1 - 0.04)
  assert.deepEqual([value, best_value].map((it) => Number(it).toFixed(6)), [
    "14.069868",
    "16.260205",
  ]);
  const { value: _, ...persona } = numbers("beyond persona", "at the operating point");
  assert.deepEqual(persona, { holds: true, decides: true, of: 3, p: 0.02, n: 99, count: 1 });
  assert.deepEqual(numbers("beyond single roles", "PC1:readout"), {
    decides: false,
    reason: "not_run",
  });
  assert.deepEqual(numbers("specific", "trimmed"), { decides: false, reason: "raw_only" });
});

Deno.test("verdictOf() tells which conditions decide and which hold, and nothing where nothing is claimed", () => {
  const { asked } = verdictOf(measured(), withP(verdictEvidence(), "trimmed", 0.2));
  assert.deepEqual(
    asked.map(({ condition, decides, is_beyond }) => [condition, decides, is_beyond]),
    [
      ["raw", true, true],
      ["trimmed", true, false],
      ["centred", false, true],
      ["PC1:activation", false, true],
      ["PC1:readout", false, null],
      ["at the operating point", true, true],
    ],
  );
  const mlp = measured().mlp.map((row) => ({ ...row, delta_norm: 0 }));
  const none = verdictOf(measured({ mlp }), verdictEvidence());
  assert.deepEqual([none.no_difference, none.asked.every(({ is_beyond }) => is_beyond === null)], [
    "at_layer",
    true,
  ]);
});
