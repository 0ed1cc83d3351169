/**
 * Threads that take jobs out of a ring in shared memory: none waits for the main thread while there is one.
 *
 * @module
 */

import type { PlainFile } from "../../sources/folder/file_place.ts";
import type { Build } from "./builds.ts";
import type { Memory } from "./memory.ts";
import workerCode from "./worker.js" with { type: "text" };

/** As in `kernels/cpu/jobs.ts`. */
const JOB_WORDS = 16;
/** Jobs of the ring, a power of 2. */
const N_JOBS = 1024;
/** Words of the ring before its jobs: how many were put there so far, how many taken is the next; whether to stop; how many are done; pages. */
const [PUT, STOP, DONE, PAGES] = [0, 2, 3, 4];
const WORD_BYTES = Int32Array.BYTES_PER_ELEMENT;
/** Words of a job whose rows the thread reads itself. */
const WORDS = {
  TILE: 1,
  N_ROWS: 2,
  FIRST_ROW: 5,
  /** The address of the file's path, and its length. */
  PATH: 9,
  PATH_LENGTH: 10,
  /** Bytes of each row. */
  ROW_BYTES: 11,
  /** How many there is room for; 0 in every other job. */
  ROOM_ROWS: 13,
  /** Where the first begins, float64. */
  FIRST_BYTE: 14,
};

const WORKER_URL = `data:text/javascript,${encodeURIComponent(workerCode)}`;

/** Where the rows of a job lie in a file: a thread reads them into its own room, as many at a time as it does the job with. */
export interface OwnRows {
  readonly file: PlainFile;
  readonly firstByte: number;
  readonly rowBytes: number;
  readonly roomRows: number;
}

/** What a thread could not read. */
export class UnreadRows extends Error {}

/** What waits for a job. */
interface Waiting {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A job whose rows could not be read, and why. */
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
  readonly #waiting = new Map<number, Waiting>();
  readonly #ring: number;
  /** Where paths lie, as UTF-8. */
  readonly #paths = new WeakMap<PlainFile, { readonly at: number; readonly length: number }>();
  /** Of each thread the address of its room for what it reads, 0 as long as it has none. */
  readonly #rooms: number;
  #roomBytes = 0;
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
    this.#rooms = memory.allocate(nThreads * WORD_BYTES);
    memory.addresses(this.#rooms, nThreads).fill(0);
  }

  /**
   * Runs one job, once the one that was put 1024 jobs before it is done.
   *
   * @param words As in `kernels/cpu/jobs.ts`.
   * @param rows Read by the thread, in place of the tile that `words` would name; {@link roomFor} has said that it has the room.
   * @throws {UnreadRows} if the thread could not read them all.
   * @throws {Error} if a thread has ended.
   */
  async run(words: readonly number[], rows: OwnRows | null = null): Promise<void> {
    // What is in its place in the ring is a thread's until it is done.
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const before = this.#waiting.get(this.#nPut - N_JOBS | 0);
      if (before === undefined) break;
      await before.promise.catch(() => {});
    }
    this.start();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.set(this.#nPut, { promise, resolve, reject });
    this.#put(words, rows);
    await promise;
  }

  /**
   * Whether each thread has room for so many bytes that it reads itself: it is made where no job is under way.
   *
   * @throws {RangeError} if the memory has no such room.
   */
  roomFor(nBytes: number): boolean {
    if (nBytes <= this.#roomBytes) return true;
    if (this.#waiting.size > 0) return false;
    const old = this.#memory.addresses(this.#rooms, this.nThreads).filter((at) => at !== 0);
    this.#roomBytes = 0;
    this.#memory.addresses(this.#rooms, this.nThreads).fill(0);
    for (const at of old) this.#memory.free(at);
    const rooms = Array.from({ length: this.nThreads }, () => this.#memory.allocate(nBytes));
    this.#memory.addresses(this.#rooms, this.nThreads).set(rooms);
    this.#roomBytes = nBytes;
    return true;
  }

  /** Starts the threads, if they have not been: they take some time to be there. */
  start(): void {
    if (this.isRunning || this.#failure !== null) return;
    // Before there is a thread, which would wait for ever if there were no room.
    const scratches = Array.from(
      { length: this.nThreads },
      () => this.#memory.allocate(this.#scratchBytes),
    );
    this.#workers = scratches.map((scratch, ix) => {
      const worker = new Worker(WORKER_URL, { type: "module", name: "deltascope CPU engine" });
      worker.onmessage = ({ data }: MessageEvent<number | string | UnreadJob>) => {
        if (typeof data === "string") return this.#end(endedThread(data));
        const { job, unread } = typeof data === "number" ? { job: data, unread: null } : data;
        const waiting = this.#waiting.get(job);
        this.#waiting.delete(job);
        if (unread === null) waiting?.resolve();
        else waiting?.reject(new UnreadRows(unread));
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
        scratch,
        room: this.#rooms + ix * WORD_BYTES,
        words: WORDS,
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

  #put(words: readonly number[], rows: OwnRows | null = null): void {
    const path = rows === null ? null : this.#pathOf(rows.file);
    const ring = this.#memory.words(this.#ring, (N_JOBS + 1) * JOB_WORDS);
    const at = ((this.#nPut & (N_JOBS - 1)) + 1) * JOB_WORDS;
    ring.fill(0, at, at + JOB_WORDS);
    ring.set(words, at);
    if (rows !== null && path !== null) {
      const { firstByte, rowBytes, roomRows } = rows;
      ring.set([path.at, path.length, rowBytes], at + WORDS.PATH);
      ring[at + WORDS.ROOM_ROWS] = roomRows;
      ring.set(new Int32Array(Float64Array.of(firstByte).buffer), at + WORDS.FIRST_BYTE);
    }
    ring[PAGES] = this.#memory.nPages;
    this.#nPut = this.#nPut + 1 | 0;
    Atomics.store(ring, PUT, this.#nPut);
    Atomics.notify(ring, PUT, 1);
  }

  /** Anew for each file that is opened: what a thread has open is by then another file perhaps. */
  #pathOf(file: PlainFile): { readonly at: number; readonly length: number } {
    const known = this.#paths.get(file);
    if (known !== undefined) return known;
    const bytes = new TextEncoder().encode(file.path);
    const place = { at: this.#memory.allocate(bytes.length), length: bytes.length };
    this.#memory.bytes(place.at, place.length).set(bytes);
    this.#paths.set(file, place);
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
    // They end by themselves, after the tile that they are at.
    this.#workers = [];
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function endedThread(why: string): Error {
  return new Error(`Cannot compute on the CPU: a thread ended (${why})`);
}
