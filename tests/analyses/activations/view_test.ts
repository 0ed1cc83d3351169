import { ok, strictEqual } from "node:assert/strict";
import type { Results } from "../../../src/results.ts";
import { sections } from "../../../src/analyses/activations/view.ts";
import { layerPage } from "../../../src/site/pages/layer.ts";
import { renderPage } from "../../../src/site/kit/page.ts";
import { sampleResults } from "../../site/sample_results.ts";

/** A run of layer 18 with activations there. */
function withActivations(changes: Partial<NonNullable<Results["activations"]>> = {}): Results {
  const row = (index: number, along: number | null) => ({
    index,
    along_pc1: index / 3,
    change_along_u: along,
    delta_norm: 20,
    delta_angular: 0.01,
    trimmed_change_along_u: along,
    trimmed_angular: 0.008,
  });
  const variant = {
    q05: 0.004,
    q50: 0.01,
    q95: 0.03,
    pc1_delta_angular: 0.085,
    pc1_quantile: 1,
    slope: 0.5,
    slope_low: 0.4,
    slope_high: 0.6,
    is_sign_open: false,
  };
  return {
    ...sampleResults({ layers: [17, 18] }),
    activations: {
      layer: 18,
      file: "<b>states</b>.npy",
      rows_in_file: 4096,
      resamples: 1000,
      variants: [{ variant: "raw", ...variant }],
      rows: [row(3, 1.2), row(7, -0.4), row(20, 5)],
      ...changes,
    },
  };
}

/** The text of the section of a layer; empty where there is none. */
function textAt(results: Results, layer: number): string {
  return JSON.stringify(sections(results, { page: "layer", layer }));
}

Deno.test("sections() tell how many rows of the file were run, at their layer alone", () => {
  const results = withActivations();
  ok(textAt(results, 18).includes('"3 rows of 4,096, drawn by seed"'));
  strictEqual(textAt(results, 17), "[]");
  ok(textAt(withActivations({ rows_in_file: 3 }), 18).includes('"3 rows"'));
});

Deno.test("layerPage() shows real activations, the name of their file as text", () => {
  const results = withActivations();
  const html = renderPage(results, layerPage(results, 18));
  ok(html.includes("&lt;b&gt;states&lt;/b&gt;.npy"));
  strictEqual(html.match(/<circle/g)!.length > 3, true);
});

Deno.test("layerPage() serves activations whose change along u is unknown", () => {
  const rows = withActivations().activations!.rows.map((row) => ({ ...row, change_along_u: null }));
  const results = withActivations({ rows });
  ok(renderPage(results, layerPage(results, 18)).includes("Real activations"));
});
