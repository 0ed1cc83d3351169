import { deepStrictEqual as deepEqual, match, strictEqual as equal } from "node:assert/strict";
import { findCircle, importsOf, readImports } from "./import_graph.ts";
import { analysisOf, type Arrow, LISTS, placeInSources, roomOf, RULES } from "./import_rules.ts";
import { loadWithout } from "./load_without.ts";
import type { AnalysisView } from "../src/analyses/analysis_view.ts";
import { ANALYSES } from "../src/analyses/index.ts";
import { VIEWS } from "../src/analyses/views.ts";

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
  const ofSources = files.filter((file) => roomOf(file) === "sources");
  deepEqual(ofSources.filter((file) => placeInSources(file) < 0), []);
  deepEqual(files.filter((file) => analysisOf(file)?.part === null), []);
});

for (const { says, isBroken } of RULES) {
  Deno.test(says, () => {
    deepEqual(arrows.filter(isBroken).map(told), []);
  });
}

Deno.test("both lists name the folders that are there, in one order", () => {
  // Of the files, and of what they export: a line may name another folder than its own.
  const listed = (list: string) => {
    const named = imports.get(list)!.map(analysisOf).filter((analysis) => analysis !== null);
    deepEqual(named.filter(({ part }) => part !== LISTS.get(list)), [], list);
    return named.map(({ name }) => name);
  };
  const names = ANALYSES.map(({ name }) => name);
  deepEqual(listed("analyses/index.ts"), names);
  const folders = [...imports.keys()].flatMap((file) => analysisOf(file)?.name ?? []);
  deepEqual(names.toSorted(), [...new Set(folders)].sort());
  const shown = names.filter((name) => imports.has(`analyses/${name}/view.ts`));
  deepEqual(listed("analyses/views.ts"), shown);
  deepEqual(VIEWS.map(({ name }) => name), shown);
  const isEmpty = ({ sections, pages, files, tensors }: AnalysisView) =>
    !(sections ?? pages ?? files ?? tensors);
  deepEqual(VIEWS.filter(isEmpty), []);
});

/** What is loaded once there is something to show. */
const SHOWS = [
  "@observablehq/plot",
  "site/pages/",
  "site/kit/charts/",
  ...[...imports.keys()].filter((file) => analysisOf(file)?.part === "view"),
];

Deno.test("a run loads neither charts nor pages before its numbers are there", async () => {
  const runs = [...imports.keys()].filter((file) => roomOf(file) === "run");
  const makers = ["library/make_report.ts", "library/make_part.ts"];
  equal(await loadWithout([...makers, ...runs], SHOWS), null);
});

Deno.test("a run reads its first byte without what judges numbers, and without what other runs need", async () => {
  const others = [
    ...["analyses/index.ts", "run/conclude.ts"],
    ...["compute/cpu_engine.ts", "compute/gpu_engine.ts"],
    ...["demonstration/prepare.ts", "sources/hub/open_hub_folder.ts", "sources/hub/kept_room.ts"],
  ];
  const makers = ["library/make_report.ts", "library/make_part.ts"];
  equal(await loadWithout(["cli/report.ts", ...makers], others), null);
});

Deno.test("weights loads neither charts nor pages before its numbers are there, nor what computes outputs", async () => {
  const others = ["analyses/index.ts", "compute/layer_pass.ts", "compute/open_engine.ts"];
  equal(await loadWithout(["cli/weights.ts"], [...SHOWS, ...others]), null);
});

Deno.test("a plan loads nothing that makes a report", async () => {
  const makers = ["library/make_report.ts", "library/make_part.ts"];
  equal(await loadWithout(["cli/report.ts"], [...SHOWS, ...makers]), null);
});

Deno.test("loadWithout() names what is loaded at once, by await import() too", async () => {
  match(
    (await loadWithout(["analyses/views.ts"], SHOWS))!,
    /analyses\/\w+\/view/,
  );
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
  [0, "weights/a.ts", "prepare/b.ts", false],
  [0, "prepare/a.ts", "weights/b.ts", true],
  [1, "analyses/x/schema.ts", "analyses/x/settle.ts", true],
  [1, "analyses/x/measure.ts", "analyses/x/settle.ts", true],
  [1, "analyses/x/settle/part.ts", "analyses/x/measure/part.ts", false],
  [1, "analyses/x/words.ts", "analyses/x/settle/part.ts", true],
  [1, "analyses/x/view/chart.ts", "analyses/x/words.ts", false],
  [1, "analyses/x/view/chart.ts", "analyses/x/settle.ts", true],
  [1, "analyses/x/words.ts", "analyses/x/view.ts", true],
  [1, "analyses/x/view.ts", "analyses/x/view/chart.ts", false],
  [1, "analyses/x/settle.ts", "analyses/x/analysis.ts", true],
  [1, "analyses/x/analysis.ts", "analyses/x/words.ts", false],
  [1, "analyses/x/analysis.ts", "analyses/x/view.ts", true],
  [2, "analyses/x/settle.ts", "analyses/y/schema.ts", false],
  [2, "analyses/x/settle.ts", "analyses/y/settle.ts", true],
  [3, "analyses/x/schema.ts", "measure/change.ts", true],
  [3, "analyses/x/words/part.ts", "prepare/options.ts", true],
  [3, "analyses/x/view.ts", "sources/npy.ts", true],
  [3, "analyses/x/measure.ts", "compute/engine.ts", false],
  [4, "site/pages/a.ts", "analyses/x/settle/part.ts", true],
  [4, "site/write/a.ts", "analyses/index.ts", false],
  [4, "site/kit/a.ts", "measure/change.ts", true],
  [4, "site/pages/a.ts", "weights/compare_layers.ts", true],
  [5, "run/a.ts", "analyses/views.ts", true],
  [5, "analyses/schema.ts", "analyses/views.ts", true],
  [5, "site/pages/a.ts", "analyses/views.ts", false],
  [5, "analyses/index.ts", "analyses/x/view.ts", true],
  [5, "analyses/views.ts", "analyses/x/view.ts", false],
  [5, "analyses/x/analysis.ts", "analyses/x/view/chart.ts", true],
  [5, "analyses/x/view.ts", "analyses/x/view/chart.ts", false],
  [6, "sources/folder/a.ts", "sources/hub/b.ts", true],
  [6, "sources/npy/a.ts", "sources/vectors/b.ts", true],
  [6, "sources/vectors/forms/a.ts", "sources/npy/b.ts", false],
  [6, "sources/input_folder.ts", "sources/hub/b.ts", false],
  [7, "run/a.ts", "analyses/x/settle/part.ts", true],
  [7, "site/pages/a.ts", "analyses/x/schema.ts", false],
  [7, "analyses/index.ts", "analyses/x/analysis.ts", false],
  [7, "analyses/x/settle.ts", "analyses/x/settle/part.ts", false],
];

Deno.test("RULES tell an import against the order from one beside it", () => {
  for (const [rule, from, to, isBroken] of CASES) {
    equal(RULES[rule]!.isBroken({ from, to }), isBroken, `${RULES[rule]!.says}: ${from} -> ${to}`);
  }
});
