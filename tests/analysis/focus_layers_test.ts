import assert from "node:assert/strict";
import { FocusLayers } from "../../src/analysis/focus_layers.ts";

/** Which of the layers are still kept after each has been offered. */
function kept(
  changes: readonly (readonly [norm: number, angle: number])[],
  asked: readonly number[],
  keepsPeaks = true,
): number[] {
  const layers = new FocusLayers(asked, { keepsPeaks });
  for (const [layer, [delta_norm, delta_angular]] of changes.entries()) {
    if (layers.isCandidate(layer, { delta_norm, delta_angular })) {
      layers.keep({
        layer,
        inputs: [],
        draws: [],
        response: null,
        exact: new Float64Array(0),
        models: null,
        postNorm: null,
      });
    }
  }
  return changes.map((_, layer) => layer).filter((layer) => {
    try {
      return layers.at(layer).layer === layer;
    } catch {
      return false;
    }
  });
}

Deno.test("FocusLayers keep both peaks and the layers asked for, and let the others go", () => {
  assert.deepEqual(kept([[1, 9], [2, 1], [3, 2], [7, 3], [5, 4]], [2]), [0, 2, 3]);
});

Deno.test("FocusLayers keep the earlier layer on a tie, and none for a change of zero", () => {
  assert.deepEqual(kept([[0, 0], [4, 4], [4, 4]], []), [1]);
});

Deno.test("FocusLayers keep no peaks where layers were asked for", () => {
  assert.deepEqual(kept([[1, 9], [2, 1], [3, 2]], [1], false), [1]);
  const none = new FocusLayers([], { keepsPeaks: false });
  assert.throws(() => none.at(3), {
    message: "Cannot decompose layer 3: it was not measured",
  });
});
