import { match, ok, strictEqual as equal } from "node:assert/strict";
import type { VerdictEvidence } from "../../../src/analyses/verdict/settle/conditions.ts";
import { measured, verdictEvidence, withRobustness } from "../measured_results.ts";
import { toldVerdict } from "./told_verdict.ts";

/** PC1 with other angles on all coordinates. */
function turning(turns: Record<number, number>, variant: "raw" | "trimmed") {
  const evidence = verdictEvidence();
  return {
    ...evidence,
    robustness: evidence.robustness.map((row) =>
      row.variant === variant && row.input_vector === "PC1"
        ? { ...row, delta_angular: turns[row.layer]! }
        : row
    ),
  };
}

Deno.test("the claim tells angle, poles and the median role mixture in at most 25 words", () => {
  const { claim } = toldVerdict(measured(), verdictEvidence());
  match(
    claim,
    /^Layer 18 rotates PC1 \(caveman \.\.\. screener\) 24 degrees, [\d.]+ times the median role mixture$/,
  );
  ok(claim.split(" ").length <= 25);
});

Deno.test("the claim tells of a median that goes as far, and of no factor of 1", () => {
  const evidence = verdictEvidence();
  const { delta_angular } = measured().mlp.find(({ layer, input_vector }) =>
    layer === 18 && input_vector === "PC1"
  )!;
  const quantiles = evidence.quantiles.map((row) => ({ ...row, q50: delta_angular! * 1.004 }));
  match(
    toldVerdict(measured(), { ...evidence, quantiles }).claim,
    / 24 degrees, as far as the median role mixture$/,
  );
});

Deno.test("the claim tells what became of a larger peak", () => {
  const decoy = turning({ 17: 0.12, 18: 0.0853, 24: 0.0195 }, "raw");
  const { claim } = toldVerdict(measured(), decoy);
  match(claim, /mixture; layer 17's 28 rest on outlier dimensions$/);
  ok(claim.split(" ").length <= 25);
  // Where it is larger without the outlier dimensions too, nothing rests on them.
  const stays = {
    ...decoy,
    robustness: turning({ 17: 0.12, 18: 0.0853, 24: 0.0195 }, "trimmed").robustness.map((row, i) =>
      row.variant === "trimmed" ? row : decoy.robustness[i]!
    ),
  };
  match(toldVerdict(measured(), stays).claim, /mixture; layer 17 turns 28$/);
});

Deno.test("the claim follows the numbers, and names the sign that turns farther, as mixtures count", () => {
  const { mlp, ...rest } = measured();
  const changed = mlp.map((row) =>
    row.layer === 18 && row.input_vector === "PC1" ? { ...row, delta_angular: 0.005 } : row
  );
  match(
    toldVerdict({ ...rest, mlp: changed }, verdictEvidence()).claim,
    /^Layer 18 rotates −PC1 \(screener \.\.\. caveman\) 6\.4 degrees \(PC1 5\.7\), 0\.7 times the median role mixture$/,
  );
  const still = mlp.map((row) => ({ ...row, delta_norm: 0, delta_angular: 0 }));
  const peaks = { absolute: null, angular: null };
  equal(
    toldVerdict({ ...rest, mlp: still, peaks }, verdictEvidence()).claim,
    "PC1 changes at no layer: |d| is exactly 0",
  );
  equal(
    toldVerdict({ ...rest, mlp: still }, verdictEvidence()).claim,
    "Base and instruct give the same MLP output for PC1 at layer 18",
  );
});

Deno.test("the claim of a model without a norm before its MLP leads with the operating point, and tells the length of the other", () => {
  const known = measured();
  const base = { ...known.inputs.base, has_pre_norm: false };
  const normFree = { ...known, inputs: { ...known.inputs, base } };
  const evidence = verdictEvidence();
  const { claim, table } = toldVerdict(normFree, evidence);
  const cell = table.find((it) =>
    it.claim === "largest angle" && it.condition === "at the operating point"
  );
  const degrees = Math.round(cell!.value!);
  equal(
    claim,
    `Layer 18 rotates PC1 (caveman ... screener) ${degrees} degrees at the operating point, 24 at own length`,
  );
  const alone = toldVerdict(normFree, { ...evidence, operating_point: [] }).claim;
  match(
    alone,
    /^Layer 18 rotates PC1 \(caveman \.\.\. screener\) 24 degrees at own length, unjudged: [\d.]+ times/,
  );
  ok(alone.split(" ").length <= 25);
});

/** PC1 at layer 18 with another chance that role mixtures turn as far. */
function withChance(evidence: VerdictEvidence, pfw_persona: number | null): VerdictEvidence {
  return withRobustness(
    evidence,
    (row) => row.layer === 18 && row.variant === "raw" && /^-?PC1$/.test(row.input_vector),
    { pfw_persona },
  );
}

const DECOY = { 17: 0.12, 18: 0.0853, 24: 0.0195 };

Deno.test("the claim says at once where the answer is no, with a larger peak beside it too", () => {
  const unlikely = (evidence: VerdictEvidence) =>
    withChance({ ...evidence, operating_point: [] }, 0.31);
  const { answer, claim } = toldVerdict(measured(), unlikely(verdictEvidence()));
  equal(answer, "no");
  match(
    claim,
    /^Layer 18 rotates PC1 \(caveman \.\.\. screener\) 24 degrees, within chance: [\d.]+ times the median role mixture$/,
  );
  const longest = toldVerdict(measured(), unlikely(turning(DECOY, "raw"))).claim;
  match(longest, /within chance: .*; layer 17's 28 rest on outlier dimensions$/);
  ok(longest.split(" ").length <= 25);
});

Deno.test("the claim of a no for single roles alone does not say that chance goes as far", () => {
  const evidence = verdictEvidence();
  const far = evidence.quantiles.map((row) =>
    row.baseline === "roles" ? { ...row, q05: 1, q50: 1, q95: 1 } : row
  );
  const judged = (operating: VerdictEvidence["operating_point"]) =>
    toldVerdict(measured(), { ...evidence, quantiles: far, operating_point: operating });
  const { answer, claim } = judged([]);
  equal(answer, "no");
  match(claim, / degrees, not beyond single roles: [\d.]+ times the median role mixture$/);
});

Deno.test("the claim says where a direction alone is within chance, and a state of the model is not", () => {
  const { answer, claim } = toldVerdict(measured(), withChance(verdictEvidence(), 0.31));
  equal(answer, "no");
  equal(
    claim,
    "Layer 18 rotates PC1 (caveman ... screener) 24 degrees, within chance except at the operating point",
  );
  const longest = toldVerdict(measured(), withChance(turning(DECOY, "raw"), 0.31)).claim;
  match(longest, /except at the operating point; layer 17's 28 rest on outlier dimensions$/);
  ok(longest.split(" ").length <= 25);
});

Deno.test("the claim says at once that nothing is known where there is no answer", () => {
  const { answer, claim } = toldVerdict(measured(), withChance(verdictEvidence(), null));
  equal(answer, "cannot tell");
  match(claim, / 24 degrees, unjudged: [\d.]+ times the median role mixture$/);
});
