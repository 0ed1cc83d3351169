import assert from "node:assert/strict";
import { readBenchOptions } from "./options.ts";

Deno.test("readBenchOptions() takes the widths of gemma-2-27b and four numbers of vectors by default", () => {
  const { shape, inputs, folder } = readBenchOptions([]);
  assert.deepEqual(shape, { hiddenSize: 4608, intermediateSize: 36864, nLayers: 2 });
  assert.deepEqual(inputs, [6, 38, 64, 515]);
  assert.equal(folder, null);
});

Deno.test("readBenchOptions() sorts the numbers of vectors and refuses the same one twice", () => {
  assert.deepEqual(readBenchOptions(["--inputs", "64,6"]).inputs, [6, 64]);
  assert.throws(
    () => readBenchOptions(["--inputs", "6,6"]),
    /^UsageError: Cannot use --inputs 6,6: expected different numbers$/,
  );
  assert.throws(() => readBenchOptions(["--inputs", "0"]), /^UsageError: .*--inputs 0/);
});
