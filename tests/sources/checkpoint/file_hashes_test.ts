import assert from "node:assert/strict";
import {
  countNamed,
  type HashedFile,
  verifyHashes,
} from "../../../src/sources/checkpoint/file_hashes.ts";
import { weightFilesText } from "../../../src/text/weight_files.ts";

/** Of "abc", by FIPS 180-2 appendix B.1, and by `git hash-object`. */
const SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const GIT = "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f";

function file(hash: string | null, of: Partial<HashedFile> = {}, text = "abc"): HashedFile {
  const bytes = new TextEncoder().encode(text);
  return {
    name: "a.safetensors",
    identity: text,
    sizeBytes: bytes.byteLength,
    namedHash: () => Promise.resolve(hash),
    read: (offset, into) => {
      into.set(bytes.subarray(offset, offset + into.byteLength));
      return Promise.resolve();
    },
    ...of,
  };
}

const quietly = { of: "models/a", onFile: () => {} };

Deno.test("verifyHashes() counts files that have the hash by which they are known, of either kind", async () => {
  const read: string[] = [];
  const files = [
    file(SHA256, { name: "one" }),
    file(GIT, { name: "two" }),
    file(null, { name: "three" }),
  ];
  const found = await verifyHashes(files, { of: "a", onFile: ({ name }) => void read.push(name) });
  assert.deepEqual(found, { files: 3, named: 2, verified: 2 });
  assert.deepEqual(read, ["one", "two"]);
});

Deno.test("verifyHashes() stops at a file with another hash, naming both", async () => {
  for (const hash of [SHA256, GIT]) {
    await assert.rejects(verifyHashes([file(hash, {}, "abd")], quietly), (error: Error) => {
      assert.ok(
        error.message.startsWith(
          `Cannot trust a.safetensors of models/a: expected content with the hash ${hash}, found `,
        ),
      );
      assert.match(error.message, /; remove the file and fetch it again$/);
      return true;
    });
  }
});

Deno.test("verifyHashes() reads no file of which a part is elsewhere", async () => {
  const parted = file(SHA256, {
    missingBytes: () => 1,
    read: () => Promise.reject(new Error("read")),
  });
  assert.deepEqual(await verifyHashes([parted], quietly), { files: 1, named: 1, verified: 0 });
});

Deno.test("verifyHashes() hashes a file of several blocks, the last of them short", async () => {
  const text = "0123456789abcdef".repeat((2 * 2 ** 24 + 32) / 16);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hash = new Uint8Array(digest).toHex();
  const found = await verifyHashes([file(hash, {}, text)], quietly);
  assert.equal(found.verified, 1);
});

Deno.test("countNamed() reads nothing", async () => {
  const read = () => Promise.reject(new Error("read"));
  const files = [file(SHA256, { read }), file(null, { read }), file(null, { read })];
  assert.deepEqual(await countNamed(files), { files: 3, named: 1, verified: 0 });
});

Deno.test("weightFilesText() says verified, in part or not, and of how many files", () => {
  const texts = [
    [
      { files: 2, named: 2, verified: 2, are: "verified" },
      /^verified: 2 of 2 files were read whole/,
    ],
    [
      { files: 3, named: 2, verified: 1, are: "in part" },
      /^verified in part: 1 of 3 files was read whole and has the hash/,
    ],
    [
      { files: 3, named: 2, verified: 0, are: "not" },
      /^not verified: the Hub’s hash of 2 of 3 files is known/,
    ],
    [
      { files: 1, named: 0, verified: 0, are: "not" },
      /^not verified: no hash of its file is known$/,
    ],
    [{ files: 0, named: 0, verified: 0, are: "not" }, /^not verified: its weights lie in no file$/],
  ] as const;
  for (const [known, text] of texts) assert.match(weightFilesText(known), text);
});
