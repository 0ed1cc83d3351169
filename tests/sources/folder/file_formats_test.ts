import assert from "node:assert/strict";
import { describeFormat } from "../../../src/sources/folder/file_formats.ts";
import { memoryBytes } from "../memory_bytes.ts";

const bytes = (text: string) => memoryBytes(Uint8Array.from(text, (it) => it.charCodeAt(0)));

for (
  const [start, found] of [
    ["GGUF\x03\0\0\0", /^a GGUF file; give the safetensors checkpoint/],
    ["\x93NUMPY\x01\0", /^a numpy \.npy file$/],
    ["version https://git-lfs.github.com/spec/v1\n", /^a Git LFS pointer/],
    ["No such entry", /^text that begins with "No such entry"$/],
    ["\0\0\0\0\0\0\0\0", null],
    ["text", null],
  ] as const
) {
  Deno.test(`describeFormat() tells ${JSON.stringify(start)}`, async () => {
    const said = await describeFormat(bytes(start));
    if (found === null) assert.equal(said, null);
    else assert.match(said ?? "", found);
  });
}

Deno.test("describeFormat() takes what its caller knows first, wherever it stands", async () => {
  const others = [["ab", 4, "one of ours"]] as const;
  assert.equal(await describeFormat(bytes("GGUFab"), others), "one of ours");
});
