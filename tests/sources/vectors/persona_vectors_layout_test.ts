/** Against torch; written by tests/oracle/vector_fixtures.py. */

import assert from "node:assert/strict";
import { assertRows, EXPECTED, fixturesIn, L, openFiles, reading } from "./vector_fixtures.ts";

const files = () => fixturesIn("persona_vectors");
const { persona_vectors: rows } = EXPECTED;

Deno.test("openVectorFolder() reads persona_vectors' files: traits, differences, row l + 1 for layer l", async () => {
  for (const modelLayers of [undefined, L]) {
    const folder = await openFiles(files(), modelLayers === undefined ? {} : { modelLayers });
    assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize], ["persona_vectors", L, 6]);
    assert.deepEqual([folder.roleKey, folder.traitKey], [null, "response_avg"]);
    assert.deepEqual(reading(folder), ["embedding", null, "difference"]);
    assert.equal(
      folder.rowZero.why,
      modelLayers === undefined
        ? "file names that end in _diff, made out of hidden_states"
        : "file names that end in _diff, made out of hidden_states",
    );
    assert.deepEqual([folder.difference, folder.unread, folder.skipped], [null, [], []]);
    await assertRows(folder, {
      "trait evil": rows["evil response_avg"]!,
      "trait kind": rows["kind response_avg"]!,
    });
    assert.equal((await folder.readLayers([0]))[0]?.default, null);
  }
});

Deno.test("openVectorFolder() chooses among the files of a trait by its key, and names a trait without one", async () => {
  const folder = await openFiles(files(), { traitKey: "prompt_last" });
  await assertRows(folder, { "trait evil": rows["evil prompt_last"]! });
  assert.deepEqual(folder.skipped, [
    {
      kind: "trait",
      name: "kind",
      reason: "no file of prompt_last; it has prompt_avg, response_avg",
    },
  ]);
  await assert.rejects(openFiles(files(), { traitKey: "pos_neg" }), {
    message:
      "Cannot open persona vectors given: expected role or trait vectors of the persona_vectors layout, found none of its 2 " +
      "files has the key asked (evil: no file of pos_neg; it has prompt_avg, prompt_last, response_avg)",
  });
});

Deno.test("openVectorFolder() takes another file of the traits where none has the usual one", async () => {
  const other = [...files()].filter(([name]) => !name.includes("response_avg"));
  const folder = await openFiles(other);
  assert.equal(folder.traitKey, "prompt_avg");
  await assertRows(folder, {
    "trait evil": rows["evil prompt_avg"]!,
    "trait kind": rows["kind prompt_avg"]!,
  });
});

Deno.test("openVectorFolder() takes other tensors whose names end in _diff likewise", async () => {
  const bytes = files().get("evil_response_avg_diff.pt")!;
  const folder = await openFiles([["mean_diff.pt", bytes]]);
  assert.deepEqual([folder.layout, folder.nLayers], ["tensors", L]);
  assert.deepEqual(reading(folder), ["embedding", null, "difference"]);
  await assertRows(folder, { "trait mean_diff": rows["evil response_avg"]! });
  await assert.rejects(
    openFiles([["mean_diff.pt", bytes], ["mean.pt", bytes]]),
    /Cannot tell roles from traits/,
  );
});

Deno.test("openVectorFolder() takes persona_vectors' traits for roles where that is asked", async () => {
  const folder = await openFiles(files(), { kind: "role" });
  assert.deepEqual(reading(folder), ["embedding", "difference", null]);
  assert.deepEqual([folder.roleKey, folder.traitKey], ["response_avg", null]);
  await assertRows(folder, {
    "role evil": rows["evil response_avg"]!,
    "role kind": rows["kind response_avg"]!,
  });
});

Deno.test("openVectorFolder() trusts the number of rows before the names, and what is declared before both", async () => {
  const five = await openFiles(files(), { modelLayers: L + 1 });
  assert.deepEqual([five.rowZero, five.nLayers], [
    { is: "block", why: "5 rows for a model of 5 layers" },
    L + 1,
  ]);
  const declared = await openFiles(files(), { modelLayers: L, rowZero: "block" });
  assert.deepEqual([declared.rowZero, declared.nLayers], [
    { is: "block", why: "declared by --row-zero block" },
    L + 1,
  ]);
  const other = await openFiles(files(), { modelLayers: L + 7 });
  assert.deepEqual([other.rowZero.is, other.nLayers], ["embedding", L]); // refused beside the model
});

Deno.test("openVectorFolder() says what lies beside persona_vectors' files, and subtracts nothing from differences", async () => {
  const folder = await openFiles([...files(), ["evil.pt", ""], ["log.txt", ""]]);
  assert.deepEqual(folder.unread.map(({ path }) => path), ["evil.pt", "log.txt"]);
  await assert.rejects(openFiles(files(), { difference: "default_1" }), {
    name: "UsageError",
    message:
      "Cannot subtract default_1 from the vectors of given: they are differences already; expected --difference default or none",
  });
});

Deno.test("readLayers() names the layer, not the row, of a number that is not finite", async () => {
  const all = files();
  const name = "kind_response_avg_diff.pt";
  const { encodeTorchFile } = await import("../../../src/demonstration/torch_writer.ts");
  const values = new Float32Array((L + 1) * 6).fill(1);
  values[3 * 6 + 2] = NaN; // row 3
  all.set(name, encodeTorchFile({ is: "tensor", shape: [L + 1, 6], values }));
  const folder = await openFiles(all);
  await folder.readLayers([1, 3]);
  await assert.rejects(folder.readLayers([2]), {
    message: `Cannot use ${name}: expected finite numbers at layer 2, found NaN at element 2`,
  });
});
