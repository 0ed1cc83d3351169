import {
  deepStrictEqual as deepEqual,
  match,
  rejects,
  strictEqual as equal,
} from "node:assert/strict";
import { join } from "node:path";
import { openAdapter } from "../../../src/sources/checkpoint/adapter/adapter_folder.ts";
import { openCheckpoint } from "../../../src/sources/checkpoint/checkpoint.ts";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { localFolder } from "../../../src/sources/folder/local_folder.ts";
import { memoryFolder } from "../../../src/sources/folder/memory_folder.ts";
import { reopenedBytes } from "../../../src/sources/folder/reopened.ts";
import { steadyFolder } from "../../../src/sources/folder/steady_folder.ts";
import { readSingleVectors } from "../../../src/sources/vectors/single_vectors.ts";
import { openVectorFolder } from "../../../src/sources/vectors/vector_folder.ts";
import { adapterFolder } from "../checkpoint/adapter/adapter_in_memory.ts";
import { SHARDS, TWO_SHARDS, withCheckpoint } from "../checkpoint_folder.ts";
import { withFolder } from "../temporary_folder.ts";
import { fixture } from "../vectors/vector_fixtures.ts";
import { alwaysAnother } from "../always_another.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i);

/** What may become of a file while it is read, and how that is told. */
const CHANGES: readonly [string, (path: string) => Promise<void>, string, string?][] = [
  ["cut short", (path) => Deno.truncate(path, 999), "it went from 1000 bytes to 999"],
  [
    "longer",
    (path) => Deno.writeFile(path, BYTES, { append: true }),
    "it went from 1000 bytes to 2000",
  ],
  [
    "of another time, at the same size",
    (path) => Deno.utime(path, 1_700_000_000, 1_700_000_000),
    "it was written to",
  ],
  ["another file of the same size and time", async (path) => {
    const { mtime } = await Deno.stat(path);
    await Deno.writeFile(`${path}.new`, BYTES.toReversed());
    await Deno.utime(`${path}.new`, mtime!, mtime!);
    await Deno.rename(`${path}.new`, path);
  }, "another file was put in its place"],
  ["gone", (path) => Deno.remove(path), "it was removed", "back"],
  ["a folder", async (path) => {
    await Deno.remove(path);
    await Deno.mkdir(path);
  }, "it became unreadable (expected a file, found a folder)"],
];

for (const [what, change, told, until = "whole"] of CHANGES) {
  Deno.test(`read() refuses a file that is ${what} since it was opened, by its path`, () =>
    withFolder({ "a.bin": BYTES }, async (folder) => {
      const path = join(folder, "a.bin");
      await Deno.utime(path, 1_600_000_000, 1_600_000_000);
      const source = await openFileBytes(path);
      await source.read(0, new Uint8Array(10));
      await change(path);
      await rejects(source.read(0, new Uint8Array(10)), {
        message:
          `Cannot read ${path}: ${told} since it was opened; run the command again once it is ${until}`,
      });
      source.close();
    }));
}

Deno.test("read() lets others put the same content in the place of a file where that may be, and refuses another size", () =>
  withFolder({ "a.bin": BYTES }, async (folder) => {
    const path = join(folder, "a.bin");
    const source = await openFileBytes(path, { mayBeReplaced: true });
    const put = async (bytes: Uint8Array) => {
      await Deno.writeFile(`${path}.new`, bytes);
      await Deno.utime(`${path}.new`, 1_700_000_000, 1_700_000_000);
      await Deno.rename(`${path}.new`, path);
    };
    await put(BYTES);
    const read = new Uint8Array(10);
    await source.read(20, read);
    deepEqual(read, BYTES.slice(20, 30));
    await put(BYTES.subarray(1));
    await rejects(source.read(20, read), /: it went from 1000 bytes to 999 since it was opened;/);
    source.close();
  }));

Deno.test("steadyFolder() refuses a file that is another one when it is opened again", () =>
  withFolder({ "a.bin": BYTES, "b.bin": BYTES }, async (folder) => {
    const steady = steadyFolder(localFolder(folder));
    const open = async (name: string) => (await steady.open(name)).close();
    await open("a.bin");
    await open("a.bin");
    await Deno.writeFile(join(folder, "b.bin"), BYTES.subarray(1)); // was not opened yet
    await open("b.bin");
    await Deno.writeFile(join(folder, "a.bin"), BYTES.subarray(1));
    await rejects(open("a.bin"), ({ message }: Error) => {
      equal(
        message.startsWith(`Cannot read ${join(folder, "a.bin")}: it changed (1000 bytes, `),
        true,
      );
      match(
        message,
        /; now 999 bytes, written at \d+ ns\) since it was opened; run the command again once it is whole$/,
      );
      return true;
    });
  }));

Deno.test("reopenedBytes() refuses a file of another size by its path, as the others do", () =>
  withFolder({ "a.bin": new Uint8Array(300_000) }, async (folder) => {
    const source = await reopenedBytes(localFolder(folder), "a.bin");
    await Deno.truncate(join(folder, "a.bin"), 299_999);
    await rejects(source.read(0, new Uint8Array(10)), {
      message: `Cannot read ${join(folder, "a.bin")}: it went from 300000 bytes to 299999 ` +
        "since it was opened; run the command again once it is whole",
    });
  }));

const vectorsIn = (name: string) => memoryFolder("given", new Map([[name, fixture(name)]]));

/** What is read of a folder that a caller brings, each with a file that is opened again. */
const READERS: readonly [string, () => Promise<unknown>, string][] = [
  ["openCheckpoint", () =>
    withCheckpoint(TWO_SHARDS, async (folder) => {
      const given = { ...alwaysAnother(localFolder(folder)), pathOf: (path: string) => path };
      const checkpoint = await openCheckpoint(given, { layers: () => [0] });
      try {
        await checkpoint.identities(); // looks once more at the shard that was opened for its tensors
      } finally {
        checkpoint.close();
      }
    }), SHARDS[0]],
  ["openAdapter", async () => {
    const adapter = await openAdapter(alwaysAnother(adapterFolder()));
    await adapter.identities();
  }, "tuned/adapter_config.json"],
  ["openVectorFolder", async () => {
    const given = alwaysAnother(vectorsIn("named.safetensors"));
    const vectors = await openVectorFolder(given, { difference: "default" });
    await vectors.identities();
  }, "given/named.safetensors"],
  ["readSingleVectors", async () => {
    const request = { name: "calm", layer: 1, nLayers: 4, hiddenSize: 6 };
    await readSingleVectors(alwaysAnother(vectorsIn("by-layer.npz")), request);
  }, "given/by-layer.npz"],
];

for (const [reader, read, path] of READERS) {
  Deno.test(`${reader}() refuses a file of a caller's own folder that is another one when it is opened again`, () =>
    rejects(read(), ({ message }: Error) => {
      // What reads an archive says so first.
      const refusal =
        `Cannot read ${path}: it changed (state 1; now state 2) since it was opened; ` +
        "run the command again once it is whole";
      equal(message.slice(-refusal.length), refusal);
      return true;
    }));
}
