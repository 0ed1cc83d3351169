import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { movedFigure } from "../../../../src/analyses/projection/view/moved_figure.ts";
import type { DecompositionRow } from "../../../../src/results.ts";
import { HOSTILE_NAMES, THREE_LAYERS } from "../../../site/sample_results.ts";
import { sampleColumns } from "../../../site/sample_summary.ts";
import { samplePages, textOf } from "../../../site/html.ts";

/** Rows of these projections, by size, the outputs as far from zero as is set. */
function rows(projections: readonly number[], base = 20): DecompositionRow[] {
  return projections.map((projection, i): DecompositionRow => ({
    ...sampleColumns(projection, false),
    name: `role${i}`,
    kind: "role",
    projection,
    cosine: null,
    base_projection: base + i,
    instruct_projection: base + i + projection,
  })).sort((a, b) => Math.abs(b.projection) - Math.abs(a.projection));
}

const figure = (of: readonly DecompositionRow[]) => movedFigure(of, { layer: 18, isSpoken: true });
/** Without the marks that keep a name to itself. */
const title = (of: readonly DecompositionRow[]) => figure(of)?.title.replace(/[\u2068\u2069]/g, "");

Deno.test("movedFigure() claims which way how many vectors moved, and which one most", () => {
  const away = Array.from({ length: 19 }, (_, i) => -1 - i);
  strictEqual(
    title(rows(away)),
    "The output moved away from all 19 vectors, most away from role18",
  );
  strictEqual(
    title(rows([...away, 4])),
    "The output moved away from all but 1 of 20 vectors, most away from role18",
  );
  strictEqual(
    title(rows([...away, 44])),
    "The output moved away from all but 1 of 20 vectors, most toward role19",
  );
  strictEqual(
    title(rows([...away, 4, 3])),
    "The output moved away from 19 of 21 vectors and toward 2, most away from role18",
  );
  strictEqual(
    title(rows([5, 4, 3, -1, -2, 0])),
    "The output moved toward 3 of 6 vectors and away from 2, most toward role0",
  );
  strictEqual(title(rows([5, 4])), "The output moved toward both vectors, most toward role0");
});

Deno.test("movedFigure() names the farthest of either side, and lists the same in its table", () => {
  const found = figure(rows([-9, -8, -7, -6, -5, -4, -3, -2, 1, 0.5]))!;
  const listed = found.table!.rows.map(({ cells }) => cells[0]!.text);
  deepStrictEqual(listed, ["role0", "role1", "role2", "role3", "role4", "role5", "role8", "role9"]);
  const [wide] = found.charts;
  const written = [...wide!.svg.matchAll(/>(role\d)<\/text>/g)].map(([, name]) => name!);
  deepStrictEqual(written.toSorted(), listed);
  const [, said] = /<title>role0 \(role\): ([^<]*)<\/title>/.exec(wide!.svg) ?? [];
  strictEqual(said, "base 20, instruct 11");
});

Deno.test("movedFigure() draws nothing of runs without projections of the outputs, and where nothing moved", () => {
  const older = rows([-3, 2]).map((row) => ({
    ...row,
    base_projection: null,
    instruct_projection: null,
  }));
  strictEqual(figure(older), null);
  strictEqual(figure(rows([0, 0])), null);
  strictEqual(figure(rows([3])), null);
});

Deno.test("movedFigure() keeps the name in its title to itself", () => {
  const hostile = rows([-3, 2]).map((row, i) => ({ ...row, name: HOSTILE_NAMES[2 + i]! }));
  const found = figure(hostile)!;
  ok(/most away from \u2068\ufffdgnp\.exe\u2069$/.test(found.title), found.title);
});

Deno.test("decompositionPage() has the figure of what moved, and none of a checkpoint against itself", () => {
  const page = (isSelf: boolean) =>
    samplePages({ layers: THREE_LAYERS, isSelf }).get("decompositions/layer-18.html")!;
  ok(textOf(page(false).querySelector("#moved")).includes("The output moved away from"));
  ok(page(true).querySelector("#moved") === null);
});
