/** Control vectors as tests/oracle/vector_fixtures.py wrote them from the format's specification. */

import assert from "node:assert/strict";
import {
  assertRows,
  EXPECTED,
  fixture,
  fixturesIn,
  L,
  openFiles,
  openOne,
  reading,
} from "./vector_fixtures.ts";

const { happy, honest } = EXPECTED.gguf;

Deno.test("openVectorFolder() reads control vectors: traits, differences, none of block 0", async () => {
  const folder = await openFiles([...fixturesIn("gguf"), ["README.md", ""]]);
  assert.deepEqual([folder.layout, folder.nLayers, folder.hiddenSize, folder.isByLayer], [
    "gguf",
    L,
    6,
    true,
  ]);
  assert.deepEqual(reading(folder), ["block", null, "difference"]);
  assert.deepEqual([folder.difference, folder.unread, folder.skipped], [null, [], []]);
  assert.deepEqual(
    folder.sayings,
    ["happy", "honest"].map((name) => ({ path: `${name}.gguf`, of: "model", text: "llama" })),
  );
  assert.deepEqual(folder.absent, [
    { kind: "trait", name: "happy", layers: [0] },
    { kind: "trait", name: "honest", layers: [0] },
  ]);
  await assertRows(folder, { "trait happy": happy!, "trait honest": honest! });
  assert.deepEqual((await folder.readLayers([0]))[0]?.vectors, []);
});

Deno.test("openVectorFolder() takes one control vector for a role where that is asked", async () => {
  const folder = await openOne("gguf/happy.gguf", { kind: "role" });
  assert.deepEqual(reading(folder), ["block", "difference", null]);
  await assertRows(folder, { "role happy": happy! });
  await assert.rejects(openOne("gguf/happy.gguf", { vectorsAre: "raw" }), {
    name: "UsageError",
    message:
      /^Cannot open persona vectors given: expected a vector named default to subtract from raw means, found none; /,
  });
  const raw = await openOne("gguf/happy.gguf", { vectorsAre: "raw", difference: "none" });
  assert.deepEqual(reading(raw), ["block", null, "raw"]);
});

for (
  const [name, finding] of [
    [
      "model",
      'expected general.architecture controlvector, found "llama": this is a model, and no control vector',
    ],
    ["zero", "expected directions from block 1 on, found direction.0, which llama.cpp refuses too"],
    ["half", "expected direction.2 in F32 [C], found F16 [6]"],
    ["matrix", "expected direction.2 in F32 [C], found F32 [6, 2]"],
    ["cut", /^expected direction\.3 in bytes \d+ to 408, found a file of 400: it is cut short$/],
    ["cut-header", "the file ends inside its header, after 60 bytes"],
  ] as const
) {
  Deno.test(`openVectorFolder() refuses the GGUF file ${name} in one line`, async () => {
    await assert.rejects(openOne(`refused/${name}.gguf`), (error: Error) => {
      const start = `Cannot read the control vector ${name}.gguf: `;
      assert.ok(error.message.startsWith(start), error.message);
      const found = error.message.slice(start.length);
      if (typeof finding === "string") assert.equal(found, finding);
      else assert.match(found, finding);
      assert.ok(!found.includes("\n"));
      return true;
    });
  });
}

Deno.test("openVectorFolder() refuses directions of two lengths, and what is no GGUF file", async () => {
  await assert.rejects(openOne("refused/lengths.gguf"), {
    message:
      "Cannot use lengths.gguf: expected vectors of one length, found 6 entries at layer 1 and 5 at layer 2",
  });
  await assert.rejects(
    openFiles([["a.gguf", fixture("wide.csv")]]),
    /^Error: Cannot read the control vector a\.gguf: expected a file that starts as GGUF files do$/,
  );
  await assert.rejects(
    openFiles([["a.gguf", ""]]),
    /^Error: Cannot read the control vector a\.gguf: /,
  );
});
