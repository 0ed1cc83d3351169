import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { weightDetails } from "../../src/text/weight_details.ts";
import { spectrumSentences } from "../../src/text/weight_spectrum.ts";
import { gathered, sampleWeights } from "../site/sample_weights.ts";

type Changes = Parameters<typeof sampleWeights>[0];

const sentences = (changes: Changes) => spectrumSentences(sampleWeights(changes).rows);

Deno.test("spectrumSentences() names the matrix whose change is gathered most, beside the median and independent elements", () => {
  const changes = {
    gate: [gathered(0.1, 0.2), gathered(0.1, 0.3)],
    up: [gathered(0.4, 0.15), gathered(0.1, 0.55)],
    down: [gathered(0.1, 0.12), gathered(0.1, 0.18)],
    pre_norm: [0.9, 0.8],
  };
  const expected =
    "Eight directions hold at least 55 % of the squared change of up_proj of layer 1, the most gathered, where independent elements of one size would have at most about 10 %; of the median matrix they hold 19 %.";
  deepEqual(sentences(changes), [expected]);
  // A square is shared out otherwise by another shape: beside what is likely, not by itself.
  const wide = { ...gathered(0.1, 0.6), isotropic_top8_share: 0.5 };
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.3)], down: [wide] }),
    [
      "Eight directions hold at least 30 % of the squared change of gate_proj of layer 0, the most gathered, where independent elements of one size would have at most about 10 %; of the median matrix they hold 45 %.",
    ],
  );
  const details = weightDetails(sampleWeights(changes));
  deepEqual(details.filter((sentence) => sentence === expected), [expected]);
});

Deno.test("spectrumSentences() says where no change lies in few directions, and where every one does", () => {
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.09), gathered(0.1, 0.125)] }),
    [
      "No change lies in few directions: eight hold at least 12.5 % of the squared change of gate_proj of layer 1, the most gathered, where independent elements of one size would have at most about 10 %; of the median matrix they hold 10.8 %.",
    ],
  );
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.99995), gathered(0.1, 1)], up: [gathered(0.1, 1), 0] }),
    [
      "The change of every matrix lies in eight directions or fewer, as that of an adapter of a small rank does.",
    ],
  );
  deepEqual(
    sentences({ gate: [gathered(0.1, 1)], up: [0] }),
    ["The change lies in eight directions or fewer, as that of an adapter of a small rank does."],
  );
});

Deno.test("spectrumSentences() tells of one matrix what it has, and nothing where nothing is known or eight are all there are", () => {
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.3)], up: [0] }),
    [
      "Eight directions hold at least 30 % of its square, where independent elements of one size would have at most about 10 %.",
    ],
  );
  deepEqual(sentences({ gate: [0.1], pre_norm: [0.2] }), []);
  deepEqual(sentences({ gate: [{ ...gathered(0.1, 1), isotropic_top8_share: 1 }] }), []);
});
