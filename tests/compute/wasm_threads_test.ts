import assert from "node:assert/strict";
import { join } from "node:path";
import { chooseBuild, openKernels } from "../../src/compute/wasm/builds.ts";
import { Memory } from "../../src/compute/wasm/memory.ts";
import { Threads } from "../../src/compute/wasm/threads.ts";
import { withFolder } from "../sources/temporary_folder.ts";
import workerCode from "../../src/compute/wasm/worker.js" with { type: "text" };

/** A product of one row, as `kernels/cpu/jobs.ts` reads it; the tile lies behind the end of the memory. */
function jobOutOfReach(memory: Memory): number[] {
  const use = memory.allocate(16);
  memory.words(use, 4).set([memory.allocate(64), 1, memory.allocate(64), 0]);
  const [LINEAR, F32] = [0, 2];
  return [LINEAR, memory.wasm.buffer.byteLength + 2 ** 20, 1, 8, F32, 0, use, 1, 1];
}

Deno.test("a thread that ends in the middle is told to whom it was computing for, and to who asks later", async () => {
  const build = chooseBuild();
  const memory = new Memory();
  const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
  const threads = new Threads({ build, memory, nThreads: 2, scratchBytes });
  const job = jobOutOfReach(memory);
  const told = {
    message: /^Cannot compute on the CPU: a thread ended \([^\n]*out of bounds[^\n]*\)$/,
  };
  const asked = Array.from({ length: 5 }, () => threads.run(job));
  for (const waiting of asked) await assert.rejects(waiting, told);
  await assert.rejects(threads.run(job), told);
  threads.dispose();
});

Deno.test("threads that nobody gave a job end, and start no more", async () => {
  const build = chooseBuild();
  const memory = new Memory();
  const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
  const threads = new Threads({ build, memory, nThreads: 2, scratchBytes });
  threads.start();
  threads.start();
  assert(threads.isRunning);
  threads.dispose();
  threads.start();
  assert(!threads.isRunning);
  await assert.rejects(threads.run([]), { message: /the engine has been disposed$/ });
});

Deno.test("a thread that ends in the middle ends what waits for it at once", async () => {
  const build = chooseBuild();
  const memory = new Memory();
  const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
  const threads = new Threads({ build, memory, nThreads: 2, scratchBytes });
  const nothing = [2, 64, 64, 64, 0, 0]; // activates no elements
  await threads.run(nothing);
  threads.runNow([nothing, nothing, nothing]);
  assert.throws(() => threads.runNow([jobOutOfReach(memory), nothing]), {
    message: "Cannot compute on the CPU: a thread ended in the middle of its work",
  });
  threads.dispose();
});

Deno.test("threads do every job of more than they hold at a time, each of its own words", async () => {
  const build = chooseBuild();
  const memory = new Memory();
  const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
  const threads = new Threads({ build, memory, nThreads: 2, scratchBytes });
  // SiLU of 50 is 50 within float32: h is 50 times up, and each job has an up of its own.
  const [GATED_ACTIVATION, SILU, nJobs, perJob] = [2, 1, 5000, 16];
  const [gate, up, h] = Array.from({ length: 3 }, () => memory.allocate(4 * perJob * nJobs)) as [
    number,
    number,
    number,
  ];
  memory.floats(gate, perJob * nJobs).fill(50);
  memory.floats(up, perJob * nJobs).set(
    Float32Array.from({ length: perJob * nJobs }, (_, ix) => ix),
  );
  await Promise.all(Array.from({ length: nJobs }, (_, ix) => {
    const at = 4 * perJob * ix;
    return threads.run([GATED_ACTIVATION, gate + at, up + at, h + at, perJob, SILU]);
  }));
  const wrong = memory.floats(h, perJob * nJobs).findIndex((value, ix) => value !== 50 * ix);
  assert.equal(wrong, -1);
  threads.dispose();
});

Deno.test("products of vectors that fill up a group are 0, whatever was computed before", async () => {
  const build = chooseBuild();
  const memory = new Memory();
  const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
  const threads = new Threads({ build, memory, nThreads: 1, scratchBytes });
  const [LINEAR, F32, R, K, LANES] = [0, 2, 2, 4, 8];
  const tile = memory.allocate(4 * R * K);
  memory.floats(tile, R * K).fill(1);
  const product = async (nVectors: number) => {
    const [x, y, use] = [4 * LANES * 128, 4 * LANES * 128, 16].map((n) => memory.allocate(n));
    memory.floats(x!, LANES * K).set(
      Float32Array.from({ length: LANES * K }, (_, ix) => ix % LANES < nVectors ? 1 : 0),
    );
    memory.floats(y!, LANES * R).fill(7);
    memory.words(use!, 4).set([x!, nVectors, y!, 0]);
    await threads.run([LINEAR, tile, R, K, F32, 0, use!, 1, R]);
    return [...memory.floats(y!, LANES * R)];
  };
  for (const nVectors of [8, 6, 2, 4]) {
    const ofRow = Array.from({ length: LANES }, (_, ix) => ix < nVectors ? K : 0);
    assert.deepEqual(await product(nVectors), [...ofRow, ...ofRow], `${nVectors} vectors`);
  }
  threads.dispose();
});

Deno.test("threads read rows themselves and make more room wherever in 4 GiB their memory lies", () =>
  withFolder({}, async (folder) => {
    const path = join(folder, "weight");
    const [LINEAR, F32, R, K, LANES] = [0, 2, 64, 64, 8];
    await Deno.writeFile(path, new Uint8Array(new Float32Array(R * K).fill(1).buffer));
    const build = chooseBuild();
    const memory = new Memory();
    // Of what nobody touches the machine gives nothing.
    const held = memory.allocate(2 ** 31 + 2 ** 20);
    const scratchBytes = openKernels(build, memory).SCRATCH_BYTES.value;
    const threads = new Threads({ build, memory, nThreads: 2, scratchBytes });
    const [x, y, use] = [4 * LANES * 128, 4 * LANES * 128, 16].map((n) => memory.allocate(n));
    memory.floats(x!, LANES * K).fill(1);
    memory.words(use!, 4).set([x!, LANES, y!, 0]);
    const file = { path, expectUnchanged() {} };
    for (const roomRows of [16, 32]) {
      assert(threads.roomFor(roomRows * K * 4));
      memory.floats(y!, LANES * R).fill(7);
      await threads.run([LINEAR, 0, R, K, F32, 0, use!, 1, R], {
        ...{ file, firstByte: 0, rowBytes: 4 * K, roomRows },
      });
      assert(memory.floats(y!, LANES * R).every((value) => value === K), `${roomRows} rows`);
    }
    threads.dispose();
    memory.free(held);
  }));

/** A module without a memory, of one function that does nothing: (func (export "runJob") (param i32 i32)). */
const IDLE_MODULE = "AGFzbQEAAAABBgFgAn9/AAMCAQAHCgEGcnVuSm9iAAAKBAECAAs=";

Deno.test("a thread that was not told that the memory has grown learns it before a job", () => {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(IDLE_MODULE));
  const [PUT, STOP, PAGES] = [0, 2, 4];
  const [known, grown] = [new SharedArrayBuffer(2 ** 16), new SharedArrayBuffer(2 ** 17)];
  const ring = new Int32Array(known);
  [ring[PUT], ring[PAGES]] = [3, 2]; // the last of which is not done, as none is after the end
  const growths: number[] = [];
  const memory = {
    get buffer() {
      return growths.length === 0 ? known : grown;
    },
    grow: (nPages: number) => growths.push(nPages),
  };
  const done: unknown[] = [];
  const self = {
    onmessage: (_: { data: unknown }) => {},
    postMessage(job: unknown) {
      if (done.push(job) === 2) ring[STOP] = 1;
    },
    close() {},
  };
  new Function("self", workerCode)(self);
  const words = { ROOM_ROWS: 13 };
  self.onmessage({
    data: { module, memory, ring: 0, nJobs: 4, jobBytes: 64, scratch: 0, room: 0, words },
  });
  assert.deepEqual([done, growths], [[0, 1], [0]]);
});

Deno.test("a thread that is told to stop reads no more of its rows, and does not call them done", () => {
  const module = new WebAssembly.Module(Uint8Array.fromBase64(IDLE_MODULE));
  const [PUT, STOP] = [0, 2];
  const memory = { buffer: new SharedArrayBuffer(2 ** 16) };
  const ring = new Int32Array(memory.buffer);
  ring[PUT] = 2; // the second of which is not there, as none is after the end
  const words = { N_ROWS: 2, FIRST_ROW: 5, PATH: 9, PATH_LENGTH: 10, ROW_BYTES: 11, ROOM_ROWS: 13 };
  const job = ring.subarray(16, 32);
  [job[words.N_ROWS], job[words.PATH], job[words.ROW_BYTES], job[words.ROOM_ROWS]] = [3, 512, 8, 1];
  let nRead = 0;
  const file = {
    seekSync() {},
    close() {},
    readSync(into: Uint8Array) {
      nRead++;
      ring[STOP] = 1;
      return into.length;
    },
  };
  const told: unknown[] = [];
  const self = {
    onmessage: (_: { data: unknown }) => {},
    postMessage: (message: unknown) => told.push(message),
    close() {},
  };
  new Function("self", "Deno", workerCode)(self, {
    openSync: () => file,
    SeekMode: Deno.SeekMode,
  });
  self.onmessage({
    data: {
      ...{ module, memory, ring: 0, nJobs: 4, jobBytes: 64, scratch: 0, room: 1024 },
      words: { ...words, TILE: 1, FIRST_BYTE: 14 },
    },
  });
  assert.deepEqual([nRead, told], [1, [{ job: 0, unread: "it was told to stop" }]]);
});
