import { topicOf } from "../topic_of.ts";
import assert from "node:assert/strict";
import { words as neuronFindings } from "../../../src/analyses/neurons/words.ts";
import { namedNeurons } from "../../../src/results/named_neurons.ts";
import type { DecompositionInfo, LayerNeurons, Measured, NeuronRow } from "../../../src/results.ts";
import { measured } from "../measured_results.ts";
import { NO_LAYER_CAUSES, NOTHING_DECOMPOSED } from "../../unknown_columns.ts";

const { inputs: INPUTS } = measured();

const INFO: DecompositionInfo = {
  layer: 18,
  vector_layer: 18,
  delta_norm: 10,
  roles: 2,
  traits: 1,
  ...NOTHING_DECOMPOSED,
};

/** Of 2 roles and 1 trait in 8 dimensions: numpy.sqrt(scipy.stats.beta.isf(0.05 / n, 0.5, 3.5)). */
const NEARER =
  "By chance at most one direction in twenty has a |cosine| above 0.73 with any role, or above 0.67 with any trait (8 dimensions).";

/** A neuron whose trimmed share is half as large; |d| is 10, trimmed 5. */
function neuron(index: number, share: number, changes: Partial<NeuronRow> = {}): NeuronRow {
  return {
    neuron: index,
    contribution: 10 * share,
    share,
    base_activation: 0.25,
    instruct_activation: 2,
    fires: 8 * share,
    writes: 3 * share,
    rescaled: -share,
    trimmed_contribution: 2.5 * share,
    trimmed_share: share / 2,
    trimmed_fires: 0.5 * share,
    trimmed_writes: 2 * share,
    trimmed_rescaled: 0,
    nearest: [
      { kind: "trait", name: "calm", cosine: -0.5 },
      { kind: "role", name: "poet", cosine: 0.25 },
      { kind: "role", name: "pirate", cosine: 0.1 },
    ],
    trimmed_nearest: [{ kind: "role", name: "pirate", cosine: 0.75 }],
    ...changes,
  };
}

function texts(
  changes: Partial<LayerNeurons> = {},
  inputs: Measured["inputs"] = INPUTS,
  rounding: Measured["options"]["rounding"] = "none",
): Record<string, string> {
  const neurons: LayerNeurons = {
    layer: 18,
    neurons: 400,
    delta_norm: 10,
    contribution_sum: 10,
    contribution_absolute: 25,
    half_count: 8,
    fires: 6,
    writes: 3,
    rescaled: 1,
    trimmed_delta_norm: 5,
    trimmed_contribution_sum: 5,
    trimmed_half_count: 1,
    trimmed_fires: 1,
    trimmed_writes: 4.5,
    trimmed_rescaled: -0.5,
    rows: [neuron(7, 0.2)],
    ...changes,
  };
  const causes = {
    ...NO_LAYER_CAUSES,
    neurons: { 18: neurons },
    named_neurons: namedNeurons([neurons]),
  };
  const found = neuronFindings({
    causes,
    decomposition_info: { 18: INFO },
    inputs,
    options: { ...measured().options, rounding },
    within_noise: [],
  });
  assert.ok(found.every(({ layers }) => layers.join() === "18"));
  return Object.fromEntries(found.map((finding) => [topicOf(finding), finding.text]));
}

const WITHOUT_TRIMMED = {
  trimmed_contribution_sum: null,
  trimmed_half_count: null,
  trimmed_fires: null,
  trimmed_writes: null,
  trimmed_rescaled: null,
};
const UNTRIMMED_ROW = {
  trimmed_contribution: null,
  trimmed_share: null,
  trimmed_fires: null,
  trimmed_writes: null,
  trimmed_rescaled: null,
  trimmed_nearest: [],
};

Deno.test("neuronFindings() says how few neurons reach half and how they come to change", () => {
  assert.equal(
    texts()["neurons-18"],
    "At layer 18 the contributions of 400 neurons sum to |d| of PC1 (their magnitudes to 2.5 |d|): " +
      "the 8 largest (2 % of them) reach half of it; without the outlier dimensions the largest alone reaches half of it. " +
      "Of |d|, changed activations hold 60 %, changed columns of down_proj 30 % and the scale of the output 10 %, " +
      "and without the outlier dimensions changed activations hold 20 %, changed columns of down_proj 90 % and " +
      "the scale of the output −10 %.",
  );
});

Deno.test("neuronFindings() tells what the bias of down_proj does, where there is one and it changed, and shares of |d| all the same", () => {
  const biased = { ...INPUTS, instruct: { ...INPUTS.instruct, biased: ["down" as const] } };
  const part = { contribution_sum: 8, fires: 6, writes: 2, rescaled: 0 };
  const beyond = { contribution_sum: 12, fires: 9, writes: 3, rescaled: 0 };
  const said = (of: Partial<LayerNeurons>, inputs: Measured["inputs"] = biased) =>
    texts({ ...WITHOUT_TRIMMED, ...of }, inputs)["neurons-18"] ?? "";
  assert.equal(
    said(part),
    "At layer 18 the contributions of 400 neurons sum to 80 % of |d| of PC1 (their magnitudes to 2.5 |d|), " +
      "and the bias of down_proj adds the rest: the 8 largest (2 % of them) reach half of it. " +
      "Of |d|, changed activations hold 60 % and changed columns of down_proj 20 %.",
  );
  assert.match(
    said(beyond),
    /sum to 120 % of \|d\| of PC1 \(.*\), and the bias of down_proj takes the excess away: .*hold 90 % and .* 30 %\.$/,
  );
  assert.match(said({}), /neurons sum to \|d\| of PC1 \(their magnitudes to 2\.5 \|d\|\): /);
  assert.match(said(part, INPUTS), /neurons sum to \|d\| of PC1 \(/);
});

Deno.test("neuronFindings() names a neuron with its largest part and what it writes nearest, in both variants", () => {
  const found = texts();
  assert.equal(
    found["largest-neurons-18"],
    "At layer 18, 1 neuron holds at least 5 % of |d| of PC1: neuron 7 with 20 %, " +
      "16 % through its activation, which goes from 0.25 to 2, " +
      `writing toward the nearest role, poet (cosine 0.25) and away from the nearest trait, calm (cosine −0.5). ${NEARER}`,
  );
  assert.equal(
    found["largest-neurons-trimmed-18"],
    "At layer 18, 1 neuron holds at least 5 % of |d| of PC1 without the outlier dimensions: neuron 7 with 10 %, " +
      `8 % through its changed column of down_proj, writing toward the nearest role, pirate (cosine 0.75). ${NEARER}`,
  );
});

Deno.test("neuronFindings() names at most three neurons, largest share first, and none that hold less than 5 % or pull back", () => {
  const rows = [neuron(1, -0.5), neuron(2, 0.06), neuron(3, 0.049), neuron(4, 0.3), neuron(5, 0.1)];
  const { "largest-neurons-18": three } = texts({ rows });
  assert.match(
    three ?? "",
    /3 neurons hold at least 5 % of \|d\| of PC1 each: neuron 4 .*; neuron 5 .*; neuron 2 /,
  );
  assert.doesNotMatch(three ?? "", /neuron [13] /);
  const { "largest-neurons-18": four } = texts({ rows: [...rows, neuron(6, 0.2)] });
  assert.match(
    four ?? "",
    /4 neurons hold at least 5 % of \|d\| of PC1 each \(4, 6, 5 and \d+\); the largest are neuron 4 .*; neuron 6 .*; neuron 5 /,
  );
  assert.doesNotMatch(four ?? "", /neuron 2 /);
});

Deno.test("neuronFindings() says where no neuron can be named", () => {
  assert.equal(
    texts({ rows: [neuron(1, 0.049)] })["largest-neurons-18"],
    "At layer 18 no neuron holds 5 % of |d| of PC1, so none is named.",
  );
});

Deno.test("neuronFindings() turns the direction of a neuron that fires negatively", () => {
  const rows = [neuron(7, 0.2, { instruct_activation: -3 })];
  assert.match(
    texts({ rows })["largest-neurons-18"] ?? "",
    /writing, as its activation is negative, away from the nearest role, poet \(cosine −0\.25; of its column 0\.25\) and toward the nearest trait, calm \(cosine 0\.5; of its column −0\.5\)\. By chance/,
  );
  const silent = texts({ rows: [neuron(7, 0.2, { instruct_activation: 0 })] });
  assert.doesNotMatch(silent["largest-neurons-18"] ?? "", /writing/);
});

Deno.test("neuronFindings() says nothing trimmed or rescaled where there is none", () => {
  const found = texts({
    ...WITHOUT_TRIMMED,
    fires: 7,
    rescaled: 0,
    rows: [neuron(7, 0.2, UNTRIMMED_ROW)],
  });
  assert.deepEqual(Object.keys(found), ["neurons-18", "largest-neurons-18"]);
  assert.match(
    found["neurons-18"] ?? "",
    /reach half of it\. Of \|d\|, changed activations hold 70 % and changed columns of down_proj 30 %\.$/,
  );
});

Deno.test("neuronFindings() is silent without causes and at layers without neurons", () => {
  assert.deepEqual(
    neuronFindings({
      causes: null,
      decomposition_info: { 18: INFO },
      inputs: INPUTS,
      options: measured().options,
      within_noise: [],
    }),
    [],
  );
});

Deno.test("neuronFindings() tell that |d| is not rounded where that of the report is", () => {
  assert.match(
    texts({}, INPUTS, "notebook")["neurons-18"] ?? "",
    /neurons sum to \|d\| of PC1 before the notebook's roundings \(/,
  );
});
