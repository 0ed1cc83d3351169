import { deepStrictEqual as deepEqual, strictEqual as equal } from "node:assert/strict";
import { findCircle, importsOf, readImports } from "./import_graph.ts";
import { analysisOf, type Arrow, knowingSeveral, roomOf, RULES } from "./import_rules.ts";

/**
 * Imports against the order that are still there, as `from imports to`. The list may only become shorter: an entry that is no
 * longer needed fails the last test of this file.
 */
const STILL: readonly string[] = [
  "analyses/parity/view/even_share_chart.ts imports analyses/change/view/delta_angular_chart.ts",
  "analyses/parity/view/even_share_chart.ts imports analyses/robustness/view/variants_chart.ts",
  "analyses/projection/words/stands_out.ts imports measure/projections.ts",
  "analyses/self_projection/view/self_projection_change_chart.ts imports analyses/change/view/delta_angular_chart.ts",
  "analyses/verdict/view/explanations.ts imports analyses/stages/view/stages_chart.ts",
  "site/pages/cause_figures.ts imports analyses/attribution/view/tensor_shares_chart.ts",
  "site/pages/cause_figures.ts imports analyses/change/view/delta_angular_chart.ts",
  "site/pages/cause_figures.ts imports analyses/parity/view/even_share_chart.ts",
  "site/pages/cause_figures.ts imports analyses/robustness/view/variants_chart.ts",
  "site/pages/cause_figures.ts imports analyses/self_projection/view/self_projection_change_chart.ts",
  "site/pages/cause_figures.ts imports analyses/self_projection/view/self_projection_chart.ts",
  "site/pages/cause_figures.ts imports analyses/weight_change/view/weight_change_chart.ts",
  "site/pages/cause_layer_figures.ts imports analyses/attribution/view/layer_shares_chart.ts",
  "site/pages/cause_layer_figures.ts imports analyses/attribution/view/tensor_shares_chart.ts",
  "site/pages/cause_layer_figures.ts imports analyses/stages/view/stages_chart.ts",
  "site/pages/evidence_figures.ts imports analyses/operating_point/view/operating_point_chart.ts",
  "site/pages/evidence_figures.ts imports analyses/robustness/view/outlier_curve_chart.ts",
  "site/pages/evidence_figures.ts imports analyses/robustness/view/variants_chart.ts",
  "site/pages/evidence_figures.ts imports analyses/significance/view/against_baselines_chart.ts",
  "site/pages/evidence_figures.ts imports analyses/significance/view/calibration_chart.ts",
  "site/pages/layer.ts imports analyses/activations/view.ts",
  "site/pages/layer.ts imports analyses/projection/view/toward_away.ts",
  "site/write/render_site.ts imports analyses/neurons/view.ts",
  "site/write/render_site.ts imports analyses/projection/view.ts",
  "site/write/render_site.ts imports analyses/sweep/view.ts",
];

const imports = await readImports();
const arrows: Arrow[] = [...imports].flatMap(([from, others]) =>
  others.map((to) => ({ from, to }))
);
const told = ({ from, to }: Arrow) => `${from} imports ${to}`;

Deno.test("no source file imports itself by way of others", () => {
  const known = [...imports.values()].flat();
  equal(known.every((file) => imports.has(file)), true, "every import leads to a source file");
  deepEqual(findCircle(imports), null);
});

Deno.test("every source file has a room, and every file of an analysis is one of its parts", () => {
  const files = [...imports.keys()];
  deepEqual(files.filter((file) => roomOf(file) === null), []);
  deepEqual(files.filter((file) => analysisOf(file)?.part === null), []);
});

for (const { says, isBroken } of RULES) {
  Deno.test(says, () => {
    deepEqual(arrows.filter(isBroken).map(told).filter((arrow) => !STILL.includes(arrow)), []);
  });
}

Deno.test("the list of analyses is the only file that knows more than one of them", () => {
  deepEqual(knowingSeveral(imports).map(told).filter((arrow) => !STILL.includes(arrow)), []);
  deepEqual(
    imports.get("analyses/index.ts")!.filter((to) =>
      to !== "analyses/analysis.ts" && analysisOf(to)?.part !== "analysis"
    ),
    [],
  );
});

Deno.test("no import is excused any longer that keeps to the order", () => {
  const against = new Set([
    ...arrows.filter((arrow) => RULES.some(({ isBroken }) => isBroken(arrow))),
    ...knowingSeveral(imports),
  ].map(told));
  deepEqual(STILL.filter((arrow) => !against.has(arrow)), []);
});

Deno.test("findCircle() gives the way round, of types and of files further on too", () => {
  const found = importsOf(
    `import type { A } from "./b.ts";\nexport { c } from "../c.ts";\nconst { d } = await import("./d.ts");`,
    "/x/a.ts",
  );
  deepEqual(found, ["/x/b.ts", "/c.ts", "/x/d.ts"]);
  deepEqual(findCircle(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c", "b"]);
  equal(findCircle(new Map([["a", ["b", "c"]], ["b", ["c"]], ["c", []]])), null);
});

/** Imports that break a rule, and ones beside them that keep to it, by the rule's place in the list. */
const CASES: [rule: number, from: string, to: string, isBroken: boolean][] = [
  [0, "sources/a.ts", "compute/b.ts", true],
  [0, "compute/b.ts", "sources/a.ts", false],
  [0, "results/a.ts", "analyses/x/schema.ts", false],
  [0, "results/a.ts", "analyses/x/settle.ts", true],
  [0, "analyses/x/schema.ts", "text/words.ts", true],
  [0, "analyses/index.ts", "analyses/schema.ts", true],
  [0, "analyses/schema.ts", "analyses/index.ts", false],
  [0, "analyses/x/view.ts", "site/kit/tables.ts", false],
  [0, "site/kit/tables.ts", "analyses/x/view.ts", true],
  [0, "site/pages/a.ts", "site/write/b.ts", true],
  [0, "run/analyse.ts", "site/pages/a.ts", true],
  [1, "analyses/x/schema.ts", "analyses/x/settle.ts", true],
  [1, "analyses/x/measure.ts", "analyses/x/settle.ts", true],
  [1, "analyses/x/settle/part.ts", "analyses/x/measure/part.ts", false],
  [1, "analyses/x/words.ts", "analyses/x/settle/part.ts", true],
  [1, "analyses/x/view/chart.ts", "analyses/x/words.ts", false],
  [1, "analyses/x/words.ts", "analyses/x/view.ts", true],
  [1, "analyses/x/view.ts", "analyses/x/view/chart.ts", false],
  [1, "analyses/x/settle.ts", "analyses/x/analysis.ts", true],
  [2, "analyses/x/settle.ts", "analyses/y/schema.ts", false],
  [2, "analyses/x/settle.ts", "analyses/y/settle.ts", true],
  [3, "analyses/x/schema.ts", "measure/change.ts", true],
  [3, "analyses/x/words/part.ts", "prepare/options.ts", true],
  [3, "analyses/x/view.ts", "sources/npy.ts", true],
  [3, "analyses/x/measure.ts", "compute/engine.ts", false],
  [4, "site/pages/a.ts", "analyses/x/settle/part.ts", true],
  [4, "site/write/a.ts", "analyses/index.ts", false],
  [4, "site/kit/a.ts", "measure/change.ts", true],
];

Deno.test("RULES tell an import against the order from one beside it", () => {
  for (const [rule, from, to, isBroken] of CASES) {
    equal(RULES[rule]!.isBroken({ from, to }), isBroken, `${RULES[rule]!.says}: ${from} -> ${to}`);
  }
});

Deno.test("knowingSeveral() finds files that know two analyses, by more than their schemas", () => {
  const found = knowingSeveral(
    new Map([
      ["analyses/index.ts", ["analyses/x/analysis.ts", "analyses/y/analysis.ts"]],
      ["site/pages/a.ts", ["analyses/x/schema.ts", "analyses/y/schema.ts"]],
      ["run/a.ts", ["analyses/x/settle.ts", "analyses/y/schema.ts"]],
      ["run/b.ts", ["analyses/x/settle.ts", "analyses/y/view/chart.ts"]],
    ]),
  );
  deepEqual(found.map(told), [
    "run/b.ts imports analyses/x/settle.ts",
    "run/b.ts imports analyses/y/view/chart.ts",
  ]);
});
