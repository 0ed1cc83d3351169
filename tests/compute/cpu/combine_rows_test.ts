import { combineRows } from "../../../src/compute/cpu/combine_rows.ts";
import { assertClose } from "../close.ts";
import { OPERATIONS } from "./operations.ts";

Deno.test("combineRows() agrees with PyTorch over two tiles", () => {
  const { g, weight, out } = OPERATIONS.combine_rows;
  const actual = new Float64Array(2 * 11);
  for (const [firstRow, endRow] of [[0, 3], [3, 5]] as const) {
    combineRows(actual, {
      g: new Float32Array(g.flat()),
      weight: new Float32Array(weight.slice(firstRow, endRow).flat()),
      nCombinations: 2,
      nRows: endRow - firstRow,
      nColumns: 11,
      firstRow,
    });
  }
  assertClose(actual, out.flat(), { label: "out", atol: 1e-14, rtol: 1e-14 });
});
