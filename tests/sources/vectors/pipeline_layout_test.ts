/** Against torch; written by tests/oracle/pipeline_fixtures.py. */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { encodeTorchFile } from "../../../src/demonstration/torch_writer.ts";
import { readFiles } from "../temporary_folder.ts";

const FIXTURE = new URL("../../testdata/pipeline/", import.meta.url);
const OPTIONS = { roleKey: "pos_all", traitKey: "pos_neg_50", difference: "default" };
const EXPECTED: {
  roles: Record<string, number[][]>;
  default: number[][];
  axis: number[][];
} = JSON.parse(Deno.readTextFileSync(new URL("expected.json", FIXTURE)));

const files = () => readFiles(fileURLToPath(new URL("in", FIXTURE)));
const open = async (change: (files: Map<string, Uint8Array>) => void = () => {}, options = {}) => {
  const all = await files();
  change(all);
  return await openVectorFolder(memoryFolder("given", all), { ...OPTIONS, ...options });
};

Deno.test("openVectorFolder() reads the pipeline's own output, and subtracts the mean of its defaults", async () => {
  const folder = await open();
  assert.deepEqual(
    [folder.layout, folder.nLayers, folder.hiddenSize, folder.roleKey, folder.traitKey],
    ["pipeline", 3, 5, null, null],
  );
  assert.deepEqual([folder.roleNames, folder.traitNames], [["bard", "judge", "poet"], []]);
  assert.equal(folder.difference, "the mean of vectors/default.pt, vectors/default_2.pt");
  assert.deepEqual([folder.unread, folder.skipped], [[], []]);
  for (const { layer, vectors, default: mean } of await folder.readLayers([2, 0])) {
    assert.deepEqual([...mean!], EXPECTED.default[layer]!.map(Math.fround));
    for (const { name, kind, values } of vectors) {
      assert.equal(kind, "role");
      assert.deepEqual([...values], EXPECTED.roles[name]![layer]);
    }
  }
  assert.deepEqual([...await folder.assistantAxis(1) ?? []], EXPECTED.axis[1]!.map(Math.fround));
  assert.deepEqual(
    (await folder.identities()).map(({ name }) => name),
    [
      "axis.pt",
      ...["bard", "default", "default_2", "judge", "poet"].map((name) => `vectors/${name}.pt`),
    ],
  );
});

Deno.test("openVectorFolder() names one default of the pipeline by its file, and does without an axis", async () => {
  const folder = await open((all) => {
    all.delete("vectors/default_2.pt");
    all.delete("axis.pt");
  });
  assert.equal(folder.difference, "vectors/default.pt");
  assert.equal(await folder.assistantAxis(0), null);
});

Deno.test("openVectorFolder() misses a default of the pipeline, unless the roles are to stay raw", async () => {
  const without = (all: Map<string, Uint8Array>) => {
    all.delete("vectors/default.pt");
    all.delete("vectors/default_2.pt");
  };
  await assert.rejects(open(without), {
    message:
      "Cannot open persona vectors given: expected vectors/default.pt, the default vector to subtract, found none; " +
      "give --difference none to leave the roles raw",
  });
  const raw = await open(without, { difference: "none" });
  assert.equal(raw.difference, null);
  await assert.rejects(open(() => {}, { difference: "default_1" }), {
    name: "UsageError",
    message:
      "Cannot subtract default_1 from the vectors of given: its files hold one vector each; " +
      "expected --difference default or none",
  });
});

Deno.test("openVectorFolder() says that a file of the pipeline lacks its key, and names no option that is refused", async () => {
  const none = encodeTorchFile(new Map([["vector", null]]));
  const poet = await open((all) => void all.set("vectors/poet.pt", none));
  assert.deepEqual(poet.skipped, [
    { kind: "role", name: "poet", reason: "the value of key vector is None, no tensor" },
  ]);
  await assert.rejects(
    open((all) => {
      all.delete("vectors/default_2.pt");
      all.set("vectors/default.pt", none);
    }),
    /found the value of key vector is None, no tensor; give --difference none to leave the roles raw$/,
  );
});

Deno.test("openVectorFolder() has the roles of files that are called otherwise, defaults among them", async () => {
  assert.deepEqual((await open()).sayings, []);
  const renamed = await open((all) => {
    all.set("vectors/sage.pt", all.get("vectors/poet.pt")!);
    all.set("vectors/Poet.pt", all.get("vectors/poet.pt")!);
    all.set("vectors/the_poet.pt", all.get("vectors/poet.pt")!);
    all.set("vectors/default.pt", all.get("vectors/judge.pt")!);
  });
  assert.deepEqual(renamed.sayings, [
    { path: "vectors/sage.pt", of: "name", text: "poet" },
    { path: "vectors/default.pt", of: "name", text: "judge" },
  ]);
});

Deno.test("openVectorFolder() says which files of the pipeline's folder are not read", async () => {
  const folder = await open((all) => {
    all.set("notes.txt", new Uint8Array(1));
    all.set("vectors/log.json", new Uint8Array(1));
  });
  assert.deepEqual(folder.unread.map(({ path }) => path).sort(), ["notes.txt", "vectors/log.json"]);
});
