import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { openRangeStore } from "../../../src/sources/hub/range_store.ts";
import type { StoredObject } from "../../../src/sources/hub/range_journal.ts";
import {
  bytesAt,
  checkAt,
  HEADER,
  heldAt,
  heldBy,
  MIB,
  OF,
  using,
  withMethod,
  withPath,
  writeAt,
} from "./range_stores.ts";

Deno.test("writes are journaled a second after the first of them, unasked", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      await writeAt(store, 0, 5);
      await pause(500);
      await writeAt(store, 10, 15);
      deepStrictEqual(await heldAt(path), []);
      const start = performance.now();
      while ((await heldAt(path)).length === 0 && performance.now() - start < 5000) {
        await pause(50);
      }
      deepStrictEqual(await heldAt(path), [[0, 5], [10, 15]]);
    });
  }));

Deno.test("a write that makes 64 MiB pending begins to journal them, and the next such write waits for it", () =>
  withPath(async (path) => {
    const of = { sizeBytes: 2 ** 40, identity: "large" };
    await using(path, async (store) => {
      const block = new Uint8Array(32 * MIB).fill(7);
      await store.write(2 ** 39, block);
      deepStrictEqual(await heldAt(path, of), []);
      const syncing = Promise.withResolvers<void>();
      const isSlow = (sync: () => Promise<void>) =>
        async function (this: Deno.FsFile) {
          await syncing.promise;
          await sync.call(this);
        };
      await withMethod("syncData", isSlow, async () => {
        await store.write(0, block);
        deepStrictEqual(await heldAt(path, of), []);
        await store.write(64 * MIB, block);
        const filling = store.write(96 * MIB, block);
        strictEqual(await Promise.race([filling.then(() => "done"), pause(50)]), undefined);
        syncing.resolve();
        await filling;
      });
      const first = [[0, 32 * MIB], [2 ** 39, 2 ** 39 + 32 * MIB]];
      const held = await heldAt(path, of);
      for (const range of first) {
        strictEqual(held.some(([start, end]) => start <= range[0]! && range[1]! <= end), true);
      }
    }, of);
    const { size, blocks } = await Deno.stat(path);
    strictEqual(size, 2 ** 40);
    // Null where the file system does not tell what a file takes.
    if (blocks !== null) strictEqual(blocks * 512 < 160 * MIB, true, `${blocks} blocks`);
  }));

const CUT: readonly { of: string; lines: string; gives: [number, number][] }[] = [
  { of: "before its full stop", lines: "0 10 10.\n20 30 50", gives: [[0, 10]] },
  { of: "within its sum", lines: "0 10 10.\n20 300 32", gives: [[0, 10]] },
  { of: "within its end", lines: "0 10 10.\n20 3", gives: [[0, 10]] },
  { of: "before its newline", lines: "0 10 10.\n20 30 50.", gives: [[0, 10], [20, 30]] },
  { of: "and made others of one line", lines: "20 330 40 70.\n0 10 10.\n", gives: [[0, 10]] },
  {
    of: "and holds what no range is",
    lines: "-5 3 -2.\n1e2 200 300.\n9 2 11.\n07 9 16.\n",
    gives: [],
  },
  { of: "and ends past the file", lines: "990 1001 1991.\n", gives: [] },
  { of: "and is empty", lines: "\n\n0 10 10.\n", gives: [[0, 10]] },
  { of: "and is of a disk that lost power", lines: "0 10 10.\n\0\0\0\0", gives: [[0, 10]] },
];

for (const { of, lines, gives } of CUT) {
  Deno.test(`a line that was cut ${of} is not believed, and spoils no other`, () =>
    withPath(async (path) => {
      await using(path, () => {});
      await Deno.writeTextFile(`${path}.ranges`, HEADER + lines);
      await using(path, async (store) => {
        deepStrictEqual(heldBy(store), gives);
        await writeAt(store, 500, 600);
      });
      deepStrictEqual(await heldAt(path), [...gives, [500, 600]]);
      const separator = lines.endsWith("\n") ? "" : "\n";
      strictEqual(
        await Deno.readTextFile(`${path}.ranges`),
        `${HEADER}${lines}${separator}500 600 1100.\n`,
      );
    }));
}

const OTHERS: readonly {
  what: string;
  of?: StoredObject;
  change?: (path: string) => Promise<void>;
}[] = [
  { what: "of another identity", of: { ...OF, identity: '"c3d4"' } },
  { what: "of another size", of: { ...OF, sizeBytes: 999 } },
  { what: "whose file is missing", change: (path) => Deno.remove(path) },
  { what: "whose file has another size", change: (path) => Deno.truncate(path, 1001) },
  { what: "whose journal is missing", change: (path) => Deno.remove(`${path}.ranges`) },
  {
    what: "whose journal is of another format",
    change: async (path) => {
      const text = await Deno.readTextFile(`${path}.ranges`);
      await Deno.writeTextFile(`${path}.ranges`, text.replace("ranges/1", "ranges/0"));
    },
  },
  {
    what: "whose journal was cut in its first line",
    change: (path) => Deno.truncate(`${path}.ranges`, 9),
  },
  { what: "whose journal is empty", change: (path) => Deno.truncate(`${path}.ranges`, 0) },
];

for (const { what, of = OF, change } of OTHERS) {
  Deno.test(`a store ${what} is begun anew`, () =>
    withPath(async (path) => {
      await using(path, (store) => writeAt(store, 0, 100));
      await change?.(path);
      await using(path, async (store) => {
        strictEqual(store.heldBytes, 0);
        await writeAt(store, 300, 400);
      }, of);
      deepStrictEqual(await heldAt(path, of), [[300, 400]]);
      const bytes = await Deno.readFile(path);
      strictEqual(bytes.length, of.sizeBytes);
      deepStrictEqual(bytes.subarray(0, 100), new Uint8Array(100));
    }));
}

Deno.test("a run whose store is begun anew by another goes on with its own files", () =>
  withPath(async (path) => {
    await using(path, async (old) => {
      await writeAt(old, 0, 100);
      const other = { ...OF, identity: "other" };
      await using(path, async (store) => {
        // More at once than handles, none of which may be of the new file.
        const starts = Array.from({ length: 40 }, (_, k) => 100 + 10 * k);
        await Promise.all(starts.map((start) => writeAt(old, start, start + 10)));
        await Promise.all([0, ...starts].map((start) => checkAt(old, start, start + 10)));
        await old.flush();
        await store.write(900, bytesAt(0, 50));
      }, other);
      deepStrictEqual(heldBy(old), [[0, 500]]);
      deepStrictEqual(await heldAt(path, other), [[900, 950]]);
      deepStrictEqual((await Deno.readFile(path)).subarray(0, 900), new Uint8Array(900));
    });
    strictEqual((await Deno.readTextFile(`${path}.ranges`)).split("\n").length, 3);
  }));

Deno.test("bytes are synced before they are journaled, and those of a later write wait", () =>
  withPath(async (path) => {
    const synced = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    await withMethod("syncData", (sync) =>
      async function (this: Deno.FsFile) {
        begun.resolve();
        await synced.promise;
        await sync.call(this);
      }, () =>
      using(path, async (store) => {
        await writeAt(store, 0, 10);
        const flushed = store.flush();
        await begun.promise;
        await writeAt(store, 20, 30);
        deepStrictEqual(await heldAt(path), []);
        synced.resolve();
        await flushed;
        deepStrictEqual(await heldAt(path), [[0, 10]]);
      }));
    deepStrictEqual(await heldAt(path), [[0, 10], [20, 30]]);
  }));

Deno.test("bytes whose sync failed are never journaled", () =>
  withPath(async (path) => {
    const store = await openRangeStore(path, OF);
    await writeAt(store, 0, 10);
    const refusal = { message: "Cannot keep what was written to shard.bin: input/output error" };
    const fail = () => () => Promise.reject(new Error("input/output error"));
    await withMethod("syncData", fail, () => rejects(store.flush(), refusal));
    await rejects(store.flush(), refusal);
    await rejects(writeAt(store, 20, 30), refusal);
    await rejects(store.close(), refusal);
    deepStrictEqual(await heldAt(path), []);
  }));

Deno.test("a journal that could not be written is written by the next flush", () =>
  withPath(async (path) => {
    const full = new Error("no space left on the device");
    await using(path, async (store) => {
      await writeAt(store, 0, 10);
      // Half of the line is written before the disk is full.
      let nCalls = 0;
      await withMethod("write", (write) =>
        function (this: Deno.FsFile, bytes: Uint8Array) {
          return nCalls++ === 0 ? write.call(this, bytes.subarray(0, 4)) : Promise.reject(full);
        }, () =>
        rejects(store.flush(), {
          message: "Cannot keep what was written to shard.bin: no space left on the device",
        }));
      deepStrictEqual(await heldAt(path), []);
      await store.flush();
      deepStrictEqual(await heldAt(path), [[0, 10]]);
    });
  }));
