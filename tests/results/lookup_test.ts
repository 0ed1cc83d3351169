import { strictEqual } from "node:assert/strict";
import { index } from "../../src/results/lookup.ts";

const ROWS = [
  { layer: 1, input_vector: "PC1", variant: "raw", value: 10 },
  { layer: 1, input_vector: "PC1", variant: "trimmed", value: 11 },
  { layer: 1, input_vector: "-PC1", variant: "raw", value: 12 },
  { layer: 11, input_vector: "PC1", variant: "raw", value: 13 },
  { layer: 1, input_vector: "PC1", variant: "raw", value: 14 },
];

Deno.test("index() finds a row by all of its keys, the first of those alike", () => {
  const find = index(ROWS, "layer", "input_vector", "variant");
  strictEqual(find({ layer: 1, input_vector: "PC1", variant: "raw" })?.value, 10);
  strictEqual(find({ layer: 1, input_vector: "PC1", variant: "trimmed" })?.value, 11);
  strictEqual(find({ layer: 1, input_vector: "-PC1", variant: "raw" })?.value, 12);
  strictEqual(find({ layer: 11, input_vector: "PC1", variant: "raw" })?.value, 13);
  strictEqual(find({ layer: 2, input_vector: "PC1", variant: "raw" }), undefined);
});

Deno.test("index() takes no value for another that reads alike", () => {
  const find = index([{ a: "1,2", b: "3" }, { a: "1", b: "2,3" }], "a", "b");
  strictEqual(find({ a: "1", b: "2,3" })?.a, "1");
  const mixed: { key: number | string; n: number }[] = [{ key: "1", n: 1 }, { key: 1, n: 2 }];
  strictEqual(index(mixed, "key")({ key: 1 })?.n, 2);
});
