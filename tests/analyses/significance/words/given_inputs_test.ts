import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { givenInputs } from "../../../../src/analyses/significance/words/given_inputs.ts";
import { givenLines } from "../../../../src/cli/closing.ts";
import type { MlpRow, Results } from "../../../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../../../site/sample_results.ts";

/** 1 - cos of 45 and of 60 degrees. */
const AT_45 = 1 - Math.SQRT1_2, AT_60 = 0.5;

/** A run with a vector of this name beside PC1, which turns by 45 degrees at layer 18 and, reversed, by 60 degrees; elsewhere by less. */
function withGiven(name: string, changed: Partial<MlpRow> = {}): Results {
  const results = sampleResults({ layers: THREE_LAYERS });
  const rows = results.mlp.filter(({ input_vector }) => /^-?PC1$/.test(input_vector))
    .map((row) => ({
      ...row,
      input_vector: row.input_vector.replace("PC1", name),
      delta_angular: row.layer !== 18 ? 0.01 : row.input_vector === "PC1" ? AT_45 : AT_60,
      ...changed,
    }));
  const [pc1] = results.pcs;
  return {
    ...results,
    pcs: [...results.pcs, { ...pc1!, name, variance_explained: null }],
    mlp: [...results.mlp, ...rows],
  };
}

function told(results: Results) {
  return givenInputs(results).map(({ text, short, layer, layers }) => {
    equal(layer, null); // it stands on the overview
    return { text, short, layers };
  });
}

Deno.test("givenInputs() tell where a given vector turns farthest and what the mixtures decide", () => {
  deepEqual(told(withGiven("probe", { pfw_persona: 4 / 33 })), [{
    text:
      "probe turns the output farthest at layer 18 of the 3 layers analysed (17-18,24), by 45 degrees (−probe: 60 degrees; the " +
      "larger counts): in units of each layer's spread, 3 of 32 random role mixtures go as far at any of the 3 layers (p_fw = 0.121). " +
      "So probe is not set apart from random role mixtures, which are of roles without their part along PC1; the p-value counts the " +
      "layers, and not how many vectors were given.",
    short:
      "probe turns the output farthest at layer 18, reversed by 60 degrees: not set apart from random role mixtures (p_fw = 0.121).",
    layers: [18],
  }]);
  // Without that sign it is its own.
  const alone = withGiven("probe", { pfw_persona: 4 / 33 });
  const mlp = alone.mlp.filter(({ input_vector }) => input_vector !== "-probe");
  match(told({ ...alone, mlp })[0]!.short!, /^probe turns the output farthest at layer 18, by 45 /);
  const [apart] = told(withGiven("probe", { pfw_persona: 1 / 33 }));
  match(apart!.short!, /: set apart from random role mixtures \(p_fw = 0\.0303\)\.$/);
  match(apart!.text, /So probe is set apart from random role mixtures/);
});

Deno.test("givenInputs() call the only layer analysed not the farthest", () => {
  const several = withGiven("probe", { pfw_persona: 4 / 33 });
  const one = {
    ...several,
    mlp: several.mlp.filter(({ layer }) => layer === 18),
    options: { ...several.options, layers: [18] },
  };
  const [only] = told(one);
  match(only!.text, /^probe turns the output at layer 18, the only one analysed, by 45 degrees \(/);
  match(only!.short!, /^probe turns the output at layer 18, reversed by 60 degrees: /);
});

Deno.test("givenInputs() judge nothing by what was not run, nor speak of noise as a turn", () => {
  const results = withGiven("probe");
  const evidence = { ...results.evidence!, quantiles: [] };
  equal(
    told({ ...results, evidence })[0]!.short,
    "probe turns the output farthest at layer 18, reversed by 60 degrees: no random role mixtures were run.",
  );
  const few = results.evidence!.quantiles.map((row) => ({ ...row, n: 18 }));
  equal(
    told({ ...results, evidence: { ...results.evidence!, quantiles: few } })[0]!.short,
    "probe turns the output farthest at layer 18, reversed by 60 degrees: 18 random role mixtures are too few for a p-value.",
  );
  deepEqual(told(withGiven("probe", { delta_over_floor: 2.9 })), [{
    text:
      "No difference to speak of for probe: of the 3 layers analysed (17-18,24), at none does its output turn by more than rounding noise.",
    short: undefined,
    layers: [],
  }]);
  deepEqual(told(withGiven("probe", { delta_norm: 0, delta_angular: null })), [{
    text: "probe gives the same output in both models at the 3 layers analysed (17-18,24).",
    short: undefined,
    layers: [],
  }]);
  deepEqual(told(sampleResults({ layers: THREE_LAYERS })).length, 0);
});

Deno.test("givenInputs() take the layer of the larger angle of either sign", () => {
  const results = withGiven("probe", { pfw_persona: 4 / 33 });
  const mlp = results.mlp.map((row) =>
    row.input_vector === "-probe" && row.layer === 24 ? { ...row, delta_angular: 1 } : row
  );
  match(
    told({ ...results, mlp })[0]!.short!,
    /^probe turns the output farthest at layer 24, reversed by 90 degrees/,
  );
});

Deno.test("givenInputs() tell of the layers that set a vector apart where that of its largest angle does not", () => {
  const results = withGiven("probe", { pfw_persona: 4 / 33 });
  const at = (layers: readonly number[]) =>
    told({
      ...results,
      mlp: results.mlp.map((row) =>
        row.input_vector === "probe" && layers.includes(row.layer)
          ? { ...row, pfw_persona: 1 / 33 }
          : row
      ),
    })[0]!;
  const { text, short, layers } = at([17, 24]);
  match(text, /given\. But at layers 17,24 it is set apart from them \(p_fw = 0\.0303\)\.$/);
  match(
    short!,
    /: not set apart from random role mixtures \(p_fw = 0\.121\), but it is at layers 17,24 \(p_fw = 0\.0303\)\.$/,
  );
  deepEqual(layers, [18, 17, 24]);
  match(at([17, 18]).text, /is set apart from random role mixtures, .* were given\.$/);
});

Deno.test("givenLines() are the short forms, of many the first", () => {
  const findings = givenInputs(withGiven("probe", { pfw_persona: 4 / 33 }));
  deepEqual(givenLines({ findings }), [findings[0]!.short]);
  const lines = givenLines({ findings: Array.from({ length: 7 }, () => findings[0]!) });
  equal(lines.length, 6);
  equal(lines[5], "The overview tells of 2 more given vectors.");
});
