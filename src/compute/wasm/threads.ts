/**
 * Threads that take jobs out of a ring in shared memory: none waits for the main thread while there is one.
 *
 * @module
 */

import type { Build } from "./builds.ts";
import type { Memory } from "./memory.ts";
import workerCode from "./worker.js" with { type: "text" };

/** As in `kernels/cpu/jobs.ts`. */
const JOB_WORDS = 16;
/** Jobs of the ring, a power of 2. */
const N_JOBS = 1024;
/** Words of the ring before its jobs: how many were put there so far, how many taken is the next; whether to stop; how many are done. */
const [PUT, STOP, DONE] = [0, 2, 3];
const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
/** Words of a job whose tile the thread reads itself: the address of the file's path, its length, how many bytes; then where they begin, float64. */
const [TILE, PATH, PATH_LENGTH, N_BYTES, FIRST_BYTE] = [1, 9, 10, 13, 14];

const WORKER_URL = `data:text/javascript,${encodeURIComponent(workerCode)}`;

/** Bytes of a file that a thread reads into its own room before it does a job with them. */
export interface OwnTile {
  readonly path: string;
  readonly firstByte: number;
  readonly nBytes: number;
}

/** What a thread could not read. */
export class UnreadTile extends Error {}

/** What waits for a job. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A job whose tile could not be read, and why. */
interface UnreadJob {
  readonly job: number;
  readonly unread: string;
}

/** Threads of one engine; they start with the first job, if not before, and end when it is disposed of. */
export class Threads {
  readonly nThreads: number;
  readonly #build: Build;
  readonly #memory: Memory;
  readonly #scratchBytes: number;
  readonly #tileBytes: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ring: number;
  /** Where paths lie, as UTF-8. */
  readonly #paths = new Map<string, { readonly at: number; readonly length: number }>();
  #workers: Worker[] = [];
  #nPut = 0;
  #failure: Error | null = null;

  constructor(
    { build, memory, nThreads, scratchBytes, tileBytes }: {
      build: Build;
      memory: Memory;
      nThreads: number;
      /** What a thread needs for itself. */
      scratchBytes: number;
      /** Of the largest tile that a thread reads itself. */
      tileBytes: number;
    },
  ) {
    this.nThreads = nThreads;
    this.#build = build;
    this.#memory = memory;
    this.#scratchBytes = scratchBytes;
    this.#tileBytes = tileBytes;
    const nWords = (N_JOBS + 1) * JOB_WORDS;
    this.#ring = memory.allocate(nWords * WORD_BYTES);
    memory.words(this.#ring, nWords).fill(0);
  }

  /**
   * Runs one job; of those that are under way at once there are fewer than 1024.
   *
   * @param words As in `kernels/cpu/jobs.ts`.
   * @param tile Read by the thread, in place of the tile that `words` would name.
   * @throws {UnreadTile} if the thread could not read it all. @throws {Error} if a thread has ended.
   */
  run(words: readonly number[], tile: OwnTile | null = null): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.start();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.set(this.#nPut, { resolve, reject });
    this.#put(words, tile);
    return promise;
  }

  /** Starts the threads, if they have not been: they take some time to be there. */
  start(): void {
    if (this.isRunning || this.#failure !== null) return;
    this.#workers = Array.from({ length: this.nThreads }, () => {
      const worker = new Worker(WORKER_URL, { type: "module", name: "deltascope CPU engine" });
      worker.onmessage = ({ data }: MessageEvent<number | string | UnreadJob>) => {
        if (typeof data === "string") return this.#end(endedThread(data));
        const { job, unread } = typeof data === "number" ? { job: data, unread: null } : data;
        const waiting = this.#waiting.get(job);
        this.#waiting.delete(job);
        if (unread === null) waiting?.resolve();
        else waiting?.reject(new UnreadTile(unread));
      };
      worker.onerror = (event) => {
        event.preventDefault();
        this.#end(endedThread(event.message));
      };
      worker.postMessage({
        module: this.#build.module,
        memory: this.#memory.wasm,
        ring: this.#ring,
        nJobs: N_JOBS,
        jobBytes: JOB_WORDS * WORD_BYTES,
        scratch: this.#memory.allocate(this.#scratchBytes),
        ownTile: this.#memory.allocate(this.#tileBytes),
        words: { TILE, PATH, PATH_LENGTH, N_BYTES, FIRST_BYTE },
      });
      return worker;
    });
  }

  /** Whether threads have started, which takes longer than some work. */
  get isRunning(): boolean {
    return this.#workers.length > 0;
  }

  /**
   * Runs a few jobs, and keeps everything else waiting until they, and those before them, are done: for work of milliseconds.
   *
   * @throws {Error} if a thread has ended.
   */
  runNow(jobs: readonly (readonly number[])[]): void {
    if (this.#failure !== null) throw this.#failure;
    for (const words of jobs) this.#put(words);
    const ring = this.#memory.words(this.#ring, JOB_WORDS);
    for (;;) {
      const nDone = Atomics.load(ring, DONE);
      // Looked at after that number: a thread that ends says so before it counts its job.
      if (Atomics.load(ring, STOP) !== 0) {
        throw new Error("Cannot compute on the CPU: a thread ended in the middle of its work");
      }
      if (nDone === this.#nPut) return;
      Atomics.wait(ring, DONE, nDone);
    }
  }

  #put(words: readonly number[], tile: OwnTile | null = null): void {
    const path = tile === null ? null : this.#pathOf(tile.path);
    const ring = this.#memory.words(this.#ring, (N_JOBS + 1) * JOB_WORDS);
    const at = ((this.#nPut & (N_JOBS - 1)) + 1) * JOB_WORDS;
    ring.set(words, at);
    ring[at + N_BYTES] = tile?.nBytes ?? 0;
    if (tile !== null && path !== null) {
      ring.set([path.at, path.length], at + PATH);
      ring.set(
        new Int32Array(Float64Array.of(tile.firstByte).buffer),
        at + FIRST_BYTE,
      );
    }
    this.#nPut = this.#nPut + 1 | 0;
    Atomics.store(ring, PUT, this.#nPut);
    Atomics.notify(ring, PUT, 1);
  }

  #pathOf(path: string): { readonly at: number; readonly length: number } {
    const known = this.#paths.get(path);
    if (known !== undefined) return known;
    const bytes = new TextEncoder().encode(path);
    const place = { at: this.#memory.allocate(bytes.length), length: bytes.length };
    this.#memory.bytes(place.at, place.length).set(bytes);
    this.#paths.set(path, place);
    return place;
  }

  dispose(): void {
    this.#end(new Error("Cannot compute on the CPU: the engine has been disposed"));
  }

  /** Ends all threads: what waits for a job, and who asks for one later, hears why. */
  #end(error: Error): void {
    this.#failure ??= error;
    const ring = this.#memory.words(this.#ring, JOB_WORDS);
    Atomics.store(ring, STOP, 1);
    // Who was about to wait sees that there are jobs, of which there are more than threads, and then that it is to stop.
    Atomics.add(ring, PUT, N_JOBS);
    Atomics.notify(ring, PUT);
    // They end by themselves, after the job that they are at.
    this.#workers = [];
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function endedThread(why: string): Error {
  return new Error(`Cannot compute on the CPU: a thread ended (${why})`);
}
