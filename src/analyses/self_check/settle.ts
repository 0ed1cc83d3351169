/**
 * The check of all layers together.
 *
 * @module
 */

import type { ProductCheck } from "../../compute/compared_product.ts";
import { LARGEST_DIFFERENCE } from "../../compute/product_check.ts";
import type { SelfCheck } from "../../results.ts";
import type { Settled, Settling } from "../analysis.ts";

/** The rows of all layers, what they add up to, and the largest difference. */
export function settle({ numbers }: Pick<Settling<ProductCheck>, "numbers">): Settled {
  const layers = numbers.map(({ layer, numbers: { nProducts, nValues, largest } }) => ({
    layer,
    products: nProducts,
    values: nValues,
    largest_difference: largest?.difference ?? null,
    model: largest?.side ?? null,
    tensor: largest?.product ?? null,
    row: largest?.row ?? null,
  }));
  const blocks = numbers.flatMap(({ layer, numbers: { block } }): SelfCheck["block"][] =>
    block === null ? [] : [{
      layer,
      model: block.side,
      tensor: block.product,
      rows: block.nRows,
      vectors: block.nVectors,
      is_whole: block.isWhole,
    }]
  ) as NonNullable<SelfCheck["block"]>[];
  const differences = layers.flatMap((row) => row.largest_difference ?? []);
  const sum = (of: "products" | "values") => layers.reduce((total, row) => total + row[of], 0);
  return {
    results: {
      self_check: {
        bound: LARGEST_DIFFERENCE,
        products: sum("products"),
        values: sum("values"),
        largest_difference: differences.length === 0 ? null : Math.max(...differences),
        block:
          blocks.toSorted((a, b) =>
            Number(b.is_whole) - Number(a.is_whole) || b.rows * b.vectors - a.rows * a.vectors
          )[0] ?? null,
        layers,
      },
    },
  };
}
