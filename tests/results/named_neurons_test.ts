import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { namedNeurons, namedNeuronsAt } from "../../src/results/named_neurons.ts";
import type { NeuronRow } from "../../src/results.ts";

/** A neuron of |d| 10 with its parts; trimmed its share and parts are as given. */
function row(
  neuron: number,
  [fires, writes, rescaled]: [number, number, number],
  trimmed: { share: number; parts: [number, number, number] } | null = null,
): NeuronRow {
  const contribution = fires + writes + rescaled;
  return {
    neuron,
    contribution,
    share: contribution / 10,
    base_activation: 0,
    instruct_activation: 1,
    fires,
    writes,
    rescaled,
    trimmed_contribution: trimmed && 5 * trimmed.share,
    trimmed_share: trimmed && trimmed.share,
    trimmed_fires: trimmed && trimmed.parts[0],
    trimmed_writes: trimmed && trimmed.parts[1],
    trimmed_rescaled: trimmed && trimmed.parts[2],
    nearest: [],
    trimmed_nearest: [],
  };
}

Deno.test("namedNeurons() names those of 5 % and more, largest first, the lower number first on a tie, each by its largest part", () => {
  const rows = [
    row(9, [0, 0.5, 0]), // 5 %
    row(4, [0.5, 0, -0.01]), // 4.9 %
    row(3, [-2, -1, 0]), // pulls back
    row(8, [0.5, 0.5, 1]), // 20 %
    row(2, [1, 1, 0]), // 20 %
  ];
  deepEqual(namedNeurons([{ layer: 7, rows }]), [{
    layer: 7,
    variant: "raw",
    neurons: [
      { neuron: 2, through: "fires" },
      { neuron: 8, through: "rescaled" },
      { neuron: 9, through: "writes" },
    ],
  }]);
});

Deno.test("namedNeurons() decides without the outlier dimensions for itself, and says nothing where they are not known", () => {
  const rows = [
    row(1, [3, 0, 0], { share: 0.04, parts: [0.2, 0, 0] }),
    row(2, [0.1, 0, 0], { share: 0.6, parts: [1, 2, 0] }),
  ];
  const found = namedNeurons([{ layer: 7, rows }, { layer: 8, rows: [row(1, [0.4, 0, 0])] }]);
  const at = (layer: number, variant: "raw" | "trimmed") =>
    namedNeuronsAt({ named_neurons: found }, layer, variant)?.map(({ neuron }) => neuron);
  deepEqual([at(7, "raw"), at(7, "trimmed")], [[1], [2]]);
  deepEqual([at(8, "raw"), at(8, "trimmed")], [[], undefined]);
});
