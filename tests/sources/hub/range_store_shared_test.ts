import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openRangeStore, type RangeStore } from "../../../src/sources/hub/range_store.ts";
import { withFolder } from "../temporary_folder.ts";
import {
  checkAt,
  heldAt,
  heldBy,
  MIB,
  OF,
  using,
  withMethod,
  withPath,
  writeAt,
} from "./range_stores.ts";

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
        await pause(40);
        await truncate.call(this, sizeBytes);
      }, async () => {
      const opening = Array.from({ length: 4 }, async (_, k) => {
        await pause(8 * k);
        return await openRangeStore(path, OF);
      });
      stores.push(...await Promise.all(opening));
    });
    await Promise.all(stores.map((store, k) => writeAt(store, 20 * k, 20 * k + 10)));
    await Promise.all(stores.map((store) => store.close()));
    deepStrictEqual(await heldAt(path), [[0, 10], [20, 30], [40, 50], [60, 70]]);
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
      await pause(150 * Math.random());
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
