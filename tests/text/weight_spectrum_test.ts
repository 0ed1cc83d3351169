import { deepStrictEqual as deepEqual, match } from "node:assert/strict";
import { weightDetails } from "../../src/text/weight_details.ts";
import { spectrumSentences } from "../../src/text/weight_spectrum.ts";
import { gathered, sampleWeights } from "../site/sample_weights.ts";

type Changes = Parameters<typeof sampleWeights>[0];

const sentences = (changes: Changes, others: Parameters<typeof sampleWeights>[1] = {}) =>
  spectrumSentences(sampleWeights(changes, others));

Deno.test("spectrumSentences() names the matrix whose change is gathered most, beside the median and independent elements", () => {
  const changes = {
    gate: [gathered(0.1, 0.2), gathered(0.1, 0.3)],
    up: [gathered(0.4, 0.15), gathered(0.1, 0.55)],
    down: [gathered(0.1, 0.12), gathered(0.1, 0.18)],
    pre_norm: [0.9, 0.8],
  };
  const expected =
    "Eight directions hold at least 55 % of the squared change of up_proj of layer 1, the most concentrated change of an MLP matrix; had its elements changed independently and by one size, it would be about 10 % at most; for the median matrix it is at least 19 %.";
  deepEqual(sentences(changes), [expected]);
  // A square is shared out otherwise by another shape: beside what is likely, not by itself.
  const wide = { ...gathered(0.1, 0.6), isotropic_top8_share: 0.5 };
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.3)], down: [wide] }),
    [
      "Eight directions hold at least 30 % of the squared change of gate_proj of layer 0, the most concentrated change of an MLP matrix; had its elements changed independently and by one size, it would be about 10 % at most; for the median matrix it is at least 45 %.",
    ],
  );
  const details = weightDetails(sampleWeights(changes));
  deepEqual(details.filter((sentence) => sentence === expected), [expected]);
});

Deno.test("spectrumSentences() says where no change is gathered, where every one has a low rank, and which", () => {
  // One direction that stands out is gathered however little the eight hold beside it.
  const spike = { ...gathered(0.1, 0.11), delta_stable_rank: 25 };
  match(sentences({ gate: [spike, gathered(0.1, 0.125)] })[0]!, /^Eight directions hold/);
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.09), gathered(0.1, 0.125)] }),
    [
      "No change of an MLP matrix is much more concentrated than one of independent elements of one size would be: eight directions hold at least 12.5 % of the squared change of gate_proj of layer 1, the most concentrated change of an MLP matrix; had its elements changed independently and by one size, it would be about 10 % at most; for the median matrix it is at least 10.7 %.",
    ],
  );
  const ofRank = (rank: number) => gathered(0.1, 1, rank);
  const tail = ", but for a ten-thousandth of its square, as that of a low-rank adapter has.";
  deepEqual(
    sentences({ gate: [ofRank(4), ofRank(4)], up: [ofRank(4), 0] }),
    [`The change of each of the 3 MLP matrices that changed has rank 4${tail}`],
  );
  deepEqual(
    sentences({ gate: [ofRank(1), ofRank(8)] }),
    [`The change of each of the 2 MLP matrices that changed has rank 1 to 8${tail}`],
  );
  deepEqual(
    sentences({ gate: [ofRank(2)], up: [0] }),
    [`The change of gate_proj of layer 0 has rank 2${tail}`],
  );
  // Of one that is too small, or whose sums are none, nothing is told.
  const small = { ...gathered(0.1, 1, 3), isotropic_top8_share: 1 };
  deepEqual(
    sentences({ gate: [ofRank(2), small], up: [0.3, 0] }),
    [`The change of each of 1 of the 3 MLP matrices that changed has rank 2${tail}`],
  );
  // One that has none is not hidden by the others.
  match(sentences({ gate: [ofRank(2), gathered(0.1, 0.5)] })[0]!, /^Eight directions hold/);
});

Deno.test("spectrumSentences() tells of one matrix what it has, names one direction that holds most, and says nothing where nothing is known or eight are all there are", () => {
  deepEqual(
    sentences({ gate: [gathered(0.1, 0.3)], up: [0] }),
    [
      "Eight directions hold at least 30 % of the squared change of gate_proj of layer 0; had its elements changed independently and by one size, it would be about 10 % at most.",
    ],
  );
  const one = { ...gathered(0.1, 0.999), delta_stable_rank: 1.002 };
  match(
    sentences({ gate: [one] })[0]!,
    /at least 99\.9 % of the squared change of gate_proj of layer 0 and one of them alone 99\.8 %; had/,
  );
  match(
    sentences({
      gate: [{ ...gathered(0.1, 0.9), delta_stable_rank: 1.25 }, gathered(0.1, 0.5)],
    })[0]!,
    /of gate_proj of layer 0, the most concentrated change of an MLP matrix, and one of them alone 80 %; had/,
  );
  // A bound is rounded down: 0.1996 is not "at least 20 %".
  match(sentences({ gate: [gathered(0.1, 0.1996)] })[0]!, /at least 19\.9 % of/);
  const rounded = { ...gathered(0.001, 0.5), rounding_change: 0.0017 };
  match(sentences({ gate: [rounded] })[0]!, / at most; rounding alone may change it so\.$/);
  // 1 - 0.7 is less than twice (0.17 / 0.3)^2, and more than that of a change three times as large.
  const hidden = { ...gathered(0.003, 0.7), rounding_change: 0.0017 };
  const isNamed = (row: typeof hidden, others: Parameters<typeof sampleWeights>[1]) =>
    / at most; what is missing may be rounding to bfloat16, which --weights stored leaves out\.$/
      .test(sentences({ gate: [row] }, others)[0]!);
  const wide = { instruct: { dtypes: ["F32"] } };
  deepEqual([isNamed(hidden, wide), isNamed(hidden, { instruct: { adapter: "lora" } })], [
    true,
    true,
  ]);
  deepEqual([
    isNamed({ ...hidden, relative_change: 0.009 }, wide),
    isNamed(hidden, { ...wide, weights: "stored" }),
    isNamed(hidden, {}), // stored as bfloat16: weights as stored would hold its rounding
  ], [false, false, false]);
  deepEqual(sentences({ gate: [0.1], pre_norm: [0.2] }), []);
  deepEqual(sentences({ gate: [{ ...gathered(0.1, 1), isotropic_top8_share: 1 }] }), []);
});
