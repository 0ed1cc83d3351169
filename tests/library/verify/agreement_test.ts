import { deepStrictEqual as deepEqual, ok, strictEqual as equal } from "node:assert/strict";
import { agreement } from "../../../src/library/verify/agreement.ts";
import { layerNumbers } from "../../../src/results/layer_numbers.ts";
import type { Results } from "../../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

const LAYER = THREE_LAYERS[0]!;

/** Sample results with the main table changed at PC1 of the first layer. */
function changed(by: Partial<Results["mlp"][number]>): Results {
  const results = sampleResults({ layers: THREE_LAYERS });
  const mlp = results.mlp.map((row) =>
    row.layer === LAYER && row.input_vector === "PC1" ? { ...row, ...by } : row
  );
  return { ...results, mlp };
}

const file = changed({});
const pc1 = file.mlp.find((row) => row.layer === LAYER && row.input_vector === "PC1")!;
/** The largest |y| / |d| of the layer, and the largest of each column. */
const rows = file.mlp.filter(({ layer }) => layer === LAYER);
const ratio = Math.max(
  ...rows.map((row) => Math.max(row.base_output_norm, row.instruct_output_norm) / row.delta_norm),
);
const largestOf = (column: "base_output_norm" | "delta_norm") =>
  Math.max(...rows.map((row) => row[column]));

function compare(again: Results, layers: readonly number[] = [LAYER]) {
  return agreement({ file, again }, layers);
}

Deno.test("agreement() of the same results is exact", () => {
  const { nNumbers, largest, first } = compare(changed({}));
  ok(nNumbers > 50);
  deepEqual([largest, first], [0, null]);
});

Deno.test("agreement() allows lengths of outputs twice 2e-5, as two engines may be off to either side", () => {
  const allowed = 4e-5 * largestOf("base_output_norm");
  const by = (share: number) =>
    compare(changed({ base_output_norm: pc1.base_output_norm + share * allowed }));
  equal(by(0.99).first, null);
  ok(by(0.99).largest > 3.9e-5 && by(0.99).largest < 4e-5);
  const { first } = by(1.01);
  equal(first?.column, "mlp.base_output_norm");
  equal(first?.row, "PC1");
  equal(first?.layer, LAYER);
  equal(first?.inFile, pc1.base_output_norm);
});

Deno.test("agreement() allows the change twice 2e-4 |d| + 2e-6 |y|", () => {
  const allowed = 2 * (2e-4 + 2e-6 * ratio) * largestOf("delta_norm");
  const by = (share: number) =>
    compare(changed({ delta_norm: pc1.delta_norm + share * allowed })).first?.column;
  equal(by(0.99), undefined);
  equal(by(-1.01), "mlp.delta_norm");
});

Deno.test("agreement() leaves out what depends on layers that are not compared, unless all are", () => {
  const again = changed({ pfw_persona: 0.123 });
  equal(compare(again).first, null);
  equal(compare(again, THREE_LAYERS).first?.column, "mlp.pfw_persona");
});

Deno.test("agreement() looks at the layers that it is told of alone", () => {
  const again = changed({ base_output_norm: 0 });
  equal(compare(again, THREE_LAYERS.slice(1)).first, null);
});

Deno.test("agreement() of all layers sees a share of variance, also of components of a layer that is not analysed", () => {
  const withShare = (share: number) => ({
    ...file,
    pcs: file.pcs.map((pc) => ({ ...pc, layer: 99, variance_explained: share })),
  });
  const [file99, again] = [withShare(0.9), withShare(0.2)];
  const { first } = agreement({ file: file99, again }, THREE_LAYERS);
  deepEqual([first?.column, first?.layer, first?.inFile], ["pcs.variance_explained", 99, 0.9]);
  equal(agreement({ file: file99, again }, THREE_LAYERS.slice(1)).first, null);
});

Deno.test("agreement() sees what is only on one side, and what became unknown", () => {
  const gone = { ...file, mlp: file.mlp.filter((row) => row !== pc1) };
  deepEqual(
    [gone, changed({ noise_floor: 7 })].map((again) => {
      const { first } = compare(again);
      return [first?.inFile ?? null, first?.again];
    }),
    [[pc1.base_output_norm, undefined], [pc1.noise_floor, 7]],
  );
});

/** Numbers with the names of their rows in words. */
function placed(parts: Readonly<Record<string, unknown>>, layers: readonly number[] | null) {
  return [...layerNumbers(parts, layers).values()].map(({ names, ...number }) => {
    equal(names.join(" "), number.row);
    return number;
  });
}

Deno.test("layerNumbers() knows rows by what they are of, wherever they stand, and numbers of lists by their place", () => {
  const parts = {
    decompositions: {
      3: [{ name: "poet", kind: "role", input_vector: "PC1", cosine: 0.5 }],
      4: [{ name: "poet", kind: "role", input_vector: "PC1", cosine: null }],
    },
    roles_by_layer: { layers: [{ layer: 3, inputs: [{ input_vector: "PC2", cosines: [1, 2] }] }] },
  };
  deepEqual(placed(parts, [3, 4]), [
    {
      layer: 3,
      column: "decompositions.cosine",
      row: "poet role PC1",
      value: 0.5,
    },
    {
      layer: 4,
      column: "decompositions.cosine",
      row: "poet role PC1",
      value: null,
    },
    {
      layer: 3,
      column: "roles_by_layer.layers.inputs.cosines",
      row: "PC2 0",
      value: 1,
    },
    {
      layer: 3,
      column: "roles_by_layer.layers.inputs.cosines",
      row: "PC2 1",
      value: 2,
    },
  ]);
});

Deno.test("layerNumbers() tells what is of any layer or none where all is asked for: places of matrices, words, and rows of names", () => {
  const parts = {
    same_direction: { cosines: [[1, 2], [3, 4]] },
    roles_by_layer: { vectors: [{ kind: "role", name: "poet" }, { kind: "trait", name: "calm" }] },
    verdict: { layer: 3, answer: "no", is_judged: true },
    pcs: [{ name: "PC1", layer: 22, variance_explained: 0.2 }],
  };
  deepEqual(layerNumbers(parts, [4]).size, 0);
  deepEqual(placed(parts, null), [
    { layer: null, column: "same_direction.cosines", row: "0 0", value: 1 },
    { layer: null, column: "same_direction.cosines", row: "0 1", value: 2 },
    { layer: null, column: "same_direction.cosines", row: "1 0", value: 3 },
    { layer: null, column: "same_direction.cosines", row: "1 1", value: 4 },
    {
      layer: null,
      column: "roles_by_layer.vectors",
      row: "role poet",
      value: 0,
    },
    {
      layer: null,
      column: "roles_by_layer.vectors",
      row: "trait calm",
      value: 1,
    },
    { layer: 3, column: "verdict.answer", row: "", value: "no" },
    { layer: 3, column: "verdict.is_judged", row: "", value: true },
    { layer: 22, column: "pcs.variance_explained", row: "PC1", value: 0.2 },
  ]);
});

Deno.test("agreement() compares nothing of a part that the file has not, as files of earlier versions", () => {
  const earlier = { ...file, roles_by_layer: null, same_direction: null };
  const { first } = agreement({ file: earlier, again: file }, THREE_LAYERS);
  equal(first, null);
  equal(agreement({ file, again: earlier }, THREE_LAYERS).first?.again, undefined);
  ok(agreement({ file, again: earlier }, THREE_LAYERS).first !== null);
});

Deno.test("agreement() of all layers sees what the file says of its inputs otherwise, names apart", () => {
  const told = (changes: Partial<Results["inputs"]["base"]>) => ({
    ...file,
    inputs: { ...file.inputs, base: { ...file.inputs.base, ...changes } },
  });
  const first = (changes: Partial<Results["inputs"]["base"]>, layers = THREE_LAYERS) =>
    agreement({ file: told(changes), again: file }, layers).first;
  const eps = first({ eps: 0.01 });
  deepEqual([eps?.column, eps?.inFile, eps?.again], [
    "inputs.base.eps",
    0.01,
    file.inputs.base.eps,
  ]);
  equal(first({ hidden_size: 4096 })?.column, "inputs.base.hidden_size");
  equal(first({ dtypes: ["F16"] })?.column, "inputs.base.dtypes");
  equal(first({ name: "another", fingerprint: null }), null);
  equal(first({ eps: 0.01 }, THREE_LAYERS.slice(1)), null);
});

Deno.test("agreement() names the parts that were computed and that the file has nothing of", () => {
  const cut = { ...file, evidence: null, causes: null };
  deepEqual(agreement({ file: cut, again: file }, THREE_LAYERS).absent, ["evidence", "causes"]);
  deepEqual(agreement({ file, again: file }, THREE_LAYERS).absent, []);
});

/** The sample with rows of one more tensor in its table of weights, as a later version measures it. */
const later: Results = {
  ...file,
  causes: {
    ...file.causes!,
    weight_change: [
      ...file.causes!.weight_change,
      ...file.causes!.weight_change.filter(({ weight }) => weight === "up")
        .map((row) => ({ ...row, weight: "down" as const })),
    ].filter((row, ix, all) =>
      all.findIndex((it) => it.layer === row.layer && it.weight === row.weight) === ix
    ),
  },
};

/** `later` without some rows, as the code `code` wrote it, against `later`. */
function without(
  isGone: (row: NonNullable<Results["causes"]>["weight_change"][number]) => boolean,
  code: string | null,
) {
  const causes = {
    ...later.causes!,
    weight_change: later.causes!.weight_change.filter((row) => !isGone(row)),
  };
  return agreement({
    file: { ...later, causes, run: { ...later.run, code } },
    again: { ...later, run: { ...later.run, code: "0.1.0, now" } },
  }, THREE_LAYERS);
}

Deno.test("agreement() passes rows that the code of the file did not measure, and tells them", () => {
  const nDown = later.causes!.weight_change.filter(({ weight }) => weight === "down");
  const nNumbers =
    nDown.flatMap(({ isotropic_change, pc1_change, pc1_gain }) =>
      [isotropic_change, pc1_change, pc1_gain].filter((it) => it !== null)
    ).length;
  ok(nNumbers > 0);
  for (const code of [null, "0.1.0, then"]) {
    const { first, beside } = without(({ weight }) => weight === "down", code);
    equal(first, null);
    equal(beside.filter(({ value }) => value !== null).length, nNumbers);
    deepEqual(new Set(beside.map(({ names }) => names.join())), new Set(["down"]));
  }
});

Deno.test("agreement() finds out rows that the same code would have written, and one that is gone among its fellows", () => {
  const all = without(({ weight }) => weight === "down", "0.1.0, now");
  equal(all.first?.column, "causes.weight_change.isotropic_change");
  equal(all.first?.row, "down");
  equal(all.first?.inFile, undefined);
  const one = without(
    ({ layer, weight }) => layer === LAYER && weight === "down",
    "0.1.0, then",
  );
  deepEqual([one.first?.layer, one.first?.row], [LAYER, "down"]);
  // What is measured of a layer is measured of all that were asked for.
  const layer = without((row) => row.layer === LAYER, null);
  deepEqual([layer.first?.layer, layer.beside], [LAYER, []]);
});

Deno.test("agreement() passes a column that an earlier file has nowhere, and no number that became unknown in one that it has", () => {
  const floors = (is: (layer: number) => boolean): Results => ({
    ...file,
    mlp: file.mlp.map((row) => is(row.layer) ? { ...row, noise_floor: null } : row),
    run: { ...file.run, code: null },
  });
  const again = { ...file, mlp: file.mlp.map((row) => ({ ...row, noise_floor: 0.5 })) };
  const none = agreement({ file: floors(() => true), again }, THREE_LAYERS);
  equal(none.first, null);
  deepEqual(new Set(none.beside.map(({ column }) => column)), new Set(["mlp.noise_floor"]));
  const half = { ...again, mlp: floors((layer) => layer === LAYER).mlp };
  const some = agreement({
    file: {
      ...half,
      mlp: half.mlp.map((row) => row.noise_floor === null ? row : { ...row, noise_floor: 0.5 }),
      run: { ...file.run, code: null },
    },
    again,
  }, THREE_LAYERS);
  equal(some.first?.column, "mlp.noise_floor");
});

Deno.test("agreement() tells a part within a part that the file has nothing of, in whatever version", () => {
  const [name] = Object.entries(file.causes!).find(([, it]) =>
    typeof it === "object" && it !== null && !Array.isArray(it) && Object.keys(it).length > 0
  )!;
  const cut = { ...file, causes: { ...file.causes!, [name]: null } } as unknown as Results;
  const { first, beside } = agreement({ file: cut, again: file }, THREE_LAYERS);
  equal(first, null);
  ok(beside.length > 0 && beside.every(({ column }) => column.startsWith(`causes.${name}`)));
});
