import { throws } from "node:assert/strict";
import { checkTables } from "../../src/cli/results_tables.ts";
import type { Results } from "../../src/results.ts";
import { sampleResults, THREE_LAYERS } from "../site/sample_results.ts";

/** The sample with one value replaced. */
function sampleWith(path: (string | number)[], value: unknown): Results {
  const copy = structuredClone(sampleResults({ layers: [18] }));
  // deno-lint-ignore no-explicit-any -- any part of it
  const parent = path.slice(0, -1).reduce((part: any, key) => part[key], copy);
  parent[path.at(-1)!] = value;
  return copy;
}

/** Asserts the whole message for one replaced value. */
function refuses(path: (string | number)[], value: unknown, message: string) {
  throws(() => checkTables(sampleWith(path, value)), { name: "TypeError", message });
}

Deno.test("checkTables() passes what a run writes", () => {
  for (const options of [{}, { layers: THREE_LAYERS }, { isSelf: true }, { hasBaseline: false }]) {
    checkTables(sampleResults(options));
  }
});

Deno.test("checkTables() refuses a row that stands there twice, by its names", () => {
  const { mlp, decompositions } = sampleResults({ layers: [18] });
  refuses(
    ["mlp"],
    [{ ...mlp[0]!, delta_norm: 99 }, ...mlp],
    `Cannot read results at mlp: expected one row of layer 18, input_vector ${
      mlp[0]!.input_vector
    }, found two; render the file that a run wrote`,
  );
  const [row] = decompositions[18]!;
  throws(
    () => checkTables(sampleWith(["decompositions", "18"], [...decompositions[18]!, row])),
    /^TypeError: Cannot read results at decompositions\.18: expected one row of name \S+, kind (?:role|trait), input_vector PC1, found two/,
  );
});

Deno.test("checkTables() refuses lists by vector that are longer or shorter than the vectors", () => {
  const { vectors } = sampleResults({ layers: [18] }).roles_by_layer!;
  const { length } = vectors;
  refuses(
    ["roles_by_layer", "vectors"],
    vectors.slice(1),
    `Cannot read results at roles_by_layer.layers[0].lengths: expected an array of ${
      length - 1
    }, as there are so many vectors, found an array of ${length}`,
  );
  refuses(
    ["roles_by_layer", "layers", 0, "inputs", 1, "cosines"],
    [],
    `Cannot read results at roles_by_layer.layers[0].inputs[1].cosines: expected an array of ${length}, as there are so many vectors, found an array of 0`,
  );
});
