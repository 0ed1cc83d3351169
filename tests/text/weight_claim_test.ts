import {
  deepStrictEqual as deepEqual,
  doesNotMatch,
  match,
  strictEqual as equal,
} from "node:assert/strict";
import { weightClaim } from "../../src/text/weight_claim.ts";
import { weightDetails } from "../../src/text/weight_details.ts";
import { sampleWeights } from "../site/sample_weights.ts";

Deno.test("weightClaim() names the matrix that changed most, beside its median layer", () => {
  equal(
    weightClaim(sampleWeights()),
    "Of 3 layers, up_proj of layer 1 changed most, by 40 % of its length, 2 times as much as up_proj at the median layer (20 %).",
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
    "Of 3 layers, gate_proj of layer 1 changed most, by 21 % of its length, hardly more than gate_proj at the median layer (20 %).",
  );
  equal(
    weightClaim(sampleWeights({ gate: [0, 0.21, 0] })),
    "Of 3 layers, gate_proj of layer 1 changed most, by 21 % of its length; at 2 of 3 layers gate_proj did not change at all.",
  );
});

Deno.test("weightClaim() says first that nothing differs, that no matrix does, or that rounding alone does as much", () => {
  const same = { gate: [0, 0], up: [0, 0], down: [0, 0] };
  equal(
    weightClaim(sampleWeights(same)),
    "No difference: every MLP tensor of the 2 layers is the same in both checkpoints.",
  );
  const wide = { base: { dtypes: ["F32"] } };
  equal(
    weightClaim(sampleWeights(same, { ...wide, n_layers: 9 })),
    "No difference: every MLP tensor of layers 0-1 is the same in both checkpoints, each rounded to bfloat16 (--weights stored compares them as they are stored).",
  );
  equal(
    weightClaim(sampleWeights(same, { ...wide, weights: "stored" })),
    "No difference: every MLP tensor of the 2 layers is the same in both checkpoints.",
  );
  equal(
    weightClaim(sampleWeights({ ...same, post_norm: [0.01, 0.02] })),
    "No matrix of the 2 layers changed; of the other tensors the norm after the MLP of layer 1 changed most, by 2 % of its length.",
  );
  const within = (relative_change: number) => ({ relative_change, rounding_change: 0.0017 });
  equal(
    weightClaim(sampleWeights({ gate: [within(0.001), within(0.0012)] })),
    "No matrix of the 2 layers changed by more than rounding alone does: gate_proj of layer 1 changed most, by 0.12 % of its length, and rounding it to bfloat16 changes it by 0.17 %.",
  );
  match(
    weightClaim(sampleWeights({ gate: [within(0.001), within(0.0018)] })),
    /^Of 2 layers, gate_proj of layer 1/,
  );
  match(weightClaim(sampleWeights({ gate: [0.001, 0.0012] })), /^Of 2 layers/);
});

Deno.test("weightClaim() has no percentage of what was all zeros", () => {
  const zero = { relative_change: null, base_norm: 0, delta_norm: 3, changed_share: 1 };
  equal(
    weightClaim(sampleWeights({ gate: [zero], up: [0], down: [0] })),
    "gate_proj of layer 0 is all zeros in the base and not in the other checkpoint: no percentage tells that change.",
  );
  const grown = sampleWeights({ gate: [zero, 0.1], up: [0.1, 0.2] });
  match(weightClaim(grown), /^Of 2 layers, up_proj of layer 1 changed most/);
  match(weightDetails(grown).join(" "), /gate_proj of layer 0 is all zeros in the base and not/);
});

Deno.test("weightDetails() tells elements, length and angle, the other matrices and tensors, and rounding", () => {
  deepEqual(weightDetails(sampleWeights()), [
    "50 % of the elements of up_proj of layer 1 differ; it is 7.7 % longer than in the base and, as one long vector, turned by 21.8 degrees.",
    "Of the other matrices gate_proj changed by 20 % at most (layer 1) and down_proj changed by 10 % at most (layer 1).",
    "up_proj of layer 1 stands out most from the two layers beside it: it changed by 40 %, they by 20 % at most.",
    "The norm before the MLP changed by 3 % at most (layer 2) and the norm after the MLP did not change.",
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
    "Of the other matrices up_proj did not change and down_proj changed by 1 % at most (layer 0).",
    "1 of 2 matrices stored wider than bfloat16 changed by more than rounding to bfloat16 alone does.",
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
