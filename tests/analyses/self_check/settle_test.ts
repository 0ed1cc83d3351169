import assert from "node:assert/strict";
import { parseHTML } from "linkedom";
import { settle } from "../../../src/analyses/self_check/settle.ts";
import { sections } from "../../../src/analyses/self_check/view.ts";
import type { ProductCheck } from "../../../src/compute/compared_product.ts";
import type { Results, SelfCheck } from "../../../src/results.ts";
import { checkResults } from "../../../src/analyses/check_results.ts";
import { siteTexts, textOf } from "../../site/html.ts";
import { sampleResults, THREE_LAYERS } from "../../site/sample_results.ts";

const check = (of: Partial<ProductCheck>): ProductCheck => ({
  nProducts: 6,
  nValues: 1000,
  block: null,
  largest: { side: "base", product: "gate", difference: 1e-8, row: 3, vector: 2 },
  ...of,
});

const part = { side: "instruct", product: "down", nRows: 8, nVectors: 14, isWhole: false } as const;

function settled(numbers: { layer: number; numbers: ProductCheck }[]): SelfCheck {
  return settle({ numbers }).results?.self_check as SelfCheck;
}

/** The part of the page of methods, as text. */
function told(self_check: SelfCheck | null): string | null {
  const results: Results = { ...sampleResults({ layers: THREE_LAYERS }), self_check };
  const { document } = parseHTML(siteTexts(results).get("methods.html")!);
  const text = textOf(document.querySelector("main") as unknown as Element);
  const start = text.indexOf("Computed again in float64");
  return start === -1 ? null : text.slice(start);
}

Deno.test("settle() adds up the layers, and names the largest difference and the largest block, a whole one first", () => {
  const found = settled([
    { layer: 4, numbers: check({ block: { ...part, nRows: 900, nVectors: 900 } }) },
    {
      layer: 5,
      numbers: check({
        nValues: 234,
        largest: { side: "instruct", product: "up", difference: 2.5e-7, row: 7, vector: 0 },
        block: { ...part, side: "base", isWhole: true },
      }),
    },
    { layer: 6, numbers: check({ nProducts: 0, nValues: 0, largest: null }) },
  ]);
  assert.deepEqual(found, {
    bound: 1e-6,
    products: 12,
    values: 1234,
    largest_difference: 2.5e-7,
    block: { layer: 5, model: "base", tensor: "down", rows: 8, vectors: 14, is_whole: true },
    layers: [
      {
        layer: 4,
        products: 6,
        values: 1000,
        largest_difference: 1e-8,
        model: "base",
        tensor: "gate",
        row: 3,
      },
      {
        layer: 5,
        products: 6,
        values: 234,
        largest_difference: 2.5e-7,
        model: "instruct",
        tensor: "up",
        row: 7,
      },
      {
        layer: 6,
        products: 0,
        values: 0,
        largest_difference: null,
        model: null,
        tensor: null,
        row: null,
      },
    ],
  });
});

Deno.test("sections() state the largest difference, the bound and the block on the page of methods", () => {
  const layers = THREE_LAYERS.map((layer) => ({
    layer,
    numbers: check({ block: { ...part, isWhole: true } }),
  }));
  const text = told(settled(layers)) ?? "";
  assert.match(
    text,
    /The engine’s products agree with float64 to 1\.0e-8: 3,000 values of 18 products with gate, up and down/,
  );
  assert.match(text, /above 1e-6 the run would have failed/);
  assert.match(
    text,
    /Every value of the product with down of instruct at layer \d+ is among them: all 8 rows for 14 input vectors\./,
  );
  assert.match(
    told(settled([{ layer: 18, numbers: check({ block: part }) }])) ?? "",
    /8 neighbouring rows for 14 input vectors/,
  );
});

Deno.test("sections() say nothing of earlier runs, which have no such part", () => {
  assert.equal(told(null), null);
  const { self_check: _, ...earlier } = sampleResults({ layers: THREE_LAYERS });
  const read = checkResults(JSON.parse(JSON.stringify(earlier)));
  assert.equal(read.self_check, null);
  assert.deepEqual(sections(read, { page: "methods", part: "precision" }), []);
});
