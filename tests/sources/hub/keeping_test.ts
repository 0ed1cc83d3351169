import { match, rejects, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { keepFile, unkept, whileRemoved } from "../../../src/sources/hub/keeping.ts";
import { holdCommit } from "../../../src/sources/hub/kept_marks.ts";
import { openRangeStore } from "../../../src/sources/hub/range_store.ts";
import { withFolder } from "../temporary_folder.ts";

const READ_ONLY = () => new Deno.errors.PermissionDenied("Read-only file system (os error 30)");

/** Runs `body` where no file may be opened for writing. */
async function readOnly(body: () => Promise<void>): Promise<void> {
  const { open } = Deno;
  Deno.open = (path, options = { read: true }) =>
    options.write || options.append ? Promise.reject(READ_ONLY()) : open(path, options);
  try {
    await body();
  } finally {
    Deno.open = open;
  }
}

Deno.test("keepFile() makes folders, takes long names, and leaves nothing where it fails", () =>
  withFolder({ file: "" }, async (folder) => {
    const path = join(folder, "a", "b", `${"x".repeat(240)}.pt`);
    await keepFile(path, "text", { isSynced: true });
    equal(await Deno.readTextFile(path), "text");
    await rejects(keepFile(join(folder, "file", "x"), "text"), {
      message: /^Cannot keep .*file\/x: .*; set XDG_CACHE_HOME to a folder that can be written to$/,
    });
    await rejects(keepFile(join(folder, "a", "b"), "text"), /^Error: Cannot keep /);
    const names = [...Deno.readDirSync(join(folder, "a"))].map(({ name }) => name);
    equal(names.join(), "b");
  }));

Deno.test("whileRemoved() tries again where a folder goes from under it, and not for ever", async () => {
  let n = 0;
  const gone = () => new Deno.errors.NotFound("No such file or directory (os error 2)");
  const work = () => ++n < 4 ? Promise.reject(gone()) : Promise.resolve(n);
  equal(await whileRemoved(work), 4);
  await rejects(whileRemoved(() => Promise.reject(gone())), Deno.errors.NotFound);
  await rejects(whileRemoved(() => Promise.reject(new Error("other"))), /other/);
});

Deno.test("a disk that is full is told so", () => {
  match(
    unkept("/c/x", new Error("ENOSPC: no space left on device, write")).message,
    /^Cannot keep \/c\/x: no space is left on its disk; make some, as by deno task cache clear, or set XDG_CACHE_HOME/,
  );
  match(
    unkept("/c/x", new Error("EFBIG: file too large, write")).message,
    /^Cannot keep \/c\/x: the file is larger than its disk or a limit of this user allows; set XDG_CACHE_HOME/,
  );
});

Deno.test("a commit of a cache that may only be read is not held, and reads", () =>
  withFolder({}, async (folder) => {
    const path = join(folder, "shard.bin");
    const of = { sizeBytes: 100, identity: "x" };
    const store = await openRangeStore(path, of);
    await store.write(10, Uint8Array.of(1, 2, 3));
    await store.close();
    await readOnly(async () => {
      (await holdCommit(folder))[Symbol.dispose]();
      const store = await openRangeStore(path, of);
      const bytes = new Uint8Array(3);
      await Promise.all(Array.from({ length: 12 }, () => store.read(10, bytes)));
      equal(bytes.join(), "1,2,3");
      await rejects(store.write(0, bytes), {
        message:
          "Cannot write bytes 0 to 3 of shard.bin: its folder may be read and not be written to",
      });
      await rejects(store.read(0, bytes), /are not held/);
      await store.close();
      await rejects(openRangeStore(path, { ...of, identity: "y" }), /Cannot open .*Read-only/);
      await rejects(openRangeStore(join(folder, "other"), of), /Cannot open .*Read-only/);
    });
  }));
