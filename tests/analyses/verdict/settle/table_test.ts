import assert from "node:assert/strict";
import { toldVerdict as verdictOf } from "../told_verdict.ts";
import { measured, verdictEvidence } from "../../measured_results.ts";
import { cell, options, withP } from "../verdict_changes.ts";

Deno.test("verdictOf() fills a table of six claims by six conditions with figures in words", () => {
  const verdict = verdictOf(measured(), verdictEvidence());
  assert.deepEqual([...new Set(verdict.table.map(({ claim }) => claim))], [
    "largest angle",
    "largest |d|",
    "largest |d| / |y_b|",
    "beyond persona",
    "beyond single roles",
    "specific",
  ]);
  assert.deepEqual([...new Set(verdict.table.map(({ condition }) => condition))], [
    "raw",
    "trimmed",
    "centred",
    "PC1:activation",
    "PC1:readout",
    "at the operating point",
  ]);
  assert.equal(verdict.table.length, 36);
  const figures: [string, string, boolean | null, string][] = [
    ["largest angle", "raw", true, "23.8 degrees, the largest of 3 layers"],
    [
      "largest angle",
      "centred",
      false,
      "14.1 degrees, the 2nd largest of 3 layers (layer 24: 16.3 degrees)",
    ],
    ["largest |d|", "raw", false, "485.7, the 2nd largest of 3 layers (layer 24: 677.9)"],
    ["largest |d|", "at the operating point", true, "33.25, the largest of 3 layers"],
    ["largest |d| / |y_b|", "raw", true, "0.447, the largest of 3 layers"],
    ["largest |d| / |y_b|", "at the operating point", true, "0.333, the largest of 3 layers"],
    ["largest |d| / |y_b|", "trimmed", null, "not measured"],
    [
      "beyond persona",
      "raw",
      true,
      "0 of 99 random role mixtures go as far at any of the 3 layers (p_fw = 0.01, the smallest that 99 can show)",
    ],
    [
      "beyond persona",
      "at the operating point",
      true,
      "1 of 99 random role mixtures goes as far at any of the 3 layers (p_fw = 0.02)",
    ],
    [
      "beyond single roles",
      "PC1:activation",
      true,
      "18.2 degrees, and 12.8 degrees at the 95 % quantile of 64 single roles and traits",
    ],
    ["beyond single roles", "PC1:readout", null, "not run"],
    [
      "specific",
      "raw",
      true,
      "angle of PC1: 2 times that of the median random role mixture, 1.8 times that of PC2, 3.7 times that of −PC1",
    ],
    ["specific", "trimmed", null, "computed on all coordinates only"],
  ];
  for (const [claim, condition, holds, figure] of figures) {
    const found = cell(verdict, claim, condition);
    assert.deepEqual([found?.holds, found?.figure], [holds, figure], `${claim}, ${condition}`);
  }
});

Deno.test("verdictOf() claims no peak of a single layer", () => {
  const verdict = verdictOf(measured(options({ layers: [18] })), verdictEvidence());
  assert.deepEqual(
    [cell(verdict, "largest angle", "raw")?.holds, cell(verdict, "largest angle", "raw")?.figure],
    [null, "23.8 degrees; no other layer to compare with"],
  );
  assert.match(verdict.paragraph, /turns by 23\.8 degrees from base to instruct, the only layer/);
  assert.match(verdict.paragraph, /it turns by 19\.9 degrees\. Of 64/);
});

Deno.test("verdictOf() names the spaces that PC1 was not run in by --pc-space", () => {
  const verdict = verdictOf(measured(options({ pc_space: "readout" })), verdictEvidence());
  assert.deepEqual(
    [...new Set(verdict.table.map(({ condition }) => condition))].filter((name) =>
      name.startsWith("PC1:")
    ),
    ["PC1:components", "PC1:activation"],
  );
});

Deno.test("verdictOf() writes down the numbers behind each cell, and a code where there is nothing to tell", () => {
  const { table } = verdictOf(measured(), verdictEvidence());
  const numbers = (claim: string, condition: string) => {
    const { figure: _, claim: __, condition: ___, ...rest } = table.find((it) =>
      it.claim === claim && it.condition === condition
    )!;
    return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  };
  const { value, best_value, ...largest } = numbers("largest angle", "centred");
  assert.deepEqual(largest, { holds: false, decides: false, rank: 2, of: 3, best_layer: 24 });
  // acos(1 - 0.03) and acos(1 - 0.04)
  assert.deepEqual([value, best_value].map((it) => Number(it).toFixed(6)), [
    "14.069868",
    "16.260205",
  ]);
  const { value: _, ...persona } = numbers("beyond persona", "at the operating point");
  assert.deepEqual(persona, { holds: true, decides: true, of: 3, p: 0.02, n: 99, count: 1 });
  assert.deepEqual(numbers("beyond single roles", "PC1:readout"), {
    decides: false,
    reason: "not_run",
  });
  assert.deepEqual(numbers("specific", "trimmed"), { decides: false, reason: "raw_only" });
});

Deno.test("verdictOf() tells which conditions decide and which hold, and nothing where nothing is claimed", () => {
  const { asked } = verdictOf(measured(), withP(verdictEvidence(), "trimmed", 0.2));
  assert.deepEqual(
    asked.map(({ condition, decides, is_beyond }) => [condition, decides, is_beyond]),
    [
      ["raw", true, true],
      ["trimmed", true, false],
      ["centred", false, true],
      ["PC1:activation", false, true],
      ["PC1:readout", false, null],
      ["at the operating point", true, true],
    ],
  );
  const mlp = measured().mlp.map((row) => ({ ...row, delta_norm: 0 }));
  const none = verdictOf(measured({ mlp }), verdictEvidence());
  assert.deepEqual([none.no_difference, none.asked.every(({ is_beyond }) => is_beyond === null)], [
    "at_layer",
    true,
  ]);
});
