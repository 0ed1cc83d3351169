import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  strictEqual as equal,
} from "node:assert/strict";
import { weightClaim } from "../../src/text/weight_claim.ts";
import { weightDetails } from "../../src/text/weight_details.ts";
import { sampleWeights } from "../site/sample_weights.ts";

Deno.test("weightClaim() names the matrix that changed most, beside its median over the layers", () => {
  equal(
    weightClaim(sampleWeights()),
    "Of the MLPs of 3 layers, up_proj of layer 1 changed most, by 40 % of its length, 2 times as much as the median of up_proj over the layers (20 %).",
  );
  // Of norms nothing is claimed where a matrix changed.
  match(
    weightClaim(sampleWeights({ pre_norm: [0.9], gate: [0.1] })),
    /^gate_proj of layer 0 changed by 10 %/,
  );
});

Deno.test("weightClaim() makes no peak of layers that changed alike, or of the only one that changed", () => {
  equal(
    weightClaim(sampleWeights({ gate: [0.2, 0.21, 0.2] })),
    "Of the MLPs of 3 layers, gate_proj of layer 1 changed most, by 21 % of its length, hardly more than the median of gate_proj over the layers (20 %).",
  );
  equal(
    weightClaim(sampleWeights({ gate: [0, 0.21, 0] })),
    "Of the MLPs of 3 layers, gate_proj of layer 1 changed most, by 21 % of its length; at 2 of 3 layers gate_proj did not change at all.",
  );
});

Deno.test("weightClaim() says first that nothing differs, that no matrix does, or that rounding alone does as much", () => {
  const same = { gate: [0, 0], up: [0, 0], down: [0, 0] };
  equal(
    weightClaim(sampleWeights(same)),
    "No difference in the MLPs: every MLP tensor of the 2 layers is the same in both checkpoints.",
  );
  const wide = { base: { dtypes: ["F32"] } };
  equal(
    weightClaim(sampleWeights(same, { ...wide, n_layers: 9 })),
    "No difference in the MLPs: every MLP tensor of layers 0-1 is the same in both checkpoints, each rounded to bfloat16 (--weights stored compares them as they are stored).",
  );
  equal(
    weightClaim(sampleWeights(same, { ...wide, weights: "stored" })),
    "No difference in the MLPs: every MLP tensor of the 2 layers is the same in both checkpoints.",
  );
  equal(
    weightClaim(sampleWeights({ ...same, post_norm: [0.01, 0.02] })),
    "No MLP matrix of the 2 layers changed; of the other MLP tensors the norm after the MLP of layer 1 changed most, by 2 % of its length.",
  );
  const within = (relative_change: number) => ({ relative_change, rounding_change: 0.0017 });
  equal(
    weightClaim(sampleWeights({ gate: [within(0.001), within(0.0012)] })),
    "No MLP matrix of the 2 layers changed by more than rounding alone does: gate_proj of layer 1 changed most, by 0.12 % of its length, and rounding it to bfloat16 changes it by 0.17 %.",
  );
  match(
    weightClaim(sampleWeights({ gate: [within(0.001), within(0.0018)] })),
    /^Of the MLPs of 2 layers, gate_proj of layer 1/,
  );
  match(weightClaim(sampleWeights({ gate: [0.001, 0.0012] })), /^Of the MLPs of 2 layers/);
});

Deno.test("weightClaim() has no percentage of what was all zeros", () => {
  const zero = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
  equal(
    weightClaim(sampleWeights({ gate: [zero], up: [0], down: [0] })),
    "gate_proj of layer 0 is all zeros in the base and not in the other checkpoint: no percentage tells that change. No other MLP matrix changed.",
  );
  const grown = sampleWeights({ gate: [zero, 0.1], up: [0.1, 0.2] });
  match(weightClaim(grown), /^Of the MLPs of 2 layers, up_proj of layer 1 changed most/);
  match(weightDetails(grown).join(" "), /gate_proj of layer 0 is all zeros in the base and not/);
});

Deno.test("weightClaim() names all layers that changed alike, and the other one where there are but two", () => {
  equal(
    weightClaim(sampleWeights({ gate: [1, 1, 1.0001], up: [0, 0.5, 1] })),
    "At each of 3 layers gate_proj changed by 100 % of its length, and no MLP matrix by more.",
  );
  equal(
    weightClaim(sampleWeights({ gate: [1, 0.2, 1, 0.2, 0.2] })),
    "Of the MLPs of 5 layers, gate_proj of layers 0,2 changed most, by 100 % of its length each, 5 times as much as the median of gate_proj over the layers (20 %).",
  );
  equal(
    weightClaim(sampleWeights({ gate: [1, 1, 1, 0.9, 0.8] })),
    "Of the MLPs of 5 layers, gate_proj of layers 0-2 changed most, by 100 % of its length each.",
  );
  equal(
    weightClaim(sampleWeights({ gate: [0, 0], pre_norm: [0.3, 0.3] })),
    "No MLP matrix of the 2 layers changed; of the other MLP tensors the norm before the MLP of layers 0-1 changed most, by 30 % of its length each.",
  );
  equal(
    weightClaim(sampleWeights({ down: [0.5, 0.25] })),
    "Of the MLPs of 2 layers, down_proj of layer 0 changed most, by 50 % of its length, 2 times as much as down_proj of layer 1 (25 %).",
  );
  equal(
    weightClaim(sampleWeights({ gate: [0.1], down: [0.5] })),
    "Of the MLP of one layer, down_proj of layer 0 changed most, by 50 % of its length.",
  );
  // Their mean is the change of no layer.
  match(
    weightClaim(sampleWeights({ down: [0.5, 0] })),
    /by 50 % of its length; at 1 of 2 layers down_proj did not change at all\.$/,
  );
  match(
    weightClaim(sampleWeights({ down: [0.5, 0, 0.3, 0] })),
    /; at 2 of 4 layers down_proj did not change at all\.$/,
  );
  const zero = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
  // What no percentage tells counts in no median.
  match(
    weightClaim(sampleWeights({ down: [zero, 0.5, 0.25, zero] })),
    /2 times as much as down_proj of layer 2 \(25 %\)\.$/,
  );
});

Deno.test("weightClaim() tells a change beyond all measure in three digits too", () => {
  for (
    const [change, text] of [[1e30, "1.00e+32"], [99996249, "9999624900"], [
      3e-9,
      "3.0e-7",
    ]] as const
  ) {
    match(
      weightClaim(sampleWeights({ gate: [change] })),
      new RegExp(`changed by ${RegExp.escape(text)} % of its length`),
    );
  }
});

Deno.test("weightClaim() calls rounding what rounding alone does, beside matrices that did not change, on either side, and beside zeros", () => {
  const within = { relative_change: 0.001, rounding_change: 0.0017 };
  const zero = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
  const alone = (claim: string) =>
    match(
      claim,
      /^No MLP matrix of the 2 layers changed by more than rounding alone does: gate_proj /,
    );
  // Stored as bfloat16 in both: nothing is known of their rounding, and nothing is to be explained.
  alone(weightClaim(sampleWeights({ gate: [within, within], up: [0, 0] })));
  // bf16(W) of length 0.998 beside a W of length 1: the same change is a larger part of it.
  const rounded = { relative_change: 0.00170001, rounding_change: 0.0017 };
  alone(weightClaim(sampleWeights({ gate: [rounded, rounded] })));
  const grown = { ...zero, rounding_change: 0.0017 };
  match(
    weightClaim(sampleWeights({ gate: [within, grown] })),
    /^No MLP matrix of the 2 layers changed by more than rounding alone does, but for what was all zeros in the base: gate_proj of layer 0 changed most, /,
  );
});

Deno.test("weightDetails() tells what happened to the others where no matrix changed, and to what was all zeros", () => {
  const zero = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
  const same = { gate: [0, 0], up: [0, 0], down: [0, 0] };
  deepEqual(weightDetails(sampleWeights(same)), []);
  deepEqual(weightDetails(sampleWeights({ ...same, pre_norm: [0.1, 0.2], up_bias: [0, 0.3] })), [
    "The norm before the MLP changed by at most 20 % (layer 1) and the bias of up_proj changed by at most 30 % (layer 1).",
  ]);
  const biases = sampleWeights({ ...same, up_bias: [zero, zero] });
  equal(
    weightClaim(biases),
    "No MLP matrix of the 2 layers changed; of the other MLP tensors some did that are all zeros in the base.",
  );
  deepEqual(weightDetails(biases), [
    "The bias of up_proj changed only where it is all zeros in the base.",
    "The bias of up_proj of layers 0-1 are all zeros in the base and not in the other checkpoint: no percentage tells that change.",
  ]);
  const matrices = weightDetails(sampleWeights({ ...same, gate: [0.5, 0], up: [zero, 0] }));
  match(
    matrices[1]!,
    /^Among the other MLP matrices, up_proj changed only where it is all zeros in/,
  );
});

Deno.test("weightDetails() calls all zeros what is all zeros, and nothing else", () => {
  const first = (instruct_norm: number) =>
    weightDetails(
      sampleWeights({ gate: [{ relative_change: 1, instruct_norm, delta_angular: null }] }),
    )[0];
  equal(
    first(0),
    "50 % of the elements of gate_proj of layer 0 differ; it is all zeros in the other checkpoint.",
  );
  equal(
    first(1e-9),
    "50 % of the elements of gate_proj of layer 0 differ; it is more than 99.9 % shorter than in the base.",
  );
  const wide = { relative_change: 0.1, rounding_change: 0.0017 };
  match(
    weightDetails(sampleWeights({ gate: [wide, wide], up: [0, 0.01] })).at(-1)!,
    /^Every MLP matrix stored wider than bfloat16 changed by more than rounding to bfloat16 alone does\./,
  );
});

Deno.test("weightDetails() tells elements, length and angle, the other matrices and tensors, and rounding", () => {
  deepEqual(weightDetails(sampleWeights()), [
    "50 % of the elements of up_proj of layer 1 differ; it is 7.7 % longer than in the base and, as one long vector, turned by 21.8 degrees.",
    "Among the other MLP matrices, gate_proj changed by at most 20 % (layer 1) and down_proj changed by at most 10 % (layer 1).",
    "up_proj of layer 1 stands out most from the two layers beside it: it changed by 40 %, they by 20 % at most.",
    "The norm before the MLP changed by at most 3 % (layer 2) and the norm after the MLP did not change.",
  ]);
  const [first, ...others] = weightDetails(
    sampleWeights({
      gate: [
        { relative_change: 1, delta_angular: 0, instruct_norm: 20, changed_share: 0.9999 },
        { relative_change: 0.001, rounding_change: 0.0017 },
      ],
      up: [0, 0],
      down: [{ relative_change: 0.01, rounding_change: 0.0017 }, 0],
    }),
  );
  equal(
    first,
    "More than 99.9 % of the elements of gate_proj of layer 0 differ; it is 100 % longer than in the base and did not turn.",
  );
  deepEqual(others, [
    "Among the other MLP matrices, up_proj did not change and down_proj changed by at most 1 % (layer 0).",
    "1 of 2 MLP matrices stored wider than bfloat16 changed by more than rounding to bfloat16 alone does.",
  ]);
});

Deno.test("weightDetails() finds the layer that stands out where the change grows from layer to layer", () => {
  const grows = [0.1, 0.2, 0.3, 0.4, 0.5];
  const details = (changes: Parameters<typeof sampleWeights>[0]) =>
    weightDetails(sampleWeights(changes)).join(" ");
  match(
    details({ gate: grows, down: [0.1, 0.35, 0.3, 0.4, 0.5] }),
    /down_proj of layer 1 stands out most from the two layers beside it: it changed by 35 %, they by 30 % at most\./,
  );
  doesNotMatch(details({ gate: grows, down: [0.1, 0.32, 0.3, 0.4, 0.5] }), /stands out/);
  // An end has one neighbour alone.
  doesNotMatch(details({ gate: [0.9, 0.1, 0.1] }), /stands out/);
});

Deno.test("weightDetails() says what rounding does by itself where both are bfloat16 and the change is small", () => {
  const said = (changes: Parameters<typeof sampleWeights>[0]) =>
    weightDetails(sampleWeights(changes)).filter((sentence) => sentence.includes("by itself"));
  deepEqual(said({ gate: [0.002, 0.004] }), [
    "Both checkpoints are stored as bfloat16, and rounding to that changes a matrix by about 0.17 % by itself, and two that were rounded apart by 0.24 %: how much of these changes it is cannot be told.",
  ]);
  deepEqual(said({ gate: [0.002, 0.04] }), []);
  deepEqual(said({ gate: [{ relative_change: 0.002, rounding_change: 0.001 }] }), []);
});
