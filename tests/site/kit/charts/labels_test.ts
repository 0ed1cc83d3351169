import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { deltaNormChart } from "../../../../src/analyses/change/view/delta_norm_chart.ts";
import { clearOf, labelLines, labelsBeside } from "../../../../src/site/kit/charts/labels.ts";
import { sweepSwarmChart } from "../../../../src/analyses/sweep/view/sweep_swarm_chart.ts";
import { sampleResults } from "../../sample_results.ts";

Deno.test("labelLines() puts labels that would meet on lines of their own, and others on the first", () => {
  const labels = [
    { at: 100, text: "PC1" },
    { at: 104, text: "-PC1" },
    { at: 102, text: "PC2" },
    { at: 300, text: "-PC2" },
  ];
  deepStrictEqual(labelLines(labels), [0, 2, 1, 0]);
  deepStrictEqual(labelLines([]), []);
});

Deno.test("clearOf() lifts a label over the marks that it would lie on, one after another", () => {
  const scale = { pixelsPerUnit: 10 };
  strictEqual(clearOf(5, [6, 8], scale), 8);
  strictEqual(clearOf(5, [9], scale), 5);
  strictEqual(clearOf(5, [4, 5], scale), 5);
});

Deno.test("labelsBeside() keeps texts apart and inside the chart, and leads a line to those that moved away", () => {
  const chart = { width: 300, height: 120 };
  // Five marks in one place and a crowd around them.
  const labels = Array.from({ length: 5 }, (_, i) => ({ x: 20 + i, y: 60, text: "caveman" }));
  const crowd = Array.from({ length: 40 }, (_, i) => ({ x: 5 * i, y: 58 + (i % 3) }));
  const placed = labelsBeside(labels, { ...chart, marks: [...labels, ...crowd] });
  // As wide as the texts of a chart are at least, by hand: 6 pixels a character.
  const boxes = placed.flatMap((label) => {
    if (label === null) return [];
    const width = 6 * "caveman".length;
    const left = label.x - { start: 0, middle: width / 2, end: width }[label.anchor];
    return [{ left, right: left + width, top: label.y - 6, bottom: label.y + 6 }];
  });
  strictEqual(boxes.length, 5);
  for (const [i, a] of boxes.entries()) {
    ok(a.left >= 0 && a.right <= chart.width && a.top >= 0 && a.bottom <= chart.height, String(i));
    for (const b of boxes.slice(0, i)) {
      ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top);
    }
  }
  ok(placed.some((label) => label!.foot !== null));
});

Deno.test("labelsBeside() writes the first text where there is room for one, and leaves the other out", () => {
  const chart = { width: 60, height: 16, marks: [] };
  const labels = [{ x: 2, y: 8, text: "poet" }, { x: 4, y: 8, text: "bard" }];
  const [first, second] = labelsBeside(labels, chart);
  deepStrictEqual([first?.anchor, second], ["start", null]);
});

/** Heights of the texts of a chart, by text. */
function textHeights(svg: string): Map<string, number> {
  return new Map(
    [...svg.matchAll(/<text y="([-\d.]+)"[^>]*>([^<]+)<\/text>/g)]
      .map(([, y, text]) => [text!, Number(y)]),
  );
}

Deno.test("sweepSwarmChart() does not write -PC1 over PC1 where both turn alike", () => {
  const beside = [
    { input_vector: "PC1", delta_angular_mean: 0.01 },
    { input_vector: "-PC1", delta_angular_mean: 0.0101 },
  ];
  const svg = sweepSwarmChart({ rows: [], tests: [], beside }, 360);
  const groups = [
    ...svg.matchAll(/<g[^>]*transform="translate\(([^)]*)\)"[^>]*><text[^>]*>(−?PC1)</g),
  ];
  const lines = new Set(groups.map(([, at]) => at!.split(",")[1]));
  strictEqual(groups.length, 2, svg);
  strictEqual(lines.size, 2);
});

Deno.test("deltaNormChart() writes the peak above a marker of -PC1 that is in the way", () => {
  const layers = Array.from({ length: 15 }, (_, i) => 14 + i);
  const results = { ...sampleResults({ layers }), evidence: null };
  const peak = results.peaks.absolute!;
  /** Where the peak's text is, with a marker of -PC1 a little higher at this layer. */
  const height = (layer: number) => {
    const mlp = results.mlp.map((row) =>
      row.layer === layer && row.input_vector === "-PC1"
        ? { ...row, delta_norm: 1.04 * peak.delta_norm }
        : row
    );
    const found = [...textHeights(deltaNormChart({ ...results, mlp }, 800))]
      .find(([text]) => text.startsWith(`layer ${peak.layer}:`));
    ok(found !== undefined);
    return found[1];
  };
  const farAway = peak.layer > 20 ? 14 : 28;
  ok(height(peak.layer) < height(farAway) - 5);
});
