import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import type { Settling } from "../../../src/analyses/analysis.ts";
import { settle } from "../../../src/analyses/assistant_axis/settle.ts";
import { files, sections } from "../../../src/analyses/assistant_axis/view.ts";
import { words } from "../../../src/analyses/assistant_axis/words.ts";
import type { AssistantAxisRow, Results } from "../../../src/results.ts";
import { sampleResults } from "../../site/sample_results.ts";

/** Two layers whose changes are given, and an axis a layer. */
async function settled(
  changes: Record<number, number[]>,
  axes: Record<number, number[]> | null,
): Promise<readonly AssistantAxisRow[] | null | undefined> {
  const layers = Object.entries(changes).map(([layer, d]) => ({
    layer: Number(layer),
    d: Float64Array.from(d),
  }));
  const vectors = {
    assistantAxis: (layer: number) =>
      Promise.resolve(axes === null ? null : Float32Array.from(axes[layer]!)),
  };
  const { results } = await settle({ layers, inputs: { vectors } } as unknown as Settling);
  return results?.assistant_axis;
}

Deno.test("settle() sets the change of each layer against the axis of that layer", async () => {
  // 3 * 1 / (5 * 1), and (-4 * 2) / (4 * 2).
  deepEqual(await settled({ 4: [3, 4], 7: [0, -4] }, { 4: [1, 0], 7: [0, 2] }), [
    { layer: 4, cosine: 0.6 },
    { layer: 7, cosine: -1 },
  ]);
});

Deno.test("settle() knows no cosine of no change, and nothing without an axis", async () => {
  deepEqual(await settled({ 4: [0, 0] }, { 4: [1, 0] }), [{ layer: 4, cosine: null }]);
  equal(await settled({ 4: [3, 4] }, null), null);
});

const ROWS = [{ layer: 4, cosine: 0.25 }, { layer: 7, cosine: -0.5 }, { layer: 9, cosine: null }];

/** 64 dimensions, of which scipy.stats.t gives 0.279 for two directions and 0.244 for one. */
const { inputs } = sampleResults();
const INPUTS = { ...inputs, base: { ...inputs.base, hidden_size: 64 } };

Deno.test("words() name the layer of the largest size, and none within rounding noise", () => {
  equal(
    words({ assistant_axis: ROWS, within_noise: [], inputs: INPUTS })[0]?.text,
    "At layer 7 the change of PC1 has a cosine of −0.5 with the assistant axis of that layer, the largest in size of 2 layers; " +
      "of 2 random directions any has a |cosine| above 0.28 with it at most one time in twenty.",
  );
  equal(
    words({ assistant_axis: ROWS, within_noise: [7], inputs: INPUTS })[0]?.text,
    "At layer 4 the change of PC1 has a cosine of 0.25 with the assistant axis of that layer; " +
      "a random direction has a |cosine| above 0.24 with it at most one time in twenty.",
  );
  deepEqual(words({ assistant_axis: ROWS, within_noise: [4, 7], inputs: INPUTS }), []);
  deepEqual(words({ assistant_axis: null, within_noise: [], inputs: INPUTS }), []);
});

Deno.test("the view shows a chart on the overview and gives the table, where there is an axis", () => {
  const results: Results = { ...sampleResults(), assistant_axis: ROWS };
  const [section, ...others] = sections(results, { page: "overview" });
  deepEqual(others, []);
  equal(section?.template, "figure");
  match(
    JSON.stringify(section?.content),
    /The cosine with the assistant axis is −0.5 at layer 7, its largest in size"/,
  );
  deepEqual(sections(results, { page: "evidence" }), []);
  equal(files(results)[0]?.text(), "layer,cosine\n4,0.25\n7,-0.5\n9,\n");
  deepEqual([sections(sampleResults(), { page: "overview" }), files(sampleResults())], [[], []]);
});
