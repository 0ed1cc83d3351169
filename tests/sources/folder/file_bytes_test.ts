import assert from "node:assert/strict";
import { join } from "node:path";
import { openFileBytes } from "../../../src/sources/folder/file_bytes.ts";
import { withFolder } from "../temporary_folder.ts";

/** Runs `body` with a file that holds `bytes`. */
async function withFile(bytes: Uint8Array, body: (path: string) => Promise<void>): Promise<void> {
  await withFolder({}, async (folder) => {
    const path = join(folder, "part.bin");
    await Deno.writeFile(path, bytes);
    await body(path);
  });
}

/** Byte i holds a mixture of the bits of i, so that a read at a wrong place shows. */
const pattern = Uint8Array.from({ length: 1 << 18 }, (_, i) => (i ^ (i >> 8) ^ (i >> 16)) & 0xff);

Deno.test("openFileBytes() gives base name and size", () =>
  withFile(pattern, async (path) => {
    const source = await openFileBytes(path);
    assert.equal(source.name, "part.bin");
    assert.equal(source.sizeBytes, pattern.length);
    source.close();
  }));

Deno.test("openFileBytes() gives another identity where size or time is another, and no place", () =>
  withFile(pattern, async (path) => {
    const identityOf = async (of: string) => {
      const source = await openFileBytes(of);
      source.close();
      return source.identity;
    };
    await Deno.utime(path, 1_000_000_000, 1_700_000_000.5);
    const identity = await identityOf(path);
    assert.equal(identity, `${pattern.length} bytes, written at 1700000000500000000 ns`);
    await Deno.utime(path, 2_000_000_000, 1_700_000_000.5); // read since
    assert.equal(await identityOf(path), identity);
    await Deno.rename(path, `${path}.renamed`);
    assert.equal(await identityOf(`${path}.renamed`), identity);
    await Deno.rename(`${path}.renamed`, path);
    await Deno.utime(path, 1_000_000_000, 1_700_000_000.501);
    assert.notEqual(await identityOf(path), identity);
    await Deno.truncate(path, 10);
    await Deno.utime(path, 1_000_000_000, 1_700_000_000.5);
    assert.equal(await identityOf(path), "10 bytes, written at 1700000000500000000 ns");
  }));

Deno.test("read() serves many ranges at once, each from its place", () =>
  withFile(pattern, async (path) => {
    const source = await openFileBytes(path);
    const reads = Array.from({ length: 200 }, async (_, k) => {
      const offsetBytes = (k * 7919) % 200_000;
      const into = new Uint8Array(1 + (k * 613) % 60_000);
      await source.read(offsetBytes, into);
      assert.deepEqual(into, pattern.subarray(offsetBytes, offsetBytes + into.length));
    });
    await Promise.all(reads);
    source.close();
  }));

Deno.test("read() opens eight handles at most, and each once", () =>
  withFile(pattern, async (path) => {
    const { open } = Deno;
    let nOpened = 0;
    Deno.open = (...parameters) => {
      nOpened++;
      return open(...parameters);
    };
    try {
      const source = await openFileBytes(path);
      await source.read(0, new Uint8Array(10));
      assert.equal(nOpened, 1);
      await Promise.all(Array.from({ length: 64 }, () => source.read(0, new Uint8Array(100_000))));
      assert.equal(nOpened, 8);
      source.close();
    } finally {
      Deno.open = open;
    }
  }));

Deno.test("read() fills its destination where the system returns less than asked", () =>
  withFile(pattern, async (path) => {
    const { read } = Deno.FsFile.prototype;
    Deno.FsFile.prototype.read = function (into) {
      return read.call(this, into.subarray(0, 7));
    };
    try {
      const source = await openFileBytes(path);
      const into = new Uint8Array(100);
      await source.read(1000, into);
      assert.deepEqual(into, pattern.subarray(1000, 1100));
      source.close();
    } finally {
      Deno.FsFile.prototype.read = read;
    }
  }));

Deno.test("read() reaches the last byte and takes an empty range at the end", () =>
  withFile(pattern, async (path) => {
    const source = await openFileBytes(path);
    const last = new Uint8Array(1);
    await source.read(pattern.length - 1, last);
    assert.equal(last[0], pattern.at(-1));
    await source.read(pattern.length, new Uint8Array(0));
    source.close();
  }));

Deno.test("read() refuses a range outside the file", () =>
  withFile(pattern.subarray(0, 10), async (path) => {
    const source = await openFileBytes(path);
    for (
      const [offset, size, end] of [[8, 3, 11], [-1, 1, 0], [0.5, 1, 1.5], [11, 0, 11]] as const
    ) {
      await assert.rejects(source.read(offset, new Uint8Array(size)), {
        name: "RangeError",
        message: `Cannot read bytes ${offset} to ${end} of part.bin: it has 10 bytes`,
      });
    }
    source.close();
  }));

Deno.test("read() fails where the file has shrunk since it was opened", () =>
  withFile(pattern.subarray(0, 100), async (path) => {
    const source = await openFileBytes(path);
    await Deno.truncate(path, 40);
    await assert.rejects(source.read(30, new Uint8Array(20)), {
      message: `Cannot read ${path}: it went from 100 bytes to 40 since it was opened; ` +
        "run the command again once it is whole",
    });
    source.close();
  }));

Deno.test("read() tells that the file was removed where it would open it once more, too", () =>
  withFile(pattern, async (path) => {
    const source = await openFileBytes(path);
    await Deno.remove(path);
    const reads = [0, 1].map((at) => source.read(at, new Uint8Array(1000)));
    for (const read of await Promise.allSettled(reads)) {
      assert.match(`${"reason" in read && read.reason}`, /: it was removed since it was opened; /);
    }
    source.close();
  }));

Deno.test("openFileBytes() says how more files may be open where none can be opened any more", () =>
  withFile(pattern, async (path) => {
    const { open } = Deno;
    Deno.open = () => Promise.reject(new Error("Too many open files (os error 24): open 'x'"));
    try {
      await assert.rejects(openFileBytes(path), {
        message:
          `Cannot open ${path}: more files are open than the system allows; ulimit -n N raises the limit`,
      });
    } finally {
      Deno.open = open;
    }
  }));

Deno.test({
  name: "read() after close() fails, and close() during reads leaves no handle open",
  sanitizeResources: true,
  fn: () =>
    withFile(pattern, async (path) => {
      const source = await openFileBytes(path);
      const reading = [source.read(0, new Uint8Array(1000)), source.read(9, new Uint8Array(1000))];
      source.close();
      await Promise.allSettled(reading);
      await assert.rejects(source.read(0, new Uint8Array(1)), {
        message: "Cannot read part.bin: it was closed",
      });
    }),
});

Deno.test("openFileBytes() names a missing file and a folder", async () => {
  await assert.rejects(openFileBytes("/no/such/file"), {
    message: "Cannot open /no/such/file: no such file",
  });
  const folder = await Deno.makeTempDir();
  await assert.rejects(openFileBytes(folder), {
    message: `Cannot open ${folder}: expected a file, found a folder`,
  });
  await Deno.remove(folder);
});

Deno.test("openFileBytes() opens an empty file", () =>
  withFile(new Uint8Array(0), async (path) => {
    const source = await openFileBytes(path);
    assert.equal(source.sizeBytes, 0);
    source.close();
  }));
