import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { words } from "../../../src/analyses/bootstrap/words.ts";
import type { Measured } from "../../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

/** Results whose angular peak is layer 18, and in which a layer is the peak in these shares of 20 resamples. */
function resampled(shares: Readonly<Record<number, number | null>>): Measured {
  const results = sampleResults({ layers: THREE_LAYERS });
  const evidence = results.evidence!;
  strictEqual(results.peaks.angular!.layer, 18);
  return {
    ...results,
    evidence: {
      ...evidence,
      bootstrap: { ...evidence.bootstrap, resamples: 20 },
      layers: evidence.layers.map((row) => ({
        ...row,
        angular_peak_share: shares[row.layer] ?? null,
      })),
    },
  };
}

Deno.test("words() tell how often PC1 of resampled roles has its peak where PC1 has it, and where it has it most often", () => {
  const [firm] = words(resampled({ 17: 0.1, 18: 0.85, 24: 0.05 }));
  strictEqual(
    firm!.text,
    "PC1 of resampled roles turns most at layer 18 in 17 of 20 resamples, and at no other layer in more.",
  );
  deepStrictEqual(firm!.layers, [18]);
  const [always] = words(resampled({ 17: 0, 18: 1, 24: 0 }));
  strictEqual(
    always!.text,
    "PC1 of resampled roles turns most at layer 18 in each of 20 resamples.",
  );
  const [loose] = words(resampled({ 17: 0, 18: 0.1, 24: 0.9 }));
  strictEqual(
    loose!.text,
    "PC1 of resampled roles turns most at layer 18 in 2 of 20 resamples, and at layer 24 in 18.",
  );
  deepStrictEqual(loose!.layers, [18, 24]);
});

Deno.test("words() say nothing of the peak without resamples, of one layer, without a peak or within noise", () => {
  const results = resampled({ 17: 0.1, 18: 0.85, 24: 0.05 });
  deepStrictEqual(words(resampled({})), []);
  deepStrictEqual(words({ ...results, options: { ...results.options, layers: [18] } }), []);
  deepStrictEqual(words({ ...results, peaks: { ...results.peaks, angular: null } }), []);
  deepStrictEqual(words({ ...results, within_noise: [18] }), []);
  deepStrictEqual(words({ ...results, evidence: null }), []);
});
