import assert from "node:assert/strict";
import { toldVerdict as verdictOf } from "./told_verdict.ts";
import type { VerdictEvidence } from "../../../src/analyses/verdict/settle/conditions.ts";
import { measured, mlpRow, verdictEvidence, withRobustness } from "../measured_results.ts";
import { atOperatingPoint, cell, options, SCOPE, withP, withRoles } from "./verdict_changes.ts";

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
  assert.match(
    verdict.paragraph,
    /This layer has no outlier dimension that could account for the angle\./,
  );
  assert.match(verdict.would_change, / in either condition, /);
});
