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

const WORKER_URL = `data:text/javascript,${encodeURIComponent(workerCode)}`;

/** What waits for a job. */
interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Threads of one engine; they start with the first job, if not before, and end when it is disposed of. */
export class Threads {
  readonly nThreads: number;
  readonly #build: Build;
  readonly #memory: Memory;
  readonly #scratchBytes: number;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ring: number;
  #workers: Worker[] = [];
  #nPut = 0;
  #failure: Error | null = null;

  constructor(
    { build, memory, nThreads, scratchBytes }: {
      build: Build;
      memory: Memory;
      nThreads: number;
      /** What a thread needs for itself. */
      scratchBytes: number;
    },
  ) {
    this.nThreads = nThreads;
    this.#build = build;
    this.#memory = memory;
    this.#scratchBytes = scratchBytes;
    const nWords = (N_JOBS + 1) * JOB_WORDS;
    this.#ring = memory.allocate(nWords * WORD_BYTES);
    memory.words(this.#ring, nWords).fill(0);
  }

  /**
   * Runs one job; of those that are under way at once there are fewer than 1024.
   *
   * @param words As in `kernels/cpu/jobs.ts`.
   * @throws {Error} if a thread has ended.
   */
  run(words: readonly number[]): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.start();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.set(this.#nPut, { resolve, reject });
    this.#put(words);
    return promise;
  }

  /** Starts the threads, if they have not been: they take some time to be there. */
  start(): void {
    if (this.isRunning || this.#failure !== null) return;
    this.#workers = Array.from({ length: this.nThreads }, () => {
      const worker = new Worker(WORKER_URL, { type: "module", name: "deltascope CPU engine" });
      worker.onmessage = ({ data: job }: MessageEvent<number | string>) => {
        if (typeof job === "string") return this.#end(endedThread(job));
        const waiting = this.#waiting.get(job);
        this.#waiting.delete(job);
        waiting?.resolve();
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

  #put(words: readonly number[]): void {
    const ring = this.#memory.words(this.#ring, (N_JOBS + 1) * JOB_WORDS);
    ring.set(words, ((this.#nPut & (N_JOBS - 1)) + 1) * JOB_WORDS);
    this.#nPut = this.#nPut + 1 | 0;
    Atomics.store(ring, PUT, this.#nPut);
    Atomics.notify(ring, PUT, 1);
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
