import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { besideSentences, mlpShare } from "../../src/text/weight_beside.ts";
import { weightDetails } from "../../src/text/weight_details.ts";
import { otherRow, sampleWeights } from "../site/sample_weights.ts";

const sentences = (
  others: Parameters<typeof sampleWeights>[1],
  changes: Parameters<typeof sampleWeights>[0] = { gate: [0.3, 0.3] },
) => besideSentences(sampleWeights(changes, others));

Deno.test("besideSentences() tells the MLPs' part of what changed and of the weights, and what changed most of the rest", () => {
  const others = [
    otherRow(0, "input_layernorm", {
      change: 0.9,
      n_elements: 10,
      base_norm: 1,
      delta_norm: 0.9,
      isVector: true,
    }),
    otherRow(0, "self_attn.q_proj", { change: 0.4 }),
    otherRow(1, "self_attn.q_proj", { change: 0.1 }),
  ];
  // Squared: 9 + 9 of the MLPs, 0.81 + 16 + 1 of the rest; 2000 elements and 1010.
  deepEqual(sentences({ others }), [
    "MLPs and their norms hold 50.3 % of the squared change of all tensors compared, and 66.4 % of their elements.",
    "Of matrices beside the MLPs self_attn.q_proj of layer 0 changed most, by 40 % of its length.",
  ]);
  deepEqual(mlpShare(sampleWeights({ gate: [0.3, 0.3] }).rows, others), {
    ofChange: 18 / (18 + 0.9 ** 2 + 16 + 1),
    ofElements: 2000 / 3010,
  });
  const details = weightDetails(sampleWeights({ gate: [0.3, 0.3] }, { others }));
  deepEqual(details.filter((it) => it.startsWith("MLPs and their norms hold")).length, 1);
});

Deno.test("besideSentences() names all layers of equals, and vectors where no matrix changed", () => {
  const alike = [0, 1].map((layer) => otherRow(layer, "self_attn.v_proj", { change: 0.2 }));
  deepEqual(
    sentences({ others: alike }).at(-1),
    "Of matrices beside the MLPs self_attn.v_proj of layers 0-1 changed most, by 20 % of its length each.",
  );
  const norm = otherRow(1, "input_layernorm", { change: 0.2, isVector: true });
  deepEqual(
    sentences({ others: [norm, otherRow(1, "self_attn.v_proj", { change: 0 })] }).at(-1),
    "Of tensors beside the MLPs input_layernorm of layer 1 changed most, by 20 % of its length.",
  );
});

Deno.test("besideSentences() names what is in no layer without one", () => {
  const head = otherRow(null, "lm_head", { change: 0.3 });
  const end = "changed most, by 30 % of";
  deepEqual(
    sentences({ others: [head, otherRow(1, "self_attn.v_proj", { change: 0.2 })] }).at(-1),
    `Of matrices beside the MLPs lm_head ${end} its length.`,
  );
  const embeddings = otherRow(null, "model.embed_tokens", { change: 0.3 });
  deepEqual(
    sentences({ others: [head, embeddings] }).at(-1),
    `Of matrices beside the MLPs lm_head and model.embed_tokens ${end} their length each.`,
  );
  deepEqual(
    sentences({ others: [..."abcdefg"].map((name) => ({ ...head, tensor: name })) }).at(-1),
    `Of matrices beside the MLPs a, b, c, d, e and 2 more ${end} their length each.`,
  );
});

Deno.test("besideSentences() tells by itself what changed most in no layer, unless it did of all", () => {
  const layer = otherRow(1, "self_attn.v_proj", { change: 0.2 });
  const norm = otherRow(null, "model.norm", { change: 0.15, isVector: true });
  const embeddings = (change: number) => otherRow(null, "model.embed_tokens", { change });
  const end = "changed most, by 20 % of its length.";
  deepEqual(sentences({ others: [embeddings(0.1), norm, layer] }).slice(1), [
    `Of matrices beside the MLPs self_attn.v_proj of layer 1 ${end}`,
    "Of matrices in no layer model.embed_tokens changed most, by 10 % of its length.",
  ]);
  deepEqual(
    sentences({ others: [embeddings(0), norm, layer] }).at(-1),
    "Of tensors in no layer model.norm changed most, by 15 % of its length.",
  );
  deepEqual(
    sentences({ others: [embeddings(0), layer] }).at(-1),
    "What is in no layer did not change.",
  );
  const grown = otherRow(null, "score", { change: 0, relative_change: null, delta_norm: 3 });
  deepEqual(sentences({ others: [grown, layer] }).length, 2);
});

Deno.test("besideSentences() says where nothing else changed, or the rest alone, and nothing where only MLPs were compared", () => {
  const same = [otherRow(0, "self_attn.v_proj", { change: 0 })];
  deepEqual(sentences({ others: null }), []);
  deepEqual(sentences({ others: same }), [
    "Of all tensors compared none but those of MLPs changed.",
  ]);
  deepEqual(sentences({ others: same }, { gate: [0] }), [
    "No other tensor that was compared differs either.",
  ]);
  const comparison = sampleWeights({ gate: [0] }, {
    others: [otherRow(0, "self_attn.v_proj", { change: 0.2 })],
  });
  const expected = [
    "MLPs and their norms hold 0 % of the squared change of all tensors compared, and 66.7 % of their elements.",
    "Of matrices beside the MLPs self_attn.v_proj of layer 0 changed most, by 20 % of its length.",
  ];
  deepEqual(besideSentences(comparison), expected);
  deepEqual(weightDetails(comparison), expected);
});

Deno.test("besideSentences() tells of what is all zeros in the base by its part of the change alone", () => {
  const grown = otherRow(0, "self_attn.q_proj.bias", {
    change: 0,
    ...{ relative_change: null, base_norm: 0, delta_norm: 3, isVector: true },
  });
  deepEqual(sentences({ others: [grown] }, { gate: [0.4] }), [
    "MLPs and their norms hold 64 % of the squared change of all tensors compared, and 66.7 % of their elements.",
  ]);
});

Deno.test("besideSentences() says of no part that it is all where the rest changed too, however little", () => {
  const little = otherRow(0, "self_attn.q_proj", { change: 1e-5 });
  deepEqual(
    sentences({ others: [little] })[0],
    "MLPs and their norms hold more than 99.9 % of the squared change of all tensors compared, and 80 % of their elements.",
  );
  // So little that the sum is that of the MLPs to the last bit, and of what is all zeros in the base.
  const least = otherRow(0, "self_attn.q_proj.bias", {
    change: 0,
    ...{ relative_change: null, base_norm: 0, delta_norm: 1e-12, isVector: true },
  });
  deepEqual(sentences({ others: [least] }), [
    "MLPs and their norms hold more than 99.9 % of the squared change of all tensors compared, and 80 % of their elements.",
  ]);
});

Deno.test("besideSentences() names all tensors that changed most alike", () => {
  const others = ["self_attn.k_proj", "self_attn.q_proj"].map((name) =>
    otherRow(0, name, { change: 1 })
  );
  deepEqual(
    sentences({ others }).at(-1),
    "Of matrices beside the MLPs self_attn.k_proj and self_attn.q_proj changed most, by 100 % of their length each.",
  );
});

Deno.test("besideSentences() says where rounding alone may make the largest change of the rest", () => {
  const rounded = otherRow(0, "self_attn.q_proj", { change: 0.0017, rounding_change: 0.0017 });
  deepEqual(
    sentences({ others: [rounded] }).at(-1),
    "Of matrices beside the MLPs self_attn.q_proj of layer 0 changed most, by 0.17 % of its length; rounding alone may change it so.",
  );
});
