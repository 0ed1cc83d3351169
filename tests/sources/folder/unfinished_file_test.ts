import { rejects, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { takeFileLock, thisProcess } from "../../../src/sources/folder/file_lock.ts";
import {
  openUnfinished,
  removeUnfinishedBelow,
} from "../../../src/sources/folder/unfinished_file.ts";
import { readFiles, withFolder } from "../temporary_folder.ts";

/** Puts other calls in the place of some of Deno's while `body` runs. */
async function having(calls: Partial<typeof Deno>, body: () => Promise<void>): Promise<void> {
  const before = Object.fromEntries(
    Object.keys(calls).map((name) => [name, Deno[name as keyof typeof Deno]]),
  );
  Object.assign(Deno, calls);
  try {
    await body();
  } finally {
    Object.assign(Deno, before);
  }
}

/** The same file, with word of its closing. */
function closing(file: Deno.FsFile, onClose: () => void): Deno.FsFile {
  const close = file.close.bind(file);
  file.close = () => {
    onClose();
    close();
  };
  return file;
}

Deno.test("openUnfinished() gives up where no file is the same when it is looked at again, and leaves none", () =>
  withFolder({}, async (folder) => {
    const { statSync } = Deno;
    let ino = 0;
    await having({
      statSync: (path) => ({ ...statSync(path), ino: ++ino }),
    }, () =>
      rejects(openUnfinished(join(folder, "layer-018.json")), {
        name: "NotSupported",
        message: "the file system has another file where one was just made",
      }));
    equal((await readFiles(folder)).size, 0);
    equal(ino, 100);
  }));

Deno.test("openUnfinished() leaves no file and no handle where the disk fails it", () =>
  withFolder({}, async (folder) => {
    const { open } = Deno;
    let nClosed = 0;
    await having({
      open: async (path, options) => closing(await open(path, options), () => nClosed++),
      statSync() {
        throw new Error("Input/output error (os error 5)");
      },
    }, () => rejects(openUnfinished(join(folder, "a")), /os error 5/));
    equal((await readFiles(folder)).size, 0);
    equal(nClosed, 1);
  }));

Deno.test("takeFileLock() closes a lock that can neither be written nor removed, and tells what was first in its way", () =>
  withFolder({}, async (folder) => {
    const { openSync } = Deno;
    let nClosed = 0;
    await having({
      openSync(path, options) {
        const file = closing(openSync(path, options), () => nClosed++);
        file.writeSync = () => {
          throw new Error("No space left on device (os error 28)");
        };
        return file;
      },
      removeSync() {
        throw new Error("Read-only file system (os error 30)");
      },
    }, () =>
      rejects(takeFileLock({ path: join(folder, "lock.json"), self: thisProcess() }), {
        message: "No space left on device (os error 28)",
      }));
    equal(nClosed, 1);
  }));

Deno.test("removeUnfinishedBelow() removes what killed commands had begun ten minutes ago, and nothing else", () => {
  const [id, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const old = [`.${id}.part`, `commit/a/.${id}.part`, `commit/w.safetensors.ranges.${id}.tmp`];
  const kept = [`commit/.${other}.part`, "commit/a/notes.part", "commit/w.safetensors", "x.tmp"];
  const files = Object.fromEntries([...old, ...kept].map((path) => [path, ""]));
  return withFolder(files, async (folder) => {
    const then = new Date(Date.now() - 11 * 60_000);
    const young = kept[0]!;
    for (const path of [...old, ...kept].filter((path) => path !== young)) {
      await Deno.utime(join(folder, path), then, then);
    }
    await removeUnfinishedBelow(folder);
    equal([...(await readFiles(folder)).keys()].sort().join(), kept.sort().join());
    await removeUnfinishedBelow(join(folder, "absent"));
  });
});

Deno.test("removeUnfinishedBelow() goes on where a file or a folder vanishes under it", () => {
  const paths = ["a", "b", "c"].flatMap((folder) =>
    [1, 2, 3].map(() => `${folder}/.${crypto.randomUUID()}.part`)
  );
  return withFolder(Object.fromEntries(paths.map((path) => [path, ""])), async (folder) => {
    const { readDir, stat } = Deno;
    const then = new Date(Date.now() - 11 * 60_000);
    for (const path of paths) await Deno.utime(join(folder, path), then, then);
    let nLooks = 0;
    let nFolders = 0;
    await having({
      // As another command that clears up at the same time would have it.
      async stat(path) {
        if (++nLooks === 1) await Deno.remove(path);
        return await stat(path);
      },
      readDir(path) {
        if (++nFolders === 2) Deno.removeSync(path, { recursive: true });
        return readDir(path);
      },
    }, () => removeUnfinishedBelow(folder));
    equal((await readFiles(folder)).size, 0);
    equal(nLooks, 6);
  });
});
