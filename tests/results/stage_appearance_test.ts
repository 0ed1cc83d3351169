import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { appearanceAt, stageAppearances } from "../../src/results/stage_appearance.ts";
import type { StageRow } from "../../src/results.ts";

/** PC1 at a stage: p is of 99 mixtures, so 0.05 is five of a hundred. */
function row(stage: StageRow["stage"], p: number | null, changes: Partial<StageRow> = {}) {
  const at: StageRow = {
    layer: 7,
    input_vector: "PC1",
    stage,
    variant: "raw",
    delta_angular: 0.2,
    p_persona: p,
  };
  return { ...at, ...changes };
}

Deno.test("stageAppearances() finds the first stage from which on PC1 is beyond the mixtures up to the output", () => {
  const stages = [row("gate", 0.01), row("up", 0.06), row("hidden", 0.05), row("output", 0.04)];
  deepEqual(stageAppearances(stages, [7]), [
    { layer: 7, variant: "raw", standing: "from_stage", stage: "hidden" },
  ]);
});

Deno.test("stageAppearances() tells where PC1 is not beyond them at the output from where that is not known", () => {
  const nowhere = stageAppearances([row("hidden", 0.01), row("output", 0.051)], [7]);
  deepEqual(nowhere, [{ layer: 7, variant: "raw", standing: "nowhere", stage: null }]);
  const unknown = stageAppearances([row("hidden", 0.01), row("output", null)], [7]);
  deepEqual(unknown, [{ layer: 7, variant: "raw", standing: "unknown", stage: null }]);
});

Deno.test("stageAppearances() takes stages that are no outputs as they are without the outlier dimensions", () => {
  const trimmed = { variant: "trimmed" } as const;
  const stages = [
    row("hidden", 0.02),
    row("down", 0.02),
    row("output", 0.02),
    row("down", 0.3, trimmed),
    row("output", 0.03, trimmed),
  ];
  const found = stageAppearances(stages, [7]);
  deepEqual(found.map(({ variant, stage }) => [variant, stage]), [
    ["raw", "hidden"],
    ["trimmed", "output"],
  ]);
  equal(appearanceAt({ stage_appearance: found }, 7, "trimmed")?.stage, "output");
  equal(appearanceAt({ stage_appearance: found }, 8, "trimmed"), undefined);
});

Deno.test("stageAppearances() leaves out other inputs, layers that were not asked for, and those of which nothing is known", () => {
  const stages = [
    row("output", 0.01, { input_vector: "-PC1" }),
    row("output", 0.9),
    row("output", 0.01, { layer: 8 }),
  ];
  deepEqual(stageAppearances(stages, [7, 9]).map(({ layer, standing }) => [layer, standing]), [
    [7, "nowhere"],
  ]);
});
