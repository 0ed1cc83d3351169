import { deepStrictEqual, match, notStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { openRangeStore, type RangeStore } from "../../../src/sources/hub/range_store.ts";
import type { StoredObject } from "../../../src/sources/hub/range_journal.ts";
import { withFolder } from "../temporary_folder.ts";

const MIB = 2 ** 20;
const OF: StoredObject = { sizeBytes: 1000, identity: '"a1b2"' };
const HEADER = '{"format":"deltascope.ranges/1","sizeBytes":1000,"identity":"\\"a1b2\\""}\n';

/** Runs `body` with a path at which nothing is, in a folder that is to be made. */
function withPath(body: (path: string) => Promise<void>): Promise<void> {
  return withFolder({}, (folder) => body(join(folder, "new", "shard.bin")));
}

/** Opens, uses and closes a store. */
async function using<T>(
  path: string,
  use: (store: RangeStore) => Promise<T> | T,
  of: StoredObject = OF,
): Promise<T> {
  const store = await openRangeStore(path, of);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** What lies at a place: never zero, which a hole is, and another for places that are near. */
function bytesAt(offset: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => 1 + (offset + i) % 251);
}

function writeAt(store: RangeStore, start: number, end: number): Promise<void> {
  return store.write(start, bytesAt(start, end - start));
}

async function checkAt(store: RangeStore, start: number, end: number): Promise<void> {
  const into = new Uint8Array(end - start);
  await store.read(start, into);
  deepStrictEqual(into, bytesAt(start, end - start));
}

/** What is held, as `[start, end]`. */
function heldBy(store: RangeStore): [number, number][] {
  const held: [number, number][] = [];
  let from = 0;
  for (const { start, end } of store.missing({ start: 0, end: store.sizeBytes })) {
    if (start > from) held.push([from, start]);
    from = end;
  }
  if (from < store.sizeBytes) held.push([from, store.sizeBytes]);
  return held;
}

/** Ranges that one who opens the store now is told of. */
function heldAt(path: string, of = OF): Promise<[number, number][]> {
  return using(path, heldBy, of);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Puts another function in place of a method of files while `body` runs. */
async function withMethod<K extends "syncData" | "truncate" | "write">(
  name: K,
  make: (method: Deno.FsFile[K]) => Deno.FsFile[K],
  body: () => Promise<void>,
): Promise<void> {
  const method = Deno.FsFile.prototype[name];
  Deno.FsFile.prototype[name] = make(method);
  try {
    await body();
  } finally {
    Deno.FsFile.prototype[name] = method;
  }
}

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

Deno.test("writes are journaled a second after the first of them, unasked", () =>
  withPath(async (path) => {
    await using(path, async (store) => {
      await writeAt(store, 0, 5);
      await sleep(500);
      await writeAt(store, 10, 15);
      deepStrictEqual(await heldAt(path), []);
      const start = performance.now();
      while ((await heldAt(path)).length === 0 && performance.now() - start < 5000) {
        await sleep(50);
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
        strictEqual(await Promise.race([filling.then(() => "done"), sleep(50)]), undefined);
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

Deno.test("two stores at one path write at once, and a third sees what both wrote", () =>
  withPath(async (path) => {
    await using(path, (first) =>
      using(path, async (second) => {
        await Promise.all(Array.from({ length: 20 }, async (_, k) => {
          const store = k % 2 === 0 ? first : second;
          await writeAt(store, 50 * k, 50 * k + 40);
          await store.flush();
        }));
        await Promise.all([writeAt(first, 40, 50), writeAt(second, 40, 50)]);
        await Promise.all([first.flush(), second.flush()]);
        strictEqual(first.heldBytes, 410);
        await using(path, async (third) => {
          strictEqual(third.heldBytes, 810);
          for (let k = 0; k < 20; k++) await checkAt(third, 50 * k, 50 * k + 40);
        });
      }));
  }));

Deno.test("stores that are opened at once where none is share one", () =>
  withPath(async (path) => {
    const stores = await Promise.all(Array.from({ length: 12 }, () => openRangeStore(path, OF)));
    await Promise.all(stores.map((store, k) => writeAt(store, 20 * k, 20 * k + 10)));
    await Promise.all(stores.map((store) => store.close()));
    deepStrictEqual(await heldAt(path), stores.map((_, k) => [20 * k, 20 * k + 10]));
  }));

Deno.test("a store that is opened while another makes it waits, and shares it", () =>
  withPath(async (path) => {
    const stores: RangeStore[] = [];
    await withMethod("truncate", (truncate) =>
      async function (this: Deno.FsFile, sizeBytes) {
        await sleep(40);
        await truncate.call(this, sizeBytes);
      }, async () => {
      const opening = Array.from({ length: 4 }, async (_, k) => {
        await sleep(8 * k);
        return await openRangeStore(path, OF);
      });
      stores.push(...await Promise.all(opening));
    });
    await Promise.all(stores.map((store, k) => writeAt(store, 20 * k, 20 * k + 10)));
    await Promise.all(stores.map((store) => store.close()));
    deepStrictEqual(await heldAt(path), [[0, 10], [20, 30], [40, 50], [60, 70]]);
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
        await Promise.race([flushed, sleep(50)]);
        strictEqual(store.heldBytes, 0);
        free.resolve();
        await Promise.all([written, flushed]);
        deepStrictEqual(heldBy(store), [[0, 10]]);
        deepStrictEqual(await heldAt(path), []);
      }));
    deepStrictEqual(await heldAt(path), [[0, 10]]);
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

/** A process that writes pieces of 1 MiB until it is killed, several at once, and says when the first are journaled. */
const WRITER = (module: string) => `
  import { openRangeStore } from ${JSON.stringify(module)};
  const [path, from] = Deno.args;
  const store = await openRangeStore(path, { sizeBytes: 2 ** 40, identity: "killed" });
  let next = Number(from);
  const writer = async () => {
    while (true) {
      const k = next++;
      await store.write(k * 2 ** 20, new Uint8Array(2 ** 20).fill(1 + k % 251));
      if (k % 3 !== 0) continue;
      await store.flush();
      console.log(k);
    }
  };
  await Promise.all([writer(), writer(), writer(), writer()]);`;

Deno.test("every range in the journal of runs that were killed holds the right bytes", () =>
  withFolder({}, async (folder) => {
    const script = join(folder, "writer.ts");
    const path = join(folder, "shard.bin");
    const module = new URL("../../../src/sources/hub/range_store.ts", import.meta.url).href;
    await Deno.writeTextFile(script, WRITER(module));
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const of = { sizeBytes: 2 ** 40, identity: "killed" };
    let nHeld = 0;
    for (let round = 0; round < 3; round++) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--config", config, script, path, `${round * 1000 + 1}`],
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const said = child.stdout.getReader();
      notStrictEqual((await said.read()).value, undefined);
      await sleep(150 * Math.random());
      child.kill("SIGKILL");
      await child.status;
      await said.cancel();
      await using(path, async (store) => {
        const held = heldBy(store);
        strictEqual(store.heldBytes > nHeld, true);
        nHeld = store.heldBytes;
        for (const [start, end] of held) await checkPieces(store, start, end);
      }, of);
    }
  }));

async function checkPieces(store: RangeStore, start: number, end: number): Promise<void> {
  for (let at = start; at < end; at += MIB) {
    const piece = new Uint8Array(MIB);
    await store.read(at, piece);
    const expected = new Uint8Array(MIB).fill(1 + (at / MIB) % 251);
    strictEqual(Buffer.compare(piece, expected), 0, `piece at ${at}`);
  }
}
