import assert from "node:assert/strict";
import { describePlaceholder } from "../../../src/sources/folder/placeholder.ts";
import { memoryBytes } from "../memory_bytes.ts";

const described = (text: string) =>
  describePlaceholder(memoryBytes(new TextEncoder().encode(text)));

Deno.test("describePlaceholder() tells what a tool left in the place of a file", async () => {
  assert.match(
    await described("../../blobs/4d7a2146") ?? "",
    /^the text of a link, "\.\.\/\.\.\/blobs\/4d7a2146", whose target did not come along; copy with cp -rL/,
  );
  assert.match(
    await described("version https://git-lfs.github.com/spec/v1\n") ?? "",
    /^a Git LFS pointer of 43 bytes; /,
  );
  for (const page of ["<!DOCTYPE html><p>", "\n<html>", "<?xml version='1.0'?><Error>"]) {
    assert.match(await described(page) ?? "", /^a web page, /);
  }
  assert.match(await described("") ?? "", /^an empty file; /);
});

Deno.test("describePlaceholder() tells what the Hub answers in the place of a file", async () => {
  for (
    const answer of [
      "Repository not found",
      "Invalid username or password.",
      "Access to model google/gemma-2-27b is restricted. You must have access to it and be authenticated to access it. Please log in.",
      '{"error":"Access to model google/gemma-2-27b is restricted"}',
    ]
  ) {
    assert.equal(
      await described(answer),
      `what a server answered in its place, ${JSON.stringify(answer.slice(0, 60))}; ` +
        "log in where the files are gated and download again",
    );
  }
  for (const answer of ["Entry not found", '{"error":"Entry not found"}']) {
    assert.match(
      await described(answer) ?? "",
      /; look up the file's name on the repository's page/,
    );
  }
});

Deno.test("describePlaceholder() leaves other text and bytes alone", async () => {
  for (
    const text of [
      '{"a": 1}',
      "Entry",
      "Access to models",
      "..",
      "../a b",
      "PK\x03\x04",
      "\x00".repeat(20),
    ]
  ) {
    assert.equal(await described(text), null, JSON.stringify(text));
  }
});
