import assert from "node:assert/strict";
import { reproductionOf } from "../../../src/analyses/reproduction/settle.ts";
import { mergedCounts } from "../../../src/analyses/reproduction/settle/claims.ts";
import { reproductionNote } from "../../../src/analyses/reproduction/words.ts";
import { isPublishedPair } from "../../../src/prepare/published_pair.ts";
import type {
  DecompositionRow,
  Measured,
  MlpRow,
  OtherRounding,
  Reproduction,
} from "../../../src/results.ts";
import { PROJECTION_ONLY } from "../../unknown_columns.ts";
import { measured, mlpRow, verdictEvidence } from "../measured_results.ts";

const LAYERS = Array.from({ length: 11 }, (_, i) => 17 + i);

/** A run of the published pair that gave the published figures at layers 18 and 24, and 0.01 elsewhere. */
function publishedRun(changes: Partial<Measured> = {}): Measured {
  const { inputs, options } = measured();
  const shape = { hidden_size: 4608, layers: 46 };
  const variance = [0.2121, 0.0820, 0.0682];
  const exact = (layer: number, columns: Partial<MlpRow>): MlpRow => ({
    ...mlpRow(layer, "PC1", 1, 0.01),
    ...columns,
  });
  return measured({
    inputs: {
      ...inputs,
      base: { ...inputs.base, ...shape, name: "google/gemma-2-27b@0123abc" },
      instruct: { ...inputs.instruct, ...shape, name: "google/gemma-2-27b-it@4567def" },
      vectors: { ...inputs.vectors, role_key: "pos_3" },
    },
    options: { ...options, layers: LAYERS, vector_layer: 22 },
    pcs: variance.map((variance_explained, k) => ({
      name: `PC${k + 1}`,
      source: "layer22_pos23.pt",
      layer: 22,
      variance_explained,
      highest: [],
      lowest: [],
      scaler: null,
    })),
    mlp: [
      ...LAYERS.filter((layer) => layer !== 18 && layer !== 24).map((layer) =>
        exact(layer, { delta_norm: 100 })
      ),
      exact(18, {
        base_output_norm: 1085.9,
        instruct_output_norm: 1199.4,
        delta_norm: 486.7,
        delta_angular: 0.08534,
      }),
      exact(24, {
        base_output_norm: 3386,
        instruct_output_norm: 3450,
        delta_norm: 679.9,
        delta_angular: 0.01949,
      }),
      mlpRow(18, "-PC1", 1, 0.00636),
    ],
    ...changes,
  });
}

function withOptions(options: Partial<Measured["options"]>): Measured {
  return publishedRun({ options: { ...publishedRun().options, ...options } });
}

/** What a run holds of the rounding that it was not asked for. */
function otherRounding(
  { options }: Measured,
  changes: Partial<OtherRounding> = {},
): OtherRounding {
  const rounding = options.rounding === "none" ? "notebook" : "none";
  return { rounding, mlp: [], quantiles: [], decompositions: {}, ...changes };
}

function reproduced(run: Measured, changes: Partial<OtherRounding> = {}): Reproduction {
  const other_rounding = otherRounding(run, changes);
  const found = reproductionOf(run, { ...verdictEvidence(), other_rounding });
  assert(found !== null);
  return found;
}

function row({ rows }: Reproduction, quantity: string) {
  const found = rows.find((it) => it.quantity === quantity);
  assert(found !== undefined, `no row ${quantity}`);
  return found;
}

Deno.test("isPublishedPair() is false of any pair but google/gemma-2-27b and -it", () => {
  const recipe = { hiddenSize: 4608, nLayers: 46 };
  const named = (base: string, instruct: string) =>
    isPublishedPair({ base: { label: base, recipe }, instruct: { label: instruct, recipe } });
  assert.equal(named("gemma-2-27b", "gemma-2-27b-it"), true);
  assert.equal(named("google/gemma-2-27b@0123abc", "google/gemma-2-27b-it@4567def"), true);
  assert.equal(named("google/gemma-2-27b-it", "google/gemma-2-27b"), false);
  assert.equal(named("google/gemma-2-9b", "google/gemma-2-9b-it"), false);
  const instruct = { label: "gemma-2-27b-it", recipe };
  const small = { label: "gemma-2-27b", recipe: { ...recipe, hiddenSize: 3584 } };
  assert.equal(isPublishedPair({ base: small, instruct }), false);
  // What a page calls them makes them neither that pair nor another.
  const called = (label: string, ownLabel: string) =>
    isPublishedPair({ base: { label, ownLabel, recipe }, instruct });
  assert.deepEqual([called("Gemma", "gemma-2-27b"), called("gemma-2-27b", "mine")], [true, false]);
});

Deno.test("reproductionOf() is null where the other rounding was not run", () => {
  assert.equal(reproductionOf(publishedRun(), verdictEvidence()), null);
});

Deno.test("reproductionOf() takes each value from the rounding that the figure is marked with", () => {
  const { mlp } = publishedRun();
  const changed = mlp.map((it) => ({ ...it, delta_norm: it.delta_norm + 1, delta_angular: 0.5 }));
  const poet: DecompositionRow = {
    name: "poet",
    kind: "role",
    projection: -375,
    cosine: null,
    ...PROJECTION_ONLY,
  };
  const quantiles = verdictEvidence().quantiles.map((it) => ({ ...it, mean: 0.123 }));
  const projected = "d of PC1 projected on poet, layer 18";
  const random = "1 - cos of Random, mean of 20, layer 18";
  const values = (found: Reproduction) =>
    ["1 - cos of PC1, layer 18", random, "|d| of PC1, layer 18", projected]
      .map((quantity) => [row(found, quantity).rounding, row(found, quantity).value]);
  const other = { mlp: changed, quantiles, decompositions: { 18: [poet] } };
  assert.deepEqual(values(reproduced(publishedRun(), other)), [
    ["f32-output", 0.08534],
    ["f32-output", 0.01],
    ["bf16-output", 487.7],
    ["bf16-output", -375],
  ]);
  const notebook = { ...withOptions({ rounding: "notebook" }), decompositions: { 18: [poet] } };
  assert.deepEqual(values(reproduced(notebook, { ...other, decompositions: {} })), [
    ["f32-output", 0.5],
    ["f32-output", 0.123],
    ["bf16-output", 486.7],
    ["bf16-output", -375],
  ]);
});

Deno.test("reproductionOf() sets value, published value and difference side by side", () => {
  const found = reproduced(publishedRun());
  assert.equal(found.is_same_pcs, true);
  assert.match(found.source, /GallagherCommaJack\/chatspace, commit dcf59f8/);
  const { difference, ...rest } = row(found, "1 - cos of PC1, layer 18");
  assert.deepEqual(rest, {
    quantity: "1 - cos of PC1, layer 18",
    published: 0.0853,
    value: 0.08534,
    rounding: "f32-output",
    agrees: true,
  });
  assert(Math.abs(difference! - 4e-5) < 1e-12);
  assert.equal(
    reproductionNote(found),
    "same PCs: the variance explained of PC1 to PC3 is that of the published ones. Both roundings were run: figures marked " +
      "f32-output are set beside outputs in float32, those marked bf16-output beside outputs rounded to bfloat16. Random " +
      "directions are compared by the interval that holds 90 % of means of 20; of the 15 smallest projections no agreement is claimed. " +
      "Self-projections and the gate and up products alone were published without their rounding: they stand beside the run's own, " +
      "and no agreement is claimed.",
  );
});

Deno.test("reproductionOf() agrees on cosines at printed precision", () => {
  const found = reproduced(publishedRun());
  assert.equal(row(found, "1 - cos of -PC1, layer 18").agrees, false); // 0.00636 prints as 0.0064
  assert.equal(row(found, "1 - cos of PC2, layer 18").value, null);
  assert.equal(row(found, "1 - cos of PC2, layer 18").agrees, null);
  const peak = "angular peak of PC1, layers 17 to 26: 1 - cos";
  assert.deepEqual([row(found, peak).published, row(found, peak).agrees], [0.0854, false]);
  const between = publishedRun().mlp.map((it) =>
    it.layer === 18 && it.input_vector === "PC1" ? { ...it, delta_angular: 0.08535 } : it
  );
  const both = reproduced(publishedRun({ mlp: between }));
  assert.equal(row(both, peak).agrees, true);
  assert.equal(row(both, "1 - cos of PC1, layer 18").agrees, true);
});

Deno.test("reproductionOf() agrees on norms at 2e-3", () => {
  const none = reproduced(publishedRun());
  const absolute = row(none, "absolute peak of PC1, layers 17 to 26: |d|");
  assert.deepEqual([absolute.published, absolute.value, absolute.agrees], [678.7557, 679.9, true]);
  const unmeasured = row(none, "|d| of PC1, layer 18");
  assert.deepEqual([unmeasured.value, unmeasured.agrees], [null, null]);
  const notebook = reproduced(withOptions({ rounding: "notebook" }));
  assert.equal(row(notebook, "absolute peak of PC1, layers 17 to 26: |d|").value, null);
  assert.equal(row(notebook, "|y_b| of PC1, layer 18").agrees, true);
  // 486.7 is 2.006e-3 above 485.7257, 679.9 is 2.92e-3 above 677.9233.
  assert.equal(row(notebook, "|d| of PC1, layer 18").agrees, false);
  assert.equal(row(notebook, "|d| of PC1, layer 24").agrees, false);
});

Deno.test("reproductionOf() compares peaks of layers 17 to 26 only where all were analysed", () => {
  const layer = "absolute peak of PC1, layers 17 to 26: layer";
  const far = publishedRun().mlp.map((it) => it.layer === 27 ? { ...it, delta_norm: 999 } : it);
  const found = reproduced(publishedRun({ mlp: far }));
  assert.deepEqual([row(found, layer).value, row(found, layer).agrees], [24, true]);
  assert.equal(row(found, "angular peak of PC1, layers 17 to 26: layer").value, 18);
  const gap = reproduced(withOptions({ layers: LAYERS.filter((it) => it !== 22) }));
  assert.deepEqual([row(gap, layer).value, row(gap, layer).agrees], [null, null]);
});

Deno.test("reproductionOf() holds Random against the interval of means of 20", () => {
  // half = 1.645 * 0.002 * sqrt(1/20 + 1/99) = 0.000807, and 0.00005 of print: 0.005 +- 0.000857.
  const at = (mean: number) => {
    const evidence = verdictEvidence();
    const quantiles = evidence.quantiles.map((it) => ({ ...it, mean }));
    const other_rounding = otherRounding(publishedRun());
    const found = reproductionOf(publishedRun(), { ...evidence, quantiles, other_rounding });
    return found && row(found, "1 - cos of Random, mean of 20, layer 18").agrees;
  };
  assert.deepEqual([0.00415, 0.00413, 0.00585, 0.00587].map(at), [true, false, true, false]);
  const other_rounding = otherRounding(publishedRun());
  const none = { ...verdictEvidence(), quantiles: [], other_rounding };
  const found = reproductionOf(publishedRun(), none);
  assert.equal(found?.rows.find((it) => /Random/.test(it.quantity))?.value, null);
});

Deno.test("reproductionOf() compares projections of the published vectors, the trait where a name is both", () => {
  const role = (name: string, projection: number): DecompositionRow => ({
    name,
    kind: "role",
    projection,
    cosine: null,
    ...PROJECTION_ONLY,
  });
  const decompositions = {
    18: [
      role("poet", -375),
      role("generalist", -99),
      { ...role("generalist", -5.7), kind: "trait" as const },
      { ...role("poet", -1), input_vector: "-PC1" },
      { ...role("pirate", -2), input_vector: "PC2" },
    ],
  };
  const options = { ...publishedRun().options, rounding: "notebook" as const };
  const run = publishedRun({ decompositions, options });
  const of = (name: string) => `d of PC1 projected on ${name}, layer 18`;
  const found = reproduced(run);
  const poet = row(found, of("poet"));
  assert.deepEqual([poet.published, poet.value, poet.agrees], [-374.8465, -375, true]);
  const generalist = row(found, of("generalist"));
  assert.deepEqual([generalist.value, generalist.agrees], [-5.7, null]);
  assert.equal(row(found, of("pirate")).value, null);
  const probed = { ...run, options: { ...options, vector_layer: "probed" as const } };
  assert.equal(row(reproduced(probed), of("poet")).value, null);
});

Deno.test("reproductionOf() claims no agreement with other PCs, and says in what they differ", () => {
  const { pcs } = publishedRun();
  const other = reproduced(publishedRun({
    pcs: [{ ...pcs[0]!, variance_explained: 0.2128, source: "computed" }, {
      ...pcs[1]!,
      variance_explained: null,
    }],
    options: { ...publishedRun().options, pc_space: "readout", weights: "stored" },
  }));
  assert.equal(other.is_same_pcs, false);
  assert(other.rows.every(({ agrees }) => agrees === null));
  assert.equal(row(other, "1 - cos of PC1, layer 18").value, 0.08534);
  assert.equal(
    reproductionNote(other),
    "different PCs: PC1 explains 0.2128 of the variance (published: 0.2122), PC2 has an unknown variance explained " +
      "(published: 0.08201), PC3 was not run (published: 0.06822), they were computed here and not read from a PCA file and they " +
      "were run in readout space; no agreement is claimed. Both roundings were run: figures marked f32-output are set beside outputs in " +
      "float32, those marked bf16-output beside outputs rounded to bfloat16. Random directions are compared by the interval " +
      "that holds 90 % of means of 20; of the 15 smallest projections no agreement is claimed. Self-projections and the gate and up " +
      "products alone were published without their rounding: they stand beside the run's own, and no agreement is claimed. The published figures are of " +
      "weights in bfloat16 and this run kept them as stored, so no agreement is claimed.",
  );
  const stored = reproduced(withOptions({ weights: "stored" }));
  assert.equal(stored.is_same_pcs, true);
  assert(stored.rows.every(({ agrees }) => agrees === null));
});

Deno.test("reproductionOf() sets self-projections and gate and up alone beside the run's own, and claims nothing", () => {
  const published = LAYERS.filter((layer) => layer !== 22);
  const mlp = published.map((layer) => ({
    ...mlpRow(layer, "PC1", 1, 0.01),
    base_self_projection: layer === 18 ? 404.1 : null,
    instruct_self_projection: layer === 18 ? 370.5 : null,
    gate_angular: 0.001 * (layer - 16),
    up_angular: layer === 27 ? null : 0.002,
  }));
  const found = reproduced(publishedRun({ mlp }));
  const base = row(found, "y_b of PC1 along PC1, layer 18");
  assert.deepEqual([base.published, base.value, base.agrees], [404.0649, 404.1, null]);
  const instruct = row(found, "y_i of PC1 along PC1, layer 18");
  assert.deepEqual([instruct.published, instruct.value, instruct.rounding], [
    370.493,
    370.5,
    "f32-output",
  ]);
  // 1 to 11 without 6: mean 6 of 10.
  const gate = row(found, "1 - cos of the gate product of PC1, mean of 10 layers");
  assert.ok(Math.abs(gate.value! - 0.006) < 1e-12);
  assert.deepEqual([gate.published, gate.agrees], [0.0025, null]);
  const up = row(found, "1 - cos of the up product of PC1, mean of 10 layers");
  assert.deepEqual([up.published, up.value], [0.0023, null]);
});

Deno.test("reproductionOf() compares the sweep where it was rounded alike, a name of both kinds as a role with the trait's vector", () => {
  const vector = (kind: "role" | "trait", name: string, deltaNorm: number) => ({
    kind,
    name,
    deltaNorm,
    deltaAngular: deltaNorm / 1e4,
    trimmedAngular: null,
  });
  const swept = LAYERS.map((layer) => ({
    layer,
    vectors: [
      vector("role", "poet", 450 + (layer === 27 ? 1e6 : layer)),
      vector("role", "stoic", 1e6),
      vector("trait", "stoic", 350),
      vector("trait", "literal", 358.6),
    ],
  }));
  const at = (run: Measured) => {
    const other_rounding = otherRounding(run);
    const found = reproductionOf(run, { ...verdictEvidence(), other_rounding }, { swept });
    assert(found !== null);
    return found;
  };
  const notebook = at(withOptions({ rounding: "notebook" }));
  const values = (quantity: string) => {
    const { published, value, agrees, rounding } = row(notebook, quantity);
    return [published, value, agrees, rounding];
  };
  assert.deepEqual(values("number of roles, layer 18"), [275, 2, false, "bf16-output"]);
  assert.deepEqual(values("number of traits, layer 18"), [231, 1, false, "bf16-output"]);
  assert.deepEqual(values("mean |d| of roles, layer 18"), [404.5587, 409, false, "bf16-output"]);
  assert.deepEqual(values("mean |d| of traits, layer 18"), [358.6205, 358.6, true, "bf16-output"]);
  assert.deepEqual(values("largest 1 - cos of roles, layer 18"), [
    0.109533,
    0.0468,
    false,
    "bf16-output",
  ]);
  assert.deepEqual(values("sd of |d| of traits, layer 18"), [70.6559, null, null, "bf16-output"]);
  // poet: 450 + the mean of 17 to 26, stoic: 350.
  assert.deepEqual(values("mean |d| of roles, layers 17 to 26").slice(0, 3), [
    435.7845,
    410.75,
    false,
  ]);
  const sd = row(notebook, "sd of |d| of roles, layers 17 to 26");
  assert.ok(Math.abs(sd.value! - 121.5 / Math.SQRT2) < 1e-9);
  const none = at(withOptions({ rounding: "none" }));
  assert.equal(row(none, "number of roles, layer 18").value, null);
  const probed = at(withOptions({ rounding: "notebook", vector_layer: "probed" }));
  assert.equal(row(probed, "number of roles, layer 18").value, null);
});

Deno.test("mergedCounts() counts a name of both kinds once, as a role", () => {
  assert.deepEqual(mergedCounts(["poet", "stoic", "patient"], ["stoic", "patient", "literal"]), {
    roles: 3,
    traits: 1,
  });
});

Deno.test("reproductionOf() writes down in which components it differs, and why nothing is claimed", () => {
  const { pcs, options } = publishedRun();
  const other = reproduced(publishedRun({
    pcs: [pcs[0]!, { ...pcs[1]!, variance_explained: 0.09 }, {
      ...pcs[2]!,
      variance_explained: null,
    }],
    options: { ...options, weights: "stored", pc_space: "activation" },
  }));
  const { differing_pcs, unclaimed, is_computed, other_space, sweep, merged } = other;
  assert.deepEqual(differing_pcs.map(({ name, difference }) => [name, difference]), [
    ["PC2", "other_variance"],
    ["PC3", "unknown_variance"],
  ]);
  assert.deepEqual({ unclaimed, is_computed, other_space, sweep, merged }, {
    unclaimed: ["other_components", "weights_as_stored"],
    is_computed: false,
    other_space: "activation",
    sweep: null,
    merged: null,
  });
  assert.deepEqual(reproduced(publishedRun()).unclaimed, []);
});
