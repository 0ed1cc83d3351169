import assert from "node:assert/strict";
import {
  describeFile,
  openActivationsFile,
  openInputFolder,
} from "../../../src/sources/folder/input_folder.ts";
import { withFolder } from "../temporary_folder.ts";

Deno.test("openInputFolder() opens a folder, which messages call as it was typed", () =>
  withFolder({ "base/config.json": "{}" }, async (path) => {
    const folder = await openInputFolder(`${path}/base/`, "checkpoint");
    assert.deepEqual([folder.label, folder.name], ["base", `${path}/base/`]);
    assert.deepEqual((await folder.list("")).files, ["config.json"]);
  }));

Deno.test("describeFile() says which folder to give", () => {
  assert.equal(describeFile("a/model.safetensors", "checkpoint"), "a file; give its folder, a");
  assert.match(describeFile("a/b.gguf", "checkpoint"), /^a GGUF file; /);
  assert.match(describeFile("a/b.tar.gz", "vectors"), /^an archive; unpack it/);
  assert.equal(describeFile("a/b.pt", "vectors"), "a file; give its folder, a");
  assert.equal(describeFile("a/b", "vectors"), "a file");
});

for (
  const [src, finding] of [
    ["~/models/a", "the shell leaves ~ as it is"],
    ["file:///models/a%20b", "a file:// address, expected a path: /models/a b"],
    ["https://huggingface.co/google/gemma-2-27b", "a https:// address, expected a local folder"],
    ["hf://google/gemma", "a hf:// address"],
    ["$HOME/models", "the variable in it was not replaced"],
    ['"/models/a"', "the quotes are part of it"],
    [" /models/a", "it begins or ends with a space"],
    ["google/gemma-2-27b", "ids on the Hugging Face Hub"],
  ] as const
) {
  Deno.test(`openInputFolder() says what ${src} looks like`, async () => {
    await assert.rejects(openInputFolder(src, "checkpoint"), (error: Error) => {
      assert.ok(error.message.startsWith("Cannot open checkpoint "), error.message);
      assert.ok(error.message.includes(finding), error.message);
      return true;
    });
  });
}

Deno.test("openActivationsFile() refuses a file of another kind before it looks for it", async () => {
  await assert.rejects(openActivationsFile("/absent/a.csv"), {
    message: "Cannot read the activations in /absent/a.csv: expected a .npy or .safetensors file",
  });
  await assert.rejects(openActivationsFile("/absent/a.npy"), {
    message: "Cannot open /absent/a.npy: no such file",
  });
});
