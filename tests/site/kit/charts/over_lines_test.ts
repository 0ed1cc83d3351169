import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { liftOver, textLines } from "../../../../src/site/kit/charts/over_lines.ts";

const across = { left: 40, right: 80, ceiling: 200 };

Deno.test("liftOver() lets a text stand where no line runs through it", () => {
  const peak = [{ x: 0, y: 10 }, { x: 60, y: 50 }, { x: 120, y: 10 }];
  strictEqual(liftOver([peak], { ...across, y: 50 }), 0);
  strictEqual(liftOver([], { ...across, y: 50 }), 0);
});

Deno.test("liftOver() lifts a text over a slope between two points that lie outside of it", () => {
  // At the right end of the text the line is 60 high.
  const slope = [{ x: 0, y: 20 }, { x: 160, y: 100 }];
  strictEqual(liftOver([slope], { ...across, y: 45 }), 14);
  strictEqual(liftOver([slope.slice(0, 1)], { ...across, y: 45 }), 0);
});

Deno.test("liftOver() has no place where it would be led far off, or over the chart", () => {
  const line = (y: number) => [{ x: 0, y }, { x: 160, y }];
  const many = [10, 20, 30, 40, 50, 60, 70].map(line);
  strictEqual(liftOver(many, { ...across, y: 5 }), null);
  strictEqual(liftOver([line(20)], { ...across, y: 10, ceiling: 35 }), null);
});

Deno.test("textLines() keep the next text off one that stands there", () => {
  const first = { left: 40, right: 80, y: 50 };
  deepStrictEqual(textLines(first).map((line) => line.map(({ y }) => y)), [[53, 53], [68, 68]]);
  strictEqual(liftOver(textLines(first), { ...across, y: 50 }), 16);
  strictEqual(liftOver(textLines(first), { ...across, left: 81, right: 120, y: 50 }), 0);
});
