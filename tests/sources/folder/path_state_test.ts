import assert from "node:assert/strict";
import { join } from "node:path";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { lookAt } from "../../../src/sources/folder/path_state.ts";
import { withFolder } from "../temporary_folder.ts";

Deno.test("lookAt() tells files, folders and nothing apart, links followed", () =>
  withFolder({ "a/b": "" }, async (folder) => {
    await Deno.symlink("a", join(folder, "link"));
    assert.deepEqual(await lookAt(join(folder, "a")), { is: "folder" });
    assert.deepEqual(await lookAt(join(folder, "link", "b")), { is: "file" });
    assert.deepEqual(await lookAt(join(folder, "absent")), { is: "nothing" });
    assert.deepEqual(await lookAt(join(folder, "a", "b", "c")), { is: "nothing" });
    assert.deepEqual(await lookAt(join(folder, "link", "absent")), { is: "nothing" });
  }));

Deno.test({
  name: "lookAt() says of a pipe or a device how its bytes are read",
  ignore: Deno.build.os === "windows",
  async fn() {
    const state = await lookAt("/dev/null");
    assert(state.is === "unreadable");
    assert.equal(state.finding, "neither a file nor a folder");
    assert.match(state.advice ?? "", /^what comes through a pipe .* saved as a file first$/);
  },
});

Deno.test("lookAt() never takes what cannot be read for nothing", () =>
  withFolder({}, async (folder) => {
    await Deno.symlink("gone", join(folder, "dangling"));
    await Deno.symlink("loop", join(folder, "loop"));
    const finding = async (name: string) => {
      const state = await lookAt(join(folder, name));
      return state.is === "unreadable" ? state.finding : state.is;
    };
    assert.equal(await finding("dangling"), "a link to gone: its target is missing");
    assert.equal(await finding("dangling/below"), "a link to gone: its target is missing");
    assert.equal(await finding("loop"), "a loop of links");
    assert.match(await finding("x".repeat(300)), /name too long/i);
  }));

Deno.test("lookAt() says that it may not look, where it may not", async () => {
  const { stat } = Deno;
  Deno.stat = () => Promise.reject(new Deno.errors.PermissionDenied("os error 13"));
  try {
    assert.deepEqual(await lookAt("/closed"), {
      is: "unreadable",
      finding: "permission denied",
      kind: "permission denied",
      advice: "its owner must allow it to be read",
    });
  } finally {
    Deno.stat = stat;
  }
});

Deno.test("openFileBytes() names a link whose target is missing", () =>
  withFolder({}, async (folder) => {
    await Deno.symlink("../../blobs/1", join(folder, "a.safetensors"));
    await assert.rejects(openFileBytes(join(folder, "a.safetensors")), {
      message:
        /^Cannot open .*a\.safetensors: a link to \.\.\/\.\.\/blobs\/1: its target is missing; .*cp -rL.*models--/,
    });
  }));

Deno.test("lookAt() says of a link how its target is got: of git-annex, of the Hub's cache, of none in a loop", () =>
  withFolder({}, async (folder) => {
    await Deno.symlink(".git/annex/objects/a/b/SHA256E-s1--c/SHA256E-s1--c", join(folder, "annex"));
    await Deno.symlink("../../blobs/1", join(folder, "blob"));
    await Deno.symlink("loop", join(folder, "loop"));
    const advice = async (name: string) => {
      const state = await lookAt(join(folder, name));
      return state.is === "unreadable" ? state.advice ?? "" : state.is;
    };
    assert.match(await advice("annex"), /^its content is with git-annex: .* git annex get$/);
    assert.match(await advice("blob"), /cp -rL/);
    assert.match(await advice("loop"), /^remove the link/);
  }));
