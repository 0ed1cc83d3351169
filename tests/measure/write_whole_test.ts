import { deepStrictEqual as deepEqual, rejects, strictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { writeWhole } from "../../src/measure/write_whole.ts";
import { withFolder } from "../sources/temporary_folder.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Runs as on a file system without hard links. */
async function withoutLinks(use: () => Promise<void>): Promise<void> {
  const { link } = Deno;
  Deno.link = () => Promise.reject(new Deno.errors.NotSupported("no links here"));
  try {
    await use();
  } finally {
    Deno.link = link;
  }
}

Deno.test("writeWhole() puts a file in the place of another, or leaves that where it is to be new", () =>
  withFolder({ "a": "old" }, async (folder) => {
    const path = join(folder, "a");
    const look = async () => [
      await Deno.readTextFile(path),
      (await Array.fromAsync(Deno.readDir(folder))).length,
    ];
    await writeWhole(path, bytes("new"), { isNew: true });
    deepEqual(await look(), ["old", 1]);
    await writeWhole(path, bytes("new"));
    deepEqual(await look(), ["new", 1]);
  }));

Deno.test("writeWhole() of a new file lets the first win where a file system has no hard links, too", () =>
  withFolder({}, async (folder) => {
    await withoutLinks(async () => {
      const path = join(folder, "a");
      await writeWhole(path, bytes("first"), { isNew: true });
      await writeWhole(path, bytes("second"), { isNew: true });
      equal(await Deno.readTextFile(path), "first");
      equal((await Array.fromAsync(Deno.readDir(folder))).length, 1);
    });
  }));

Deno.test("writeWhole() leaves nothing where the process ends before the file is whole", () =>
  withFolder({ "a": "old" }, async (folder) => {
    const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name);
    const { sync } = Deno.FsFile.prototype;
    let during = 0;
    Deno.FsFile.prototype.sync = () => {
      during = names().length;
      globalThis.dispatchEvent(new Event("unload"));
      deepEqual(names(), ["a"]);
      return Promise.resolve();
    };
    try {
      await rejects(writeWhole(join(folder, "a"), bytes("new")), Deno.errors.NotFound);
    } finally {
      Deno.FsFile.prototype.sync = sync;
    }
    equal(during, 2);
    equal(await Deno.readTextFile(join(folder, "a")), "old");
  }));
