import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { samplePages, siteTexts, textOf } from "../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

const options = { layers: THREE_LAYERS, hasReproduction: true };

Deno.test("reproductionPage() is there for the published pair alone", () => {
  ok(!samplePages({ layers: THREE_LAYERS }).has("reproduction.html"));
  const pages = samplePages(options);
  ok(pages.has("reproduction.html"));
  ok(textOf(pages.get("data.html")!.querySelector("nav")).includes("Reproduction"));
});

Deno.test("reproductionPage() sets each figure beside the published one, and claims no more than was told", () => {
  const page = samplePages(options).get("reproduction.html")!;
  const rows = [...page.querySelectorAll("tbody tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(textOf)
  );
  deepStrictEqual(rows, [
    ["delta_angular of PC1 at layer 18", "0.0853", "0.085310", "1e-5", "yes", "f32-output"],
    ["delta_norm of PC1 at layer 18", "485.7257", "491.200000", "5.5", "no", "bf16-output"],
    [
      "delta_angular of random directions at layer 18",
      "0.005",
      "–",
      "–",
      "not claimed",
      "f32-output",
    ],
  ]);
  strictEqual(
    textOf(page.querySelector(".lead")),
    "1 of the 2 figures that can be compared agrees.",
  );
  ok(textOf(page.querySelector("main")).includes("Source: Figures printed by public notebooks"));
});

Deno.test("reproductionPage() warns of other components and then claims no agreement", () => {
  const results = sampleResults(options);
  const reproduction = results.evidence!.reproduction!;
  Object.assign(reproduction, {
    is_same_pcs: false,
    told: "Different PCs: no agreement is claimed.",
  });
  for (const row of reproduction.rows) row.agrees = null;
  const page = siteTexts(results).get("reproduction.html")!;
  ok(page.includes('<p class="warning">Different PCs: no agreement is claimed.</p>'));
  ok(page.includes('<p class="lead">No agreement is claimed.</p>'));
});
