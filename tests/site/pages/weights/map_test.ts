import { deepStrictEqual as deepEqual, match, ok, strictEqual as equal } from "node:assert/strict";
import { weightMap } from "../../../../src/site/pages/weights/map.ts";
import { otherRow, sampleWeights } from "../../sample_weights.ts";

const changes = { pre_norm: [0.9, 0.9], gate: [0.1, 0.2], down: [0.05, 0.3] };
const others = [
  otherRow(null, "model.embed_tokens", { change: 0.99 }),
  otherRow(0, "input_layernorm", { change: 0.8, isVector: true }),
  otherRow(0, "linear_attn.out_proj", { change: 0.25 }),
  otherRow(1, "self_attn.o_proj", { change: 0.15 }),
];

Deno.test("weightMap() has a row for each matrix of the layers, that of the largest change first", () => {
  const { title, map, reading } = weightMap(sampleWeights(changes, { others }))!;
  equal(title, "Largest change of a matrix: down_proj of layer 1, by 30 %");
  deepEqual(
    map.lines.map(({ cells, values }) => [cells[0]?.text, cells[1]?.text, values]),
    // Percent, nothing where a layer has no such matrix.
    [
      ["down_proj", "30", "5,30"],
      ["linear_attn.out_proj", "25", "25,"],
      ["gate_proj", "20", "10,20"],
      ["self_attn.o_proj", "15", ",15"],
    ],
  );
  deepEqual([map.scale.low, map.scale.high, map.scale.missing], ["0", "30", "none"]);
  match(reading[1]!, /^None is said where a layer has no such matrix /);
  ok(!map.scale.ramp.includes("47 124 200"), "no colour below zero");
});

Deno.test("weightMap() names all layers, or no matrix, where several changed by the same figure", () => {
  const alike = { gate: [0.2, 0.2] };
  const least = [otherRow(0, "self_attn.o_proj", { change: 0.1 })];
  const whole = [0, 1].map((layer) => otherRow(layer, "self_attn.o_proj", { change: 0.1 }));
  const { map, reading } = weightMap(sampleWeights(alike, { others: whole }))!;
  deepEqual([map.scale.missing, reading.length], [null, 2]);
  const titleOf = (of: typeof others) => weightMap(sampleWeights(alike, { others: of }))!.title;
  equal(titleOf(least), "Largest change of a matrix: gate_proj of layers 0-1, by 20 %");
  equal(
    titleOf([otherRow(0, "self_attn.o_proj", { change: 0.2 })]),
    "Largest change of a matrix: by 20 %, of 2 matrices",
  );
});

Deno.test("weightMap() is none where MLPs alone were compared, no other matrix is in a layer, or nothing changed", () => {
  equal(weightMap(sampleWeights(changes)), null);
  equal(weightMap(sampleWeights(changes, { others: others.slice(0, 2) })), null);
  const same = [otherRow(0, "self_attn.o_proj", { change: 0 })];
  equal(weightMap(sampleWeights({ gate: [0, 0] }, { others: same })), null);
});
