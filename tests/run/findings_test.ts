import { topicOf } from "../analyses/topic_of.ts";
import assert from "node:assert/strict";
import { findings } from "../../src/run/findings.ts";
import { verdictOf } from "../../src/analyses/verdict/settle.ts";
import type { VerdictEvidence } from "../../src/analyses/verdict/settle/conditions.ts";
import type { Finding, Measured } from "../../src/results.ts";
import { NO_MEAN_COSINE, NOTHING_DECOMPOSED, PROJECTION_ONLY } from "../unknown_columns.ts";
import { measured, verdictEvidence } from "../analyses/measured_results.ts";
import { chanceOf } from "../analyses/settled_chance.ts";

function text(id: string, changes: Partial<Measured> = {}, notes: string[] = []): string {
  const { inputs, ...parts } = measured(changes);
  const remarks = { components: notes, pair: [] };
  const found = findings({ ...parts, inputs: { ...inputs, remarks } });
  return found.find((finding) => topicOf(finding) === id)?.text ?? "";
}

Deno.test("findings() open with the verdict and name PC1 by its poles", () => {
  assert.equal(
    findings(measured())[0]?.text,
    "For PC1 of layer 22 (caveman ... screener), the MLP output turns most from base to instruct at layer 18, by 23.8 degrees (1 − cos = 0.0853), " +
      "and moves farthest at layer 24, by |d| = 677.9, of the 3 layers analysed (17-18,24).",
  );
});

Deno.test("findings() name the layers at which both models give the same output for PC1", () => {
  const withoutChange = (...layers: number[]) =>
    measured().mlp.map((row) =>
      row.input_vector === "PC1" && layers.includes(row.layer) ? { ...row, delta_norm: 0 } : row
    );
  assert.match(
    text("verdict", { mlp: withoutChange(17) }),
    /\(17-18,24\)\. At layer 17 both models give the same output for PC1\.$/,
  );
  assert.match(
    text("verdict", { mlp: withoutChange(17, 24) }),
    /\. At layers 17,24 both models give the same output for PC1\.$/,
  );
});

Deno.test("findings() set −PC1 beside PC1 at its peak, and name the peak of its own where that is another", () => {
  const beside =
    "With the sign reversed, −PC1 turns by 6.43 degrees at layer 18, against 23.8 degrees for PC1";
  assert.equal(text("sign"), `${beside}; it turns most at layer 24, by 8.66 degrees.`);
  const mlp = measured().mlp.filter(({ layer }) => layer !== 24);
  assert.equal(text("sign", { mlp }), `${beside}.`);
  // Where −PC1 has no angle, or none that is larger, there is no other peak of it.
  const still = measured().mlp.map((row) =>
    row.input_vector === "-PC1" ? { ...row, delta_angular: row.layer === 18 ? 0 : null } : row
  );
  assert.match(text("sign", { mlp: still }), /at layer 18, against 23\.8 degrees for PC1\.$/);
  // Within noise nothing is said to turn.
  assert.equal(
    text("sign", { within_noise: [24], peaks: { ...measured().peaks, absolute: null } }),
    `${beside}.`,
  );
});

Deno.test("findings() say which peak layer 18 is: both, one, neither, or not analysed", () => {
  const absolute = { layer: 18, delta_norm: 1 }, angular = { layer: 18, delta_angular: 0.1 };
  const elsewhere = { absolute: { ...absolute, layer: 17 }, angular: { ...angular, layer: 17 } };
  const ends = [
    [{ absolute, angular }, "both the absolute and the angular peak of PC1 in this run."],
    [{ ...elsewhere, angular }, "the angular peak and not the absolute peak of PC1 in this run."],
    [{ ...elsewhere, absolute }, "the absolute peak and not the angular peak of PC1 in this run."],
    [elsewhere, "neither the absolute nor the angular peak of PC1 in this run."],
  ] as const;
  for (const [peaks, end] of ends) {
    assert.equal(text("hypothesis-layer", { peaks }), `Layer 18 is ${end}`);
  }
  const options = { ...measured().options, layers: [3] };
  assert.equal(text("hypothesis-layer", { options }), "Layer 18 was not analysed in this run.");
});

Deno.test("findings() say nothing of layer 18 where the models have none", () => {
  const { inputs, options } = measured();
  const of = (layers: number) => ({
    inputs: { ...inputs, base: { ...inputs.base, layers } },
    options: { ...options, layers: [3] },
  });
  assert.equal(text("hypothesis-layer", of(18)), "");
  assert.equal(text("hypothesis-layer", of(19)), "Layer 18 was not analysed in this run.");
});

Deno.test("findings() compare angles, not 1 - cos, with random directions", () => {
  assert.equal(
    text("chance"),
    "At layer 18 PC1 turns by 23.8 degrees, 4.2 times as far as the mean 1 − cos of random directions gives (5.73 degrees); " +
      "none of the 2 random inputs turns as far (the largest: 6.28 degrees). " +
      "The layer was chosen for PC1, and a random direction is a weak comparison.",
  );
  const higher = Array.from(
    { length: 38 },
    () => ({ ...measured().baseline[0]!, delta_angular: 0.1 }),
  );
  assert.match(
    text("chance", { baseline: higher }),
    /38 of the 38 random inputs turn at least as far, so the peak does not set PC1 apart from chance/,
  );
  assert.match(
    text("chance", { baseline: higher.slice(0, 1) }),
    /1 of the 1 random inputs turns at least as far\. The layer/,
  );
  assert.match(text("chance", { baseline: [] }), /^No random directions were run/);
});

Deno.test("findings() set the absolute peak against the length of the output", () => {
  assert.equal(
    text("output-scale"),
    "At layer 24 the base output for PC1 is 3.1 times as long as at layer 18: relative to it, |d| / |y_b| is 0.2 at layer 24 and 0.45 at layer 18.",
  );
});

Deno.test("findings() say no difference, and of what", () => {
  const peaks = { absolute: null, angular: null };
  const mlp = measured().mlp.map((row) => ({ ...row, delta_norm: 0, delta_angular: 0 }));
  assert.equal(
    text("verdict", { peaks, mlp }),
    "No difference: base and instruct give the same MLP output for every input vector at the 3 layers analysed (17-18,24).",
  );
  assert.equal(text("chance", { peaks, mlp }), "");
});

Deno.test("findings() count files passed over by reason, naming the first five", () => {
  const skipped = ["a", "b", "c", "d", "e", "f", "g"]
    .map((name) => ({ name, kind: "trait", reason: "no key pos_all" } as const));
  const vectors = {
    ...measured().inputs.vectors,
    skipped,
    missing: ["trait vectors (none could be used)"],
  };
  const inputs = { ...measured().inputs, vectors };
  assert.equal(
    text("skipped", { inputs }),
    "7 vector files were passed over (no key pos_all): trait a, trait b, trait c, trait d, trait e and 2 more.",
  );
  assert.equal(text("missing", { inputs }), "Not in this run: trait vectors (none could be used).");
});

Deno.test("findings() name the ends of a decomposition and warn where nearly all share a sign", () => {
  const row = (
    name: string,
    projection: number,
  ) => ({ name, kind: "role", projection, cosine: projection / 500, ...PROJECTION_ONLY } as const);
  const decompositions = {
    18: [
      row("poet", -374.8465),
      row("pirate", -354.5849),
      row("literal", -0.1),
      { ...row("stoic", 400), input_vector: "-PC1" },
    ],
  };
  const info = {
    layer: 18,
    vector_layer: 18,
    delta_norm: 485.7,
    roles: 3,
    traits: 0,
    mean_cosine: NO_MEAN_COSINE,
    warnings: [],
    one_sided: "negative" as const,
    inputs: [],
    zero_length: [],
    summary: null,
  };
  assert.equal(
    text("decomposition-18", { decompositions, decomposition_info: { 18: info } }),
    "At layer 18 the difference for PC1 projects positively on none and most negatively on poet (role, −374.8), " +
      "pirate (role, −354.6) and literal (role, −0.1). All 3 projections are negative: " +
      "vectors that share a direction would give this too, so it is not a finding about each of them.",
  );
  assert.match(
    text("not-unique", { decompositions, decomposition_info: { 18: info } }),
    /^A projection is not a unique decomposition: /,
  );
  const none = { ...info, delta_norm: 0 };
  assert.equal(text("not-unique", { decompositions, decomposition_info: { 18: none } }), "");
});

/** Findings of a run with evidence, the verdict made from it. */
function judged(
  changes: Partial<Measured> = {},
  evidence: VerdictEvidence = verdictEvidence(),
): Finding[] {
  const parts = measured(changes);
  const verdict = verdictOf(parts, evidence);
  return findings({
    ...parts,
    chance: chanceOf(parts, evidence.quantiles),
    evidence: { ...evidence, verdict, reproduction: null },
  });
}

function textOf(found: readonly Finding[], id: string): string {
  return found.find((finding) => topicOf(finding) === id)?.text ?? "";
}

Deno.test("findings() with evidence open with the verdict and then tell the peaks", () => {
  const found = judged();
  assert.deepEqual(found.map(topicOf), [
    "verdict",
    "verdict-paragraph",
    "verdict-change",
    "verdict-claim",
    "peaks",
    "hypothesis-layer",
    "sign",
    "output-scale",
    "chance",
    "trimmed",
    "centred",
    "spaces",
    "own-layer",
    "operating-point",
  ]);
  assert.match(found[0]?.text ?? "", /^Yes: at layer 18/);
  assert.equal(textOf(found, "peaks"), text("verdict"));
});

Deno.test("findings() with evidence give p-values and medians in degrees, random role mixtures first", () => {
  assert.equal(
    textOf(judged(), "chance"),
    "At layer 18 PC1 turns by 23.8 degrees: of 99 random role mixtures (median 9.25 degrees) 0 go as far at this layer (p = 0.01, " +
      "the smallest that 99 can show) and, in units of each layer's spread, 3 at any of the 3 layers (p_fw = 0.04); of 99 random " +
      "directions (median 5.73 degrees) 1 goes as far at this layer (p = 0.02) and, in units of each layer's spread, 2 at any of the " +
      "3 layers (p_fw = 0.03). Medians and p-values take the larger of the two signs of each. The mixtures are of roles " +
      "without their part along PC1; a random direction, which has nothing of the roles in it, is the weaker comparison.",
  );
  const mlp = measured().mlp.map((row) => ({ ...row, pfw_persona: 0.3 }));
  assert.match(
    textOf(judged({ mlp }), "chance"),
    /p_fw = 0\.3\); .* So this peak does not set PC1 apart from random role mixtures\.$/,
  );
});

Deno.test("findings() with evidence tell the angle of -PC1 where it is the larger", () => {
  const mlp = measured().mlp.map((row) =>
    row.layer === 18 && row.input_vector === "-PC1" ? { ...row, delta_angular: 0.2 } : row
  );
  const found = judged({ mlp });
  assert.match(
    textOf(found, "chance"),
    /^At layer 18 PC1 turns by 23\.8 degrees, and −PC1 by 36\.9 degrees, and the larger counts: of 99 /,
  );
  const short = found.find((it) => topicOf(it) === "chance")?.short ?? "";
  assert.match(short, / as −PC1 at layer 18\.$/);
});

Deno.test("findings() with evidence give no p-value for fewer than 19 draws", () => {
  const evidence = verdictEvidence();
  const quantiles = evidence.quantiles.filter((row) => row.baseline !== "isotropic")
    .map((row) => row.baseline === "persona" ? { ...row, n: 18 } : row);
  assert.match(
    textOf(judged({}, { ...evidence, quantiles }), "chance"),
    /^At layer 18 PC1 turns by 23\.8 degrees: 18 random role mixtures \(median 9\.25 degrees\) are too few for a p-value, which takes 19; no random directions were run\. /,
  );
  const one = quantiles.map((row) => row.baseline === "persona" ? { ...row, n: 1 } : row);
  assert.match(
    textOf(judged({}, { ...evidence, quantiles: one }), "chance"),
    /: 1 random role mixture \(median 9\.25 degrees\) is too few for a p-value, which takes 19; /,
  );
});

Deno.test("findings() tell where the peaks go without outliers and without the mean state", () => {
  const evidence = verdictEvidence();
  assert.equal(
    textOf(judged(), "trimmed"),
    "Without the 2 outlier dimensions the angular peak of PC1 stays at layer 18 (23.8 degrees on all coordinates, 19.9 degrees " +
      "without them), and the absolute peak stays at layer 24.",
  );
  assert.equal(
    textOf(judged(), "centred"),
    "Without the component along µ the angular peak of PC1 moves from layer 18 (23.8 degrees on all coordinates, 14.1 degrees " +
      "without it) to layer 24 (11.3 degrees on all coordinates, 16.3 degrees without it), and the absolute peak moves from layer " +
      "24 to layer 18.",
  );
  assert.equal(textOf(judged({}, { ...evidence, peaks: [] }), "trimmed"), "");
});

Deno.test("findings() say of a finding in one space only that it is", () => {
  const start = "At layer 18 PC1 turns farther than random role mixtures and single roles ";
  const figures =
    ": components 23.8 degrees, activation 18.2 degrees (cosine with PC1 as run: 0.931).";
  assert.equal(textOf(judged(), "spaces"), `${start}in both spaces${figures}`);
  const evidence = verdictEvidence();
  const withP = (pfw_persona: number | null, names: RegExp): VerdictEvidence => ({
    ...evidence,
    robustness: evidence.robustness.map((row) =>
      names.test(row.input_vector) && row.variant === "raw" ? { ...row, pfw_persona } : row
    ),
  });
  assert.equal(
    textOf(judged({}, withP(0.4, /activation/)), "spaces"),
    `${start}in one space only, components${figures}`,
  );
  assert.equal(
    textOf(judged({}, withP(0.4, /^-?PC1$/)), "spaces"),
    `${start}in one space only, activation${figures}`,
  );
  assert.equal(
    textOf(judged({}, withP(0.4, /PC1/)), "spaces"),
    `${start}in none of the spaces compared${figures}`,
  );
  assert.equal(
    textOf(judged({}, withP(null, /activation/)), "spaces"),
    `${start}in components space, with activation left open${figures}`,
  );
  const stored = evidence.robustness.filter((row) => !row.input_vector.includes(":"));
  assert.equal(textOf(judged({}, { ...evidence, robustness: stored }), "spaces"), "");
});

Deno.test("findings() say that the operating point is a state of the instruct model", () => {
  const end =
    " At µ itself their outputs are 11.5 degrees apart (|f_i(µ) − f_b(µ)| = 50). µ is the default vector and is taken to be of the " +
    "instruct model, so that the base model is run at a state that is not its own.";
  assert.equal(
    textOf(judged(), "operating-point"),
    "At the operating point of layer 18 a step of length 12.3 from µ along PC1 makes base and instruct respond 14.1 degrees apart " +
      `(|R_i − R_b| = 33.25), and 7.25 degrees for a step back; by the larger of the two, in units of each layer's spread, 1 of 99 random role mixtures goes as far at any of the 3 layers (p_fw = 0.02).${end}`,
  );
  const before = { ...measured().options, input_row: "before" as const };
  assert.equal(textOf(judged({ options: before }), "operating-point"), "");
  const evidence = verdictEvidence();
  const layers = evidence.layers.map((row) => ({
    ...row,
    pfw_operating_point: null,
    mu: "mean role" as const,
  }));
  assert.match(
    textOf(judged({}, { ...evidence, layers }), "operating-point"),
    /\(\|R_i − R_b\| = 33\.25\), and 7\.25 degrees for a step back, without a p-value\. .* µ is the mean role vector and is taken to be of the instruct model/,
  );
});

Deno.test("findings() make no sentence of a difference below three times the noise floor", () => {
  const withFloors = (floors: Record<number, number>) =>
    measured().mlp.map((row) => ({ ...row, delta_over_floor: floors[row.layer] ?? null }));
  const noise = { mlp: withFloors({ 17: 1.1, 18: 1.2, 24: 2.9 }) };
  const said =
    "At layers 17-18,24 |d| of PC1 is less than 3 times what rounding the stored weights of the base to bfloat16 alone does to " +
    "its output: no sentence is made of a difference there.";
  const found = judged(noise);
  assert.deepEqual(found.map(topicOf), [
    "verdict",
    "verdict-paragraph",
    "verdict-change",
    "verdict-claim",
    "noise-floor",
  ]);
  assert.match(textOf(found, "verdict"), /^No difference to speak of: at layer 18 /);
  assert.equal(textOf(found, "noise-floor"), said);
  const without = findings(measured(noise));
  assert.deepEqual(without.map(topicOf), ["verdict", "noise-floor"]);
  assert.equal(
    without[0]?.text,
    "No difference to speak of: at layer 24 the change of the MLP output for PC1 of layer 22 (caveman ... screener) is not clear of the rounding " +
      "noise of the weights (|d| is 2.9 times as long as what rounding the base to bfloat16 does, less than 3).",
  );
  const mixed = findings(measured({ mlp: withFloors({ 17: 2, 18: 40, 24: 35 }) }));
  assert.equal(textOf(mixed, "verdict"), text("verdict"));
  assert.match(textOf(mixed, "noise-floor"), /^At layer 17 \|d\| of PC1 is less than 3 times/);
  const clear = findings(measured({ mlp: withFloors({ 17: 20, 18: 40, 24: 35.04 }) }));
  assert.equal(
    textOf(clear, "noise-floor"),
    "At every layer analysed |d| of PC1 is at least 20 times what rounding the stored weights of the base to bfloat16 alone does " +
      "to its output.",
  );
});

Deno.test("findings() decompose no layer within the noise", () => {
  const info = {
    layer: 17,
    vector_layer: 17,
    delta_norm: 90,
    roles: 1,
    traits: 0,
    ...NOTHING_DECOMPOSED,
  };
  const parts = {
    decompositions: {
      17: [{ name: "poet", kind: "role" as const, projection: 1, cosine: 0.1, ...PROJECTION_ONLY }],
    },
    decomposition_info: { 17: info },
  };
  assert.match(text("decomposition-17", parts), /poet/);
  const mlp = measured().mlp.map((row) => ({
    ...row,
    delta_over_floor: row.layer === 17 ? 2.99 : 3,
  }));
  assert.equal(text("decomposition-17", { ...parts, mlp }), "");
});

Deno.test("findings() with evidence say no difference once where base and instruct agree", () => {
  const mlp = measured().mlp.map((row) => ({
    ...row,
    delta_norm: 0,
    delta_angular: 0,
    delta_over_floor: 0,
  }));
  const evidence = { ...verdictEvidence(), peaks: [] };
  const found = judged({ mlp, peaks: { absolute: null, angular: null } }, evidence);
  assert.deepEqual(found.map(topicOf), [
    "verdict",
    "verdict-paragraph",
    "verdict-change",
    "verdict-claim",
    "hypothesis-layer",
  ]);
  assert.match(found[0]?.text ?? "", /^No difference: base and instruct give the same MLP output/);
});
