import assert from "node:assert/strict";
import { join } from "node:path";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { hashNaming } from "../../../src/sources/folder/named_hash.ts";
import { withFolder } from "../temporary_folder.ts";

/** Of "abc", by FIPS 180-2 appendix B.1, and by `git hash-object`. */
const SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const GIT = "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f";

Deno.test("hashNaming() of a file in the Hub's cache is the name of the blob that it leads to", async () => {
  const files = { [`repo/blobs/${SHA256}`]: "abc", [`repo/blobs/${GIT}`]: "abc", "other/x": "abc" };
  await withFolder(files, async (root) => {
    const snapshot = join(root, "repo/snapshots/main");
    await Deno.mkdir(snapshot, { recursive: true });
    const linked = async (name: string, target: string) => {
      await Deno.symlink(target, join(snapshot, name));
      return await hashNaming(join(snapshot, name));
    };
    assert.equal(await linked("a.safetensors", `../../blobs/${SHA256}`), SHA256);
    assert.equal(await linked("config.json", `../../blobs/${GIT}`), GIT);
    assert.equal(await linked("b.safetensors", "../../../other/x"), null);
    const source = await openFileBytes(join(snapshot, "a.safetensors"));
    assert.equal(await source.namedHash?.(), SHA256);
    source.close();
  });
});

Deno.test("hashNaming() of a file that was downloaded into a folder is what was noted of it", async () => {
  const note = (of: string) => `.cache/huggingface/download/${of}.metadata`;
  const commit = "0123456789abcdef0123456789abcdef01234567";
  await withFolder({
    "a.safetensors": "abc",
    [note("a.safetensors")]: `${commit}\n${SHA256}\n1700000000.5\n`,
    "b.safetensors": "abc",
    [note("b.safetensors")]: `${commit}\n"quoted-etag"\n1700000000.5\n`,
    "c.safetensors": "abc",
    [note("c.safetensors")]: `${commit}\n${SHA256}\n${" ".repeat(5000)}`,
    "d.safetensors": "abc",
  }, async (root) => {
    const of = (name: string) => hashNaming(join(root, `${name}.safetensors`));
    assert.equal(await of("a"), SHA256);
    assert.equal(await of("b"), null);
    assert.equal(await of("c"), null);
    assert.equal(await of("d"), null);
    assert.equal(await of("nothing"), null);
  });
});
