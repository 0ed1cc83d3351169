import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openRangeStore } from "../../../src/sources/hub/range_store.ts";
import { withFolder } from "../temporary_folder.ts";
import {
  checkAt,
  HEADER,
  heldAt,
  heldBy,
  OF,
  using,
  withMethod,
  withPath,
  writeAt,
} from "./range_stores.ts";

Deno.test("a new store is two files in folders made for it, and holds nothing", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      strictEqual(store.path, path);
      strictEqual(store.sizeBytes, 1000);
      strictEqual(store.heldBytes, 0);
      deepStrictEqual(store.missing({ start: 5, end: 9 }), [{ start: 5, end: 9 }]);
      strictEqual((await Deno.stat(path)).size, 1000);
    });
    strictEqual(await Deno.readTextFile(`${path}.ranges`), HEADER);
    const names = (await Array.fromAsync(Deno.readDir(join(path, "..")))).map(({ name }) => name);
    deepStrictEqual(names.sort(), ["shard.bin", "shard.bin.ranges"]);
  }));

Deno.test("ranges are kept over close() and opening again", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      await writeAt(store, 100, 200);
      await writeAt(store, 0, 10);
      await writeAt(store, 200, 300);
      await checkAt(store, 150, 250);
      strictEqual(store.heldBytes, 210);
    });
    strictEqual(await Deno.readTextFile(`${path}.ranges`), `${HEADER}0 10 10.\n100 300 400.\n`);
    await using(path, async (store) => {
      deepStrictEqual(heldBy(store), [[0, 10], [100, 300]]);
      await checkAt(store, 100, 300);
      await checkAt(store, 0, 10);
      await writeAt(store, 10, 20);
    });
    deepStrictEqual(await heldAt(path), [[0, 20], [100, 300]]);
  }));

Deno.test("what was not flushed is held by none but the store that wrote it", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      await writeAt(store, 5, 50);
      await checkAt(store, 5, 50);
      deepStrictEqual(await heldAt(path), []);
      await store.flush();
      deepStrictEqual(await heldAt(path), [[5, 50]]);
    });
  }));

Deno.test("many reads and writes are under way at once, each at its place", () =>
  withPath(async (path) => {
    const of = { sizeBytes: 200 * 5000, identity: "many" };
    await using(path, async (store) => {
      await Promise.all(Array.from({ length: 200 }, async (_, k) => {
        const start = 5000 * ((k * 79) % 200);
        await writeAt(store, start, start + 5000);
        await checkAt(store, start + 7, start + 4000);
      }));
      strictEqual(store.heldBytes, of.sizeBytes);
      await checkAt(store, 0, of.sizeBytes);
    }, of);
  }));

Deno.test("bytes are held by none before they are written", () =>
  withPath(async (path) => {
    const begun = Promise.withResolvers<void>();
    const free = Promise.withResolvers<void>();
    await using(path, (store) =>
      withMethod("write", (write) =>
        async function (this: Deno.FsFile, bytes) {
          begun.resolve();
          await free.promise;
          return await write.call(this, bytes);
        }, async () => {
        const written = writeAt(store, 0, 10);
        await begun.promise;
        const flushed = store.flush();
        await Promise.race([flushed, pause(50)]);
        strictEqual(store.heldBytes, 0);
        free.resolve();
        await Promise.all([written, flushed]);
        deepStrictEqual(heldBy(store), [[0, 10]]);
        deepStrictEqual(await heldAt(path), []);
      }));
    deepStrictEqual(await heldAt(path), [[0, 10]]);
  }));

Deno.test("a write that fails is not held", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      const fail = () => () => Promise.reject(new Error("no space left on the device"));
      await withMethod("write", fail, () =>
        rejects(writeAt(store, 5, 10), {
          message: "Cannot write bytes 5 to 10 of shard.bin: no space left on the device",
        }));
      strictEqual(store.heldBytes, 0);
      await writeAt(store, 5, 10);
      await checkAt(store, 5, 10);
    });
  }));

Deno.test("write() and read() go on where the system takes or gives less than asked", () =>
  withPath(async (path) => {
    const { read } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.read = function (into) {
      return read.call(this, into.subarray(0, 7));
    };
    try {
      await withMethod("write", (write) =>
        function (this: Deno.FsFile, bytes: Uint8Array) {
          return write.call(this, bytes.subarray(0, 11));
        }, async () => {
        await using(path, (store) => writeAt(store, 100, 200));
        await using(path, (store) => checkAt(store, 100, 200));
      });
    } finally {
      Deno.FsFile.prototype.read = read;
    }
  }));

Deno.test("read() refuses what is not held, and what lies outside the file", () =>
  withPath((path) =>
    using(path, async (store) => {
      await writeAt(store, 10, 20);
      await writeAt(store, 30, 1000);
      await rejects(store.read(12, new Uint8Array(28)), {
        name: "Error",
        message: "Cannot read bytes 12 to 40 of shard.bin: bytes 20 to 30 are not held",
      });
      for (const [offset, size] of [[998, 3], [-1, 1], [0.5, 1], [1001, 0]] as const) {
        const bytes = new Uint8Array(size);
        const finding = `bytes ${offset} to ${offset + size} of shard.bin: it has 1000 bytes`;
        await rejects(store.read(offset, bytes), {
          name: "RangeError",
          message: `Cannot read ${finding}`,
        });
        await rejects(store.write(offset, bytes), {
          name: "RangeError",
          message: `Cannot write ${finding}`,
        });
      }
      await store.read(1000, new Uint8Array(0));
      await checkAt(store, 999, 1000);
      await store.write(1000, new Uint8Array(0));
    })
  ));

Deno.test("read() fails where the file has shrunk since it was opened", () =>
  withPath((path) =>
    using(path, async (store) => {
      await writeAt(store, 0, 100);
      await Deno.truncate(path, 40);
      await rejects(store.read(30, new Uint8Array(20)), {
        message: "Cannot read bytes 30 to 50 of shard.bin: " +
          "the file ends after 10 of them; it has shrunk since it was opened",
      });
    })
  ));

Deno.test("close() keeps what is under way, may be called twice, and ends reads and writes", () =>
  withPath(async (path) => {
    const store = await openRangeStore(path, OF);
    const writes = Array.from({ length: 50 }, (_, k) => writeAt(store, 20 * k, 20 * k + 10));
    await Promise.all([store.close(), store.close(), ...writes]);
    await rejects(store.read(0, new Uint8Array(1)), {
      message: "Cannot read shard.bin: it was closed",
    });
    await rejects(writeAt(store, 0, 1), { message: "Cannot write shard.bin: it was closed" });
    await store.flush();
    strictEqual((await heldAt(path)).length, 50);
  }));

Deno.test("openRangeStore() opens an empty file", () =>
  withPath((path) =>
    using(path, async (store) => {
      strictEqual(store.heldBytes, 0);
      await store.read(0, new Uint8Array(0));
    }, { sizeBytes: 0, identity: "empty" })
  ));

Deno.test("openRangeStore() names a place where it cannot be, and leaves no half-made file", () =>
  withFolder({ "a/file": "", "folder/in/it": "" }, async (folder) => {
    const [below, taken] = [join(folder, "a/file/shard"), join(folder, "folder/in")];
    await rejects(openRangeStore(below, OF), ({ message }: Error) => {
      match(message, /^Cannot open .*shard: /);
      return message.includes(below);
    });
    await rejects(openRangeStore(taken, OF), { message: /^Cannot open .*in: / });
    const names = (await Array.fromAsync(Deno.readDir(join(folder, "folder")))).map((of) =>
      of.name
    );
    deepStrictEqual(names.sort(), ["in", "in.ranges"]);
  }));
